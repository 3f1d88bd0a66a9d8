import { EngineError } from "../../core/errors.ts";
import type { ByteSink, ByteSource } from "../../io/byte-source.ts";
import type { EncodedRows, EncodedWriter, Reader } from "../format.ts";
import { damaged } from "./damage.ts";
import { flatColumns, type Footer, schemaOf } from "./footer.ts";
import { type KeptChunk, keptChunks } from "./kept-rows.ts";
import { PageMemory } from "./page-memory.ts";
import { readable, zlib } from "./pages.ts";
import { PagesWriter } from "./pages-writer.ts";
import { writeStruct } from "./thrift.ts";

/** A row group without some of its rows. */
interface EncodedGroup extends EncodedRows {
  readonly footer: Footer;
  readonly chunks: AsyncIterable<KeptChunk>;
}

/**
 * What leaves rows out without decoding values: page by page, and a row group that loses none is
 * copied as it is. Nothing where a column is nested, in an encoding that is rare, or where there is
 * no compressor.
 */
export async function keeper(
  source: ByteSource,
  footer: Footer,
  owner: object | undefined,
): Promise<Reader["encodedRows"]> {
  const columns = flatColumns(footer);
  const flat = footer.rowGroups.every(({ chunks }) =>
    chunks.every((chunk) => columns.has(chunk.column) && readable(chunk)),
  );
  if (!flat || zlib()?.zstdCompress === undefined) return undefined;
  if (!(await PageMemory.isAllowed())) return undefined;
  const { schema, keyValues } = schemaOf(footer);
  const parts = [writeStruct(new Map([[1, schema]])), ...keyValues.map(writeStruct)];
  const kind = parts.map((part) => String.fromCharCode(...part)).join("");
  return async function* keptGroups(keep, signal): AsyncGenerator<EncodedGroup> {
    const memory = (await PageMemory.borrow(owner))!;
    try {
      let row = 0;
      for (const group of footer.rowGroups) {
        signal?.throwIfAborted();
        const kept = keep.subarray(row, row + group.rows);
        row += group.rows;
        const rows = kept.reduce((sum, one) => sum + one, 0);
        if (rows === 0) continue;
        const chunks = explained(keptChunks(source, group, kept, columns, memory), source);
        yield { rows, kind, footer, chunks };
      }
    } finally {
      memory.giveBack(owner);
    }
  };
}

/** What goes wrong in a column is said with the file's name. */
async function* explained(
  chunks: AsyncIterable<KeptChunk>,
  source: ByteSource,
): AsyncGenerator<KeptChunk> {
  for await (const chunk of chunks) {
    if ("bytes" in chunk) yield chunk;
    else yield { ...chunk, pages: guarded(chunk.pages, source, chunk.about.start) };
  }
}

async function* guarded<T>(
  items: AsyncIterable<T>,
  source: ByteSource,
  at: number,
): AsyncGenerator<T> {
  try {
    yield* items;
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    throw damaged(source, at, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** Starts a file for the rows that `keeper` leaves of files with the columns of this one. */
export function encodedWriter(sink: ByteSink, first: EncodedRows): EncodedWriter {
  const { schema, keyValues } = schemaOf(groupOf(first).footer);
  const writer = new PagesWriter(sink, schema, keyValues);
  return {
    write: async (rows) => await writer.write(groupOf(rows).chunks, rows.rows),
    close: async () => await writer.close(),
  };
}

// oxlint-disable-next-line no-unsafe-type-assertion -- a writer gets rows of its own format
const groupOf = (rows: EncodedRows): EncodedGroup => rows as EncodedGroup;
