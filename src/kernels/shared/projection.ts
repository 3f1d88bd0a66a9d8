import { lowbias32 } from "./lowbias32.ts";
import { rowBytes, type Shingles } from "./shingles.ts";

/** Dimensions that a shingle is added to or taken from. */
const DRAWS = 4;
/** What tells the draws of one shingle apart. */
const STEP = 0x9e3779b9;

/** Buffers of the projection kernels. */
interface ProjectionBuffers {
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
  readonly sums: Int32Array;
}

/** Parameters of the projection kernels. */
interface ProjectionParams {
  readonly rowCount: number;
  readonly ngram: number;
  readonly seed: number;
  readonly dims: number;
  readonly weight: number;
}

/** The reference of the projection kernels, for either kind of shingle. */
export function projectRows(
  shingles: Shingles,
  { offsets, words, sums }: ProjectionBuffers,
  { rowCount, ngram, seed, dims, weight }: ProjectionParams,
): void {
  for (let row = 0; row < rowCount; row++) {
    const own = sums.subarray(row * dims, (row + 1) * dims);
    for (const hash of shingles(rowBytes(offsets, words, row), ngram, seed)) {
      for (let draw = 1; draw <= DRAWS; draw++) {
        const drawn = lowbias32(hash + Math.imul(draw, STEP));
        const dim = ((drawn >>> 16) * dims) >>> 16;
        own[dim]! += (drawn & 1) === 1 ? weight : -weight;
      }
    }
  }
}
