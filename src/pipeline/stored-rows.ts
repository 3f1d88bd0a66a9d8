import type { TextColumn } from "../core/text-column.ts";
import type { Stretch } from "../stages/stage.ts";
import type { Shard } from "./shard.ts";

/** A shard, and the number of its first row. */
export interface PlacedShard {
  readonly shard: Shard;
  readonly start: number;
}

/** Pieces nearer to each other than this are read in one go, of at most so many bytes. */
const READ_GAP = 1 << 13;
const READ_BYTES = 1 << 20;
/** Rows among which one is wanted, where columns of one word are read as a whole. */
const DENSE_ROWS = 32;

/** Whole columns of all rows: shard by shard, or in memory as the batches came. */
export async function* stretches(
  shards: readonly PlacedShard[],
  names: readonly string[],
): AsyncGenerator<Stretch> {
  for (const { shard, start } of shards) {
    if (shard.parts) {
      yield* batches(shard, start, names);
      continue;
    }
    const columns: Uint32Array[] = [];
    for (const name of names) columns.push(await wholeColumn(shard, name));
    yield { start, rowCount: shard.header.rowCount, columns };
  }
}

function* batches(shard: Shard, start: number, names: readonly string[]): Generator<Stretch> {
  const { rowCount } = shard.header;
  const columns = names.map((name) => shard.parts!(name).map(wordsIn));
  const [first] = columns;
  const width = first ? shard.byteLength(names[0]!) / 4 / rowCount : 0;
  let row = start;
  for (let i = 0; i < (first?.length ?? 0); i++) {
    const count = first![i]!.length / width;
    yield { start: row, rowCount: count, columns: columns.map((parts) => parts[i]!) };
    row += count;
  }
}

export const wordsIn = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array =>
  new Uint32Array(buffer, byteOffset, byteLength / 4);

async function wholeColumn(shard: Shard, name: string): Promise<Uint32Array> {
  return wordsIn(await shard.read(name, 0, shard.byteLength(name)));
}

/** The words that a column has for each of the rows (ascending), one row after the other. */
export function wordsOf(
  shards: readonly PlacedShard[],
  name: string,
  rows: Uint32Array,
): Uint32Array {
  const first = shards.find(({ shard }) => shard.header.rowCount > 0)?.shard;
  if (rows.length === 0 || !first) return new Uint32Array(0);
  const rowBytes = first.byteLength(name) / first.header.rowCount;
  const words = new Uint32Array((rows.length * rowBytes) / 4);
  const bytes = new Uint8Array(words.buffer);
  for (const { shard, wanted, done } of byShard(shards, rows)) {
    if (rowBytes === 4 && readDense(shard, name, wanted, words.subarray(done))) continue;
    const starts = new Float64Array(wanted.length);
    for (let i = 0; i < starts.length; i++) starts[i] = wanted[i]! * rowBytes;
    const lengths = new Uint32Array(wanted.length).fill(rowBytes);
    readPieces(shard, name, { starts, lengths }, bytes, done * rowBytes);
  }
  return words;
}

/** Reads one word for each of the rows, where these are so near that all between them can be read. */
function readDense(shard: Shard, name: string, rows: Uint32Array, target: Uint32Array): boolean {
  const first = rows[0]!;
  const span = rows[rows.length - 1]! - first + 1;
  if (span > rows.length * DENSE_ROWS) return false;
  const all = new Uint32Array(span);
  shard.readInto(name, first * 4, new Uint8Array(all.buffer));
  for (let i = 0; i < rows.length; i++) target[i] = all[rows[i]! - first]!;
  return true;
}

/** The texts that a stage keeps of the rows (ascending). */
export function textsOf(
  shards: readonly PlacedShard[],
  stage: number,
  rows: Uint32Array,
): TextColumn {
  const starts = wordsOf(shards, `${stage}.textStarts`, rows);
  const lengths = wordsOf(shards, `${stage}.textLengths`, rows);
  const offsets = new Uint32Array(rows.length + 1);
  for (let i = 0; i < lengths.length; i++) offsets[i + 1] = offsets[i]! + lengths[i]!;
  const words = new Uint32Array(Math.ceil(offsets[rows.length]! / 4));
  const bytes = new Uint8Array(words.buffer);
  for (const { shard, wanted, done } of byShard(shards, rows)) {
    const end = done + wanted.length;
    const pieces = { starts: starts.subarray(done, end), lengths: lengths.subarray(done, end) };
    readPieces(shard, "texts", pieces, bytes, offsets[done]!);
  }
  return { rowCount: rows.length, offsets, words };
}

interface Wanted {
  readonly shard: Shard;
  /** The rows in it, as it numbers them. */
  readonly wanted: Uint32Array;
  /** How many rows are in the shards before it. */
  readonly done: number;
}

function* byShard(shards: readonly PlacedShard[], rows: Uint32Array): Generator<Wanted> {
  let done = 0;
  for (const { shard, start } of shards) {
    const end = start + shard.header.rowCount;
    let last = done;
    while (last < rows.length && rows[last]! < end) last++;
    if (last === done) continue;
    yield { shard, wanted: rows.subarray(done, last).map((row) => row - start), done };
    done = last;
  }
}

interface Pieces {
  readonly starts: Float64Array | Uint32Array;
  readonly lengths: Uint32Array;
}

/** Reads pieces of a section one after the other to `target`, in as few stretches as is sensible. */
function readPieces(
  shard: Shard,
  section: string,
  { starts, lengths }: Pieces,
  target: Uint8Array,
  offset: number,
): void {
  let stretch = new Uint8Array(0);
  for (let begin = 0, end = 0; begin < starts.length; begin = end) {
    const from = starts[begin]!;
    let to = from;
    for (; end < starts.length; end++) {
      const start = starts[end]!;
      const far = start < to || start - to > READ_GAP || start - from > READ_BYTES;
      if (end > begin && far) break;
      to = start + lengths[end]!;
    }
    if (end === begin + 1) {
      shard.readInto(section, from, target.subarray(offset, offset + lengths[begin]!));
      offset += lengths[begin]!;
      continue;
    }
    if (stretch.length < to - from) stretch = new Uint8Array(to - from);
    shard.readInto(section, from, stretch.subarray(0, to - from));
    for (let i = begin; i < end; i++) {
      const at = starts[i]! - from;
      copyBytes(stretch, at, lengths[i]!, target, offset);
      offset += lengths[i]!;
    }
  }
}

/** A view costs more than it takes to copy a few bytes one by one. */
function copyBytes(
  from: Uint8Array,
  start: number,
  length: number,
  target: Uint8Array,
  offset: number,
): void {
  if (length > 64) {
    target.set(from.subarray(start, start + length), offset);
    return;
  }
  for (let i = 0; i < length; i++) target[offset + i] = from[start + i]!;
}
