import { textBytes } from "../core/text-column.ts";
import { distinctPlaces } from "../core/sorted.ts";
import { U32List } from "../core/u32-list.ts";
import { concatWords } from "../core/words.ts";
import type { Shard } from "./shard.ts";
import { type PlacedShard, textsOf, wordsIn, wordsOf } from "./stored-rows.ts";

/** Texts read from disk and compared at a time, in bytes, and in pairs of them. */
const COMPARE_BYTES = 32 * 2 ** 20;
const COMPARE_PAIRS = 2 ** 18;

/** The positions, ascending, at which the texts of rows `left[i]` and `right[i]` differ. */
export function differingTexts(
  shards: readonly PlacedShard[],
  stage: number,
  left: Uint32Array,
  right: Uint32Array,
): Uint32Array {
  const differing = new U32List();
  if (shards.every(({ shard }) => shard.parts)) {
    const [one, other] = [new TextInMemory(shards, stage), new TextInMemory(shards, stage)];
    for (let i = 0; i < left.length; i++) {
      one.seek(left[i]!);
      other.seek(right[i]!);
      const same =
        one.length === other.length &&
        sameBytes(one.bytes, one.start, other.bytes, other.start, one.length);
      if (!same) differing.push(i);
    }
    return differing.view();
  }
  for (let start = 0; start < left.length; start += COMPARE_PAIRS) {
    const end = start + COMPARE_PAIRS;
    const pairs = [left.subarray(start, end), right.subarray(start, end)] as const;
    for (const i of differingInStore(shards, stage, ...pairs)) differing.push(start + i);
  }
  return differing.view();
}

/** The text of one row after the other, where it lies. */
class TextInMemory {
  bytes = new Uint8Array(0);
  start = 0;
  length = 0;
  readonly #batches: readonly Batch[];
  #batch: Batch;

  constructor(shards: readonly PlacedShard[], stage: number) {
    this.#batches = shards.flatMap(({ shard, start }) => batchesOf(shard, start, stage));
    this.#batch = this.#batches[0] ?? noBatch;
  }

  seek(row: number): void {
    let batch = this.#batch;
    if (row < batch.first || row >= batch.end) batch = this.#batch = this.#find(row);
    this.bytes = batch.texts;
    this.start = batch.starts[row - batch.first]! - batch.textStart;
    this.length = batch.lengths[row - batch.first]!;
  }

  #find(row: number): Batch {
    let low = 0;
    let high = this.#batches.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#batches[middle]!.end > row) high = middle;
      else low = middle + 1;
    }
    return this.#batches[low]!;
  }
}

/** The texts of rows `[first, end)`, whose starts count from byte `textStart` of their shard. */
interface Batch {
  readonly first: number;
  readonly end: number;
  readonly starts: Uint32Array;
  readonly lengths: Uint32Array;
  readonly texts: Uint8Array<ArrayBuffer>;
  readonly textStart: number;
}

const none = new Uint32Array(0);
const noBatch: Batch = {
  first: 0,
  end: 0,
  starts: none,
  lengths: none,
  texts: new Uint8Array(0),
  textStart: 0,
};

function batchesOf(shard: Shard, firstRow: number, stage: number): Batch[] {
  const lengths = shard.parts!(`${stage}.textLengths`);
  const texts = shard.parts!("texts");
  const batches: Batch[] = [];
  let first = firstRow;
  let part = 0;
  let textStart = 0;
  shard.parts!(`${stage}.textStarts`).forEach((words, i) => {
    const starts = wordsIn(words);
    if (starts.length === 0) return;
    // Stages with other texts may have parts between, and parts may be empty.
    while (part + 1 < texts.length && textStart + texts[part]!.length <= starts[0]!) {
      textStart += texts[part++]!.length;
    }
    const end = first + starts.length;
    batches.push({
      first,
      end,
      starts,
      lengths: wordsIn(lengths[i]!),
      texts: texts[part]! as Uint8Array<ArrayBuffer>,
      textStart,
    });
    first = end;
  });
  return batches;
}

/** The same of texts that are on disk, read so many at a time as are bounded in bytes. */
function differingInStore(
  shards: readonly PlacedShard[],
  stage: number,
  left: Uint32Array,
  right: Uint32Array,
): Uint32Array {
  const differing = new U32List();
  const rowsOf = (start: number, end: number): Uint32Array =>
    concatWords([left.subarray(start, end), right.subarray(start, end)]);
  const count = left.length;
  const all = distinctPlaces(rowsOf(0, count));
  const lengths = wordsOf(shards, `${stage}.textLengths`, all.values);
  for (let start = 0, end = 0; start < count; start = end) {
    for (let bytes = 0; end < count && bytes < COMPARE_BYTES; end++) {
      bytes += lengths[all.places[end]!]!;
      if (end === start || right[end] !== right[end - 1]) {
        bytes += lengths[all.places[count + end]!]!;
      }
    }
    const { values, places } = end - start < count ? distinctPlaces(rowsOf(start, end)) : all;
    const texts = textsOf(shards, stage, values);
    const { offsets } = texts;
    const bytes = textBytes(texts);
    for (let i = start; i < end; i++) {
      const [a, b] = [places[i - start]!, places[end - start + i - start]!];
      const length = offsets[a + 1]! - offsets[a]!;
      const same =
        length === offsets[b + 1]! - offsets[b]! &&
        sameBytes(bytes, offsets[a]!, bytes, offsets[b]!, length);
      if (!same) differing.push(i);
    }
  }
  return differing.view();
}

function sameBytes(
  one: Uint8Array,
  start: number,
  other: Uint8Array,
  otherStart: number,
  length: number,
): boolean {
  for (let i = 0; i < length; i++) if (one[start + i] !== other[otherStart + i]) return false;
  return true;
}
