import type { Ranks } from "../ranks.ts";
import type { OnVerified, Verifier } from "./verifier.ts";

/**
 * Similarity by agreement of signatures: an estimate, with a standard error of about 0.035 at 128
 * slots. `thresholdPerMille` 0 takes every pair that shares a bucket.
 */
export function signatureVerifier(
  signatures: Uint32Array,
  slots: number,
  ranks: Ranks,
  thresholdPerMille: number,
): Verifier {
  return {
    async prepare() {},
    async verify(left: Uint32Array, right: Uint32Array, onVerified: OnVerified) {
      for (let pair = 0; pair < left.length; pair++) {
        const a = ranks.row(left[pair]!) * slots;
        const b = ranks.row(right[pair]!) * slots;
        let equal = 0;
        for (let slot = 0; slot < slots; slot++) {
          if (signatures[a + slot] === signatures[b + slot]) equal++;
        }
        // An agreement of `equal` slots out of all is a similarity of equal / slots.
        onVerified(pair, equal * 1000 >= thresholdPerMille * slots, equal, slots);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}
