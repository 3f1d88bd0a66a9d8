import { Field, Schema, Utf8 } from "apache-arrow";
import { option, type OptionValues } from "../core/option.ts";
import type { ByteSource } from "../io/byte-source.ts";
import type { Utf8Builder } from "./column-builder.ts";
import { defineFormat, type Reader, type ReadRequest, type RowBatch } from "./format.ts";
import { concatenate, lineBlocks, linesIn } from "./lines.ts";
import { RowAssembler } from "./row-assembler.ts";
import { selectSchema } from "./select.ts";
import { bomLength, invalidUtf8At, isUtf8 } from "./utf8.ts";

const options = {
  rows: option.oneOf("What a row is: a whole file, or a line of it", ["file", "line"], {
    default: "file",
  }),
};

const schema = new Schema([
  new Field("text", new Utf8(), false),
  new Field("path", new Utf8(), false),
]);

/** Plain text: a row for a file, or for each of its lines. */
export const text = defineFormat({
  name: "text",
  doc: "Plain text in UTF-8: a row for a file, or for each of its lines, with the columns text and path",
  extensions: [".txt", ".md", ".rst"],
  options,
  sniff: (head) => !head.includes(0) && isUtf8(wholeCharacters(head)),
  open: async (source, { rows }: OptionValues<typeof options>): Promise<Reader> => {
    const reader: Reader = {
      schema,
      rowCount: rows === "file" ? 1 : undefined,
      metadata: {},
      read: (request = {}) => {
        const selected = selectSchema(source.name, reader, request.columns);
        const pieces = rows === "file" ? wholeFile(source, request) : linesOf(source, request);
        return rowsOf(source, selected, pieces, request);
      },
      close: async () => {},
    };
    return reader;
  },
});

interface Piece {
  readonly bytes: Uint8Array;
  /** Where it starts in the file. */
  readonly offset: number;
}

async function* rowsOf(
  source: ByteSource,
  selected: Schema,
  pieces: AsyncIterable<Piece>,
  request: ReadRequest,
): AsyncIterable<RowBatch> {
  const rows = new RowAssembler(selected, selected, request, false);
  for await (const { bytes, offset } of pieces) {
    const reason = whyNotText(bytes, offset);
    if (reason !== undefined) rows.reject(reason);
    else {
      selected.fields.forEach(({ name }, c) => {
        const column = rows.builders[c] as Utf8Builder;
        if (name === "text") column.appendBytes(bytes, 0, bytes.length);
        else column.append(source.name);
      });
      rows.accept(bytes, 0, bytes.length);
    }
    if (rows.full) yield rows.take();
  }
  if (!rows.empty) yield rows.take();
}

function whyNotText(bytes: Uint8Array, offset: number): string | undefined {
  const zero = bytes.indexOf(0);
  if (zero >= 0) return `is binary, not text: byte ${offset + zero} is 0`;
  const invalid = invalidUtf8At(bytes);
  return invalid >= 0 ? `is not valid UTF-8 at byte ${offset + invalid}` : undefined;
}

async function* wholeFile(source: ByteSource, { signal }: ReadRequest): AsyncIterable<Piece> {
  const chunks: Uint8Array[] = [new Uint8Array(0)];
  for await (const chunk of source.stream(signal)) {
    signal?.throwIfAborted();
    chunks.push(chunk);
  }
  const bytes = concatenate(chunks);
  const offset = bomLength(bytes);
  yield { bytes: bytes.subarray(offset), offset };
}

async function* linesOf(source: ByteSource, { signal }: ReadRequest): AsyncIterable<Piece> {
  for await (const block of lineBlocks(source.stream(signal))) {
    for (const [start, end] of linesIn(block)) {
      signal?.throwIfAborted();
      yield { bytes: block.bytes.subarray(start, end), offset: block.offset + start };
    }
  }
}

/** A head without the character that its end may have cut. */
function wholeCharacters(head: Uint8Array): Uint8Array {
  for (let cut = 0; cut < Math.min(4, head.length); cut++) {
    if ((head[head.length - 1 - cut]! & 0xc0) !== 0x80) {
      return head[head.length - 1 - cut]! < 0x80 ? head : head.subarray(0, head.length - 1 - cut);
    }
  }
  return head;
}
