import type { RowRanges } from "../formats/format.ts";

/** The state column that says where rows are in their source: start (low, high word), length. */
export const RANGES = "ranges";
export const RANGE_WORDS = 3;

export function rangeWords({ starts, lengths }: RowRanges): Uint32Array {
  const words = new Uint32Array(lengths.length * RANGE_WORDS);
  for (let i = 0; i < lengths.length; i++) {
    const start = starts[i]!;
    words[i * RANGE_WORDS] = start % 2 ** 32;
    words[i * RANGE_WORDS + 1] = Math.floor(start / 2 ** 32);
    words[i * RANGE_WORDS + 2] = lengths[i]!;
  }
  return words;
}

/** The ranges of those rows that are 1 in `mask`. */
export function maskedRanges(words: Uint32Array, mask: Uint8Array, count: number): RowRanges {
  const starts = new Float64Array(count);
  const lengths = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const at = i * RANGE_WORDS;
    starts[next] = words[at + 1]! * 2 ** 32 + words[at]!;
    lengths[next++] = words[at + 2]!;
  }
  return { starts, lengths };
}
