import { projectRows } from "./shared/projection";
import { WORDS } from "./shared/shingles";

export function run(
  params: usize,
  offsets: usize,
  words: usize,
  sums: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  projectRows(WORDS, params, offsets, words, sums, scratch, first, last);
}
