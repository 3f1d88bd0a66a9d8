import { projectRows } from "./shared/projection";
import { CHARS } from "./shared/shingles";

export function run(
  params: usize,
  offsets: usize,
  words: usize,
  sums: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  projectRows(CHARS, params, offsets, words, sums, scratch, first, last);
}
