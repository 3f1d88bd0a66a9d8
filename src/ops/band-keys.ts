import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { bandKeys as bandKeysKernel } from "../kernels/band-keys.ts";
import type { Banding } from "./choose-bands.ts";

/** The 64-bit band keys of each signature, band-major: band `q` of row `i` at `q * rowCount + i`. */
export function bandKeys(
  graph: Graph,
  signatures: Ref<"u32">,
  rowCount: Scalar,
  { slots, bands, rowsPerBand }: Banding & { readonly slots: number },
): { hi: Ref<"u32">; lo: Ref<"u32"> } {
  assert(bands * rowsPerBand <= slots, `${bands} bands of ${rowsPerBand} in ${slots} slots`);
  const capacity = (signatures.length / slots) * bands;
  const hi = graph.scratch("band keys hi", "u32", capacity);
  const lo = graph.scratch("band keys lo", "u32", capacity);
  graph.dispatch(bandKeysKernel, { signatures, hi, lo }, { rowCount, slots, bands, rowsPerBand });
  return { hi, lo };
}
