import { rowBytes, type Shingles } from "./shingles.ts";

/** Buffers of the shingle-set kernels. */
interface ShingleSetBuffers {
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
  readonly setStarts: Uint32Array;
  readonly hashes: Uint32Array;
  readonly counts: Uint32Array;
}

/** Parameters of the shingle-set kernels. */
interface ShingleSetParams {
  readonly rowCount: number;
  readonly ngram: number;
  readonly seed: number;
}

/** The reference of the shingle-set kernels, for either kind of shingle. */
export function shingleSetRows(
  shingles: Shingles,
  { offsets, words, setStarts, hashes, counts }: ShingleSetBuffers,
  { rowCount, ngram, seed }: ShingleSetParams,
): void {
  for (let row = 0; row < rowCount; row++) {
    const windows = shingles(rowBytes(offsets, words, row), ngram, seed);
    const set = new Uint32Array(new Set(windows)).toSorted();
    hashes.set(set, setStarts[row]);
    hashes.fill(0xffffffff, setStarts[row]! + set.length, setStarts[row]! + windows.length);
    counts[row] = set.length;
  }
}
