import type { RowRanges } from "../formats/format.ts";

/** The state column that says where rows are in their source: start (low, high word), length. */
export const RANGES = "ranges";
export const RANGE_WORDS = 3;

export function rangeWords({ starts, lengths }: RowRanges): Uint32Array {
  const words = new Uint32Array(lengths.length * RANGE_WORDS);
  lengths.forEach((length, i) => {
    const start = starts[i]!;
    words[i * RANGE_WORDS] = start % 2 ** 32;
    words[i * RANGE_WORDS + 1] = Math.floor(start / 2 ** 32);
    words[i * RANGE_WORDS + 2] = length;
  });
  return words;
}

/** The ranges of those rows that are 1 in `mask`. */
export function maskedRanges(words: Uint32Array, mask: Uint8Array, count: number): RowRanges {
  const starts = new Float64Array(count);
  const lengths = new Uint32Array(count);
  let next = 0;
  mask.forEach((keep, i) => {
    if (!keep) return;
    const [low, high, length] = words.subarray(i * RANGE_WORDS, (i + 1) * RANGE_WORDS);
    starts[next] = high! * 2 ** 32 + low!;
    lengths[next++] = length!;
  });
  return { starts, lengths };
}
