import { WORDS } from "./shared/shingles";
import { buildSets } from "./shared/shingle-sets";

export function run(
  params: usize,
  offsets: usize,
  words: usize,
  setStarts: usize,
  hashes: usize,
  counts: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  buildSets(WORDS, params, offsets, words, setStarts, hashes, counts, scratch, first, last);
}
