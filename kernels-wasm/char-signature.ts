import { CHARS } from "./shared/shingles";
import { signRows } from "./shared/sketch";

export function run(
  params: usize,
  offsets: usize,
  words: usize,
  rounds: usize,
  signatures: usize,
  shingleCounts: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  signRows(CHARS, params, offsets, words, rounds, signatures, shingleCounts, scratch, first, last);
}
