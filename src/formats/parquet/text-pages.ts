import { type Data, makeData, type RecordBatch, type Schema, Utf8 } from "apache-arrow";
import { batchOf } from "../gather.ts";
import type { Chunk } from "./footer.ts";
import type { PageMemory, Texts } from "./page-memory.ts";
import { type PageNames, pagesOf, readIndices } from "./pages.ts";

const noTexts: Texts = { offsets: new Int32Array(1), bytes: new Uint8Array(0) };

interface TextRequest {
  readonly about: Chunk;
  readonly optional: boolean;
  readonly memory: PageMemory;
  readonly names: PageNames;
  /** Of the one text column. */
  readonly schema: Schema;
  readonly batchRows: number;
  readonly batchBytes: number;
}

/** The batches of a text column, without the detour by the decoder for all types. */
export function* textBatches(bytes: Uint8Array, request: TextRequest): Generator<RecordBatch> {
  const { about, optional, memory, names, schema, batchRows, batchBytes } = request;
  let dictionary = noTexts;
  for (const page of pagesOf(bytes, about, optional, memory, names)) {
    if (page.kind === "dictionary") {
      dictionary = whole(memory.takeTexts(page.count, Number.POSITIVE_INFINITY), page.count);
      continue;
    }
    if (page.kind === "bits") throw new Error("a page of a text column has truth values");
    const indices = page.kind === "indices" ? readIndices(memory, page) : undefined;
    let taken = 0;
    for (let row = 0; row < page.count;) {
      const rows = Math.min(batchRows, page.count - row);
      const wanted = page.defined ? countIn(page.defined, row, row + rows) : rows;
      const texts = indices
        ? chosen(dictionary, indices.subarray(taken, taken + wanted), batchBytes)
        : memory.takeTexts(wanted, batchBytes);
      if (!texts) throw new Error("a text of it is not valid UTF-8, or ends too early");
      const count = texts.offsets.length - 1;
      taken += count;
      const data = page.defined
        ? withNulls(texts, page.defined, row, count < wanted ? undefined : row + rows)
        : textData(texts, count);
      row += data.length;
      yield batchOf(schema, [data], data.length);
    }
  }
}

function textData({ offsets, bytes }: Texts, length: number): Data {
  return makeData({ type: new Utf8(), length, nullCount: 0, valueOffsets: offsets, data: bytes });
}

/** Texts with the nulls between them: rows up to `end`, or where absent up to the last text. */
function withNulls(texts: Texts, defined: Uint32Array, row: number, end: number | undefined): Data {
  const count = texts.offsets.length - 1;
  const length = (end ?? behind(defined, row, count)) - row;
  const valueOffsets = new Int32Array(length + 1);
  const nullBitmap = new Uint8Array(Math.ceil(length / 8));
  let text = 0;
  for (let i = 0; i < length; i++) {
    if (defined[row + i]) {
      nullBitmap[i >> 3]! |= 1 << (i & 7);
      text++;
    }
    valueOffsets[i + 1] = texts.offsets[text]!;
  }
  const nulls = { nullCount: length - text, nullBitmap };
  return makeData({ type: new Utf8(), length, ...nulls, valueOffsets, data: texts.bytes });
}

/** The row behind the next `count` ones that are defined, from `row` on. */
function behind(defined: Uint32Array, row: number, count: number): number {
  let stop = row;
  for (let seen = 0; seen < count; stop++) seen += defined[stop]!;
  return stop;
}

export function countIn(bits: Uint32Array, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) count += bits[i]!;
  return count;
}

function chosen(dictionary: Texts, indices: Uint32Array, mostBytes: number): Texts | undefined {
  const { offsets, bytes } = dictionary;
  const size = offsets.length - 1;
  const ends = new Int32Array(indices.length + 1);
  let count = 0;
  for (; count < indices.length; count++) {
    const index = indices[count]!;
    if (index >= size) return undefined;
    const end = ends[count]! + offsets[index + 1]! - offsets[index]!;
    if (count > 0 && end > mostBytes) break;
    ends[count + 1] = end;
  }
  const byteLength = ends[count]!;
  const out = new Uint8Array(Math.ceil(byteLength / 4) * 4).subarray(0, byteLength);
  for (let i = 0; i < count; i++) {
    const index = indices[i]!;
    out.set(bytes.subarray(offsets[index], offsets[index + 1]), ends[i]);
  }
  return { offsets: ends.subarray(0, count + 1), bytes: out };
}

function whole(texts: Texts | undefined, count: number): Texts {
  if (texts && texts.offsets.length === count + 1) return texts;
  throw new Error("a dictionary of it ends too early, or is not valid UTF-8");
}
