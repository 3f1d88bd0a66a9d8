import { DataType, type Field, Schema } from "apache-arrow";
import { option, type OptionValues } from "../core/option.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { readAhead } from "../io/read-ahead.ts";
import { copyRanges } from "./copy-ranges.ts";
import {
  defineFormat,
  type Reader,
  type ReadRequest,
  type RowBatch,
  type RowRanges,
} from "./format.ts";
import { columnRows } from "./json/column-rows.ts";
import { borrowScanner, returnScanner } from "./json/line-scanner.ts";
import { JsonColumns } from "./json/columns.ts";
import { JsonTypes } from "./json/infer.ts";
import { skipSpace, skipValue } from "./json/scan.ts";
import { learnTypes } from "./json/learn-types.ts";
import { jsonWriter } from "./json/writer.ts";
import { isBlank, type LineBlock, lineBlocks, linesIn } from "./lines.ts";
import { RangeList } from "./range-list.ts";
import { RowAssembler } from "./row-assembler.ts";
import { selectSchema } from "./select.ts";
import { invalidUtf8At, isUtf8 } from "./utf8.ts";

/** Bytes of a file that `infer: sample` learns the columns from. */
const SAMPLE_BYTES = 16 << 20;

/** Bytes read at once. */
const BLOCK_BYTES = 1 << 20;

const options = {
  infer: option.oneOf(
    "Learn columns and types from the first 16 MiB or from the whole file",
    ["sample", "all"],
    { default: "sample" },
  ),
};

/** One JSON object a line. Blank lines are not rows. */
export const jsonl = defineFormat({
  name: "jsonl",
  doc: "JSON lines: one object a line; values inside objects are columns by path, such as meta.lang",
  extensions: [".jsonl", ".ndjson", ".json-lines"],
  options,
  sniff: isObjectLine,
  open: openJsonl,
  create: async (sink, schema) => jsonWriter(sink, schema),
});

async function openJsonl(
  source: ByteSource,
  { infer }: OptionValues<typeof options>,
  given?: Schema,
): Promise<Reader> {
  const types = new JsonTypes();
  const limit = infer === "sample" ? SAMPLE_BYTES : Number.POSITIVE_INFINITY;
  const rowCount = given ? undefined : await learn(source, types, limit);
  const [schema, nested] = given ? splitPaths(given) : [types.schema(), types.nested()];
  const reader = {
    schema,
    inferred: { unsure: types.unsure() },
    nested,
    rowCount,
    metadata: {},
    read: (request: ReadRequest = {}) => rowsOf(source, reader, request, false),
    readRaw: (request: ReadRequest = {}) => rowsOf(source, reader, request, true),
    copyRanges: (ranges: AsyncIterable<RowRanges>, signal?: AbortSignal) =>
      copyRanges(source, ranges, signal),
    close: async () => {},
  };
  return reader;
}

/** Shows `types` the lines that start before `limit`; the number of rows where these are all. */
async function learn(
  source: ByteSource,
  types: JsonTypes,
  limit: number,
): Promise<number | undefined> {
  const scanner = await borrowScanner();
  if (scanner) {
    try {
      return await learnTypes(source, scanner, types, limit);
    } finally {
      returnScanner(scanner);
    }
  }
  let rows = 0;
  for await (const block of blocksOf(source)) {
    for (const [start, end] of rowsIn(block)) {
      if (block.offset + start >= limit) return undefined;
      types.observe(block.bytes, start, end);
      rows++;
    }
  }
  return rows;
}

/** The lines of a source, in blocks of which each is overwritten when the next is asked for. */
function blocksOf(source: ByteSource, signal?: AbortSignal): AsyncIterable<LineBlock> {
  const buffers = [new Uint8Array(BLOCK_BYTES), new Uint8Array(BLOCK_BYTES)] as const;
  return lineBlocks(readAhead(source, buffers, signal));
}

/** A schema's top-level columns, and the paths into them. */
function splitPaths(schema: Schema): [top: Schema, nested: Field[]] {
  const names = new Set(schema.fields.map((field) => field.name));
  const isPath = ({ name }: Field): boolean =>
    [...name.matchAll(/\./g)].some(({ index }) => names.has(name.slice(0, index)));
  const top = schema.fields.filter((field) => !isPath(field));
  return [new Schema(top), schema.fields.filter(isPath)];
}

async function* rowsOf(
  source: ByteSource,
  reader: Pick<Reader, "schema" | "nested" | "rowCount">,
  request: ReadRequest,
  raw: boolean,
): AsyncIterable<RowBatch> {
  if (reader.rowCount === 0) return;
  const selected = selectSchema(source.name, reader, request.columns);
  const complete = request.checkAll === true || request.columns === undefined;
  const [name] = request.columns ?? [];
  const oneText = request.columns?.length === 1 && DataType.isUtf8(selected.fields[0]!.type);
  const scanner = oneText && !complete && !raw ? await borrowScanner() : undefined;
  if (scanner) {
    try {
      if (scanner.beginColumn(name!)) {
        yield* columnRows(source, scanner, selected, request);
        return;
      }
    } finally {
      returnScanner(scanner);
    }
  }
  const schema = complete ? withAll(reader.schema, selected) : selected;
  const rows = new RowAssembler(schema, selected, request, raw);
  const columns = new JsonColumns(schema, rows.builders, complete);
  const ranges = request.ranges ? new RangeList() : undefined;
  const take = (): RowBatch => ({ ...rows.take(), ...(ranges && { ranges: ranges.take() }) });
  for await (const block of blocksOf(source, request.signal)) {
    request.signal?.throwIfAborted();
    const valid = isUtf8(block.bytes);
    for (const [start, end] of rowsIn(block)) {
      const at = block.offset + start;
      const utf8 = valid ? -1 : invalidUtf8At(block.bytes.subarray(start, end));
      if (utf8 >= 0) rows.reject(`is not valid UTF-8 at byte ${at + utf8}`);
      else {
        const bad = columns.append(block.bytes, start, end);
        if (bad) rows.reject(`${bad.reason}, at byte ${at + bad.at}`, bad.appended);
        else {
          rows.accept(block.bytes, start, end);
          ranges?.append(at, end - start);
        }
      }
      if (rows.full) {
        yield take();
        request.signal?.throwIfAborted();
      }
    }
  }
  if (!rows.empty) yield take();
}

/** The columns of a schema, and what was selected beside them. */
function withAll(schema: Schema, selected: Schema): Schema {
  const names = new Set(schema.fields.map((field) => field.name));
  return new Schema([...schema.fields, ...selected.fields.filter(({ name }) => !names.has(name))]);
}

/** The lines of a block that are rows. */
function* rowsIn(block: LineBlock): Iterable<readonly [start: number, end: number]> {
  for (const line of linesIn(block)) if (!isBlank(block.bytes, ...line)) yield line;
}

/** Whether bytes begin with a line that is a JSON object, or with the beginning of a longer one. */
function isObjectLine(head: Uint8Array): boolean {
  const [line] = rowsIn({ bytes: head, offset: 0 });
  if (!line) return false;
  const first = skipSpace(head, ...line);
  if (head[first] !== 0x7b) return false;
  const behind = skipValue(head, first, line[1]);
  return behind >= 0 ? skipSpace(head, behind, line[1]) === line[1] : ~behind === head.length;
}
