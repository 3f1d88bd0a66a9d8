import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/band-keys.wgsl" with { type: "text" };
import { lowbias32 } from "./shared/lowbias32.ts";

/**
 * The 64-bit key of each band of each signature: two independent chains over the
 * `rowsPerBand` slots of the band. Keys are band-major: band `q` of row `i` is at
 * `q * rowCount + i`.
 */
export const bandKeys = defineKernel({
  name: "band-keys",
  params: { rowCount: "u32", slots: "u32", bands: "u32", rowsPerBand: "u32" },
  bindings: { signatures: read("u32"), hi: write("u32"), lo: write("u32") },
  workgroupSize: 256,
  invocations: ({ rowCount, bands }) => rowCount * bands,
  wgsl,
  cuda: "kernels-cuda/band-keys.cu",
  wasm: "kernels-wasm/band-keys.ts",
  cpu({ signatures, hi, lo }, { rowCount, slots, bands, rowsPerBand }) {
    for (let band = 0; band < bands; band++) {
      for (let row = 0; row < rowCount; row++) {
        let low = lowbias32(2 * band + 1);
        let high = lowbias32(2 * band + 2);
        const first = row * slots + band * rowsPerBand;
        for (const value of signatures.subarray(first, first + rowsPerBand)) {
          low = lowbias32(low ^ value);
          high = lowbias32(high + Math.imul(value, 0x85ebca77));
        }
        hi[band * rowCount + row] = high;
        lo[band * rowCount + row] = low;
      }
    }
  },
});
