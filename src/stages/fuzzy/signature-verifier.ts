import { distinctValues, positionIn } from "../../core/sorted.ts";
import { concatWords } from "../../core/words.ts";
import type { Ranks } from "../ranks.ts";
import type { RowStates } from "../stage.ts";
import { roomForPairs, type Verifier } from "./verifier.ts";

/** Bytes of signatures held at once. */
const HELD_BYTES = 64 * 2 ** 20;

/**
 * Similarity by agreement of signatures: an estimate, with a standard error of about 0.035 at 128
 * slots. `thresholdPerMille` 0 takes every pair that shares a bucket.
 */
export function signatureVerifier(
  states: Pick<RowStates, "words">,
  slots: number,
  ranks: Ranks,
  thresholdPerMille: number,
): Verifier {
  const rowBytes = slots * 4;
  const portion = Math.max(1, Math.floor(HELD_BYTES / rowBytes / 2));
  let prepared = new Uint32Array(0);
  return {
    capacity: HELD_BYTES,
    bytesOf: () => rowBytes,
    sizeOf: () => rowBytes,
    expect() {},
    async prepare(ofRanks) {
      prepared = ofRanks.map((rank) => ranks.row(rank));
    },
    async verify(left: Uint32Array, right: Uint32Array) {
      const { similar, shared, union } = roomForPairs(left.length);
      union.fill(slots);
      for (let start = 0; start < left.length; start += portion) {
        const rowsOf = (positions: Uint32Array): Uint32Array =>
          positions.subarray(start, start + portion).map((position) => prepared[position]!);
        const [a, b] = [rowsOf(left), rowsOf(right)];
        const rows = distinctValues(concatWords([a, b]));
        const signatures = await states.words("signature", rows);
        a.forEach((row, pair) => {
          const one = positionIn(rows, row) * slots;
          const other = positionIn(rows, b[pair]!) * slots;
          let equal = 0;
          for (let slot = 0; slot < slots; slot++) {
            if (signatures[one + slot] === signatures[other + slot]) equal++;
          }
          // An agreement of `equal` slots out of all is a similarity of equal / slots.
          similar[start + pair] = equal * 1000 >= thresholdPerMille * slots ? 1 : 0;
          shared[start + pair] = equal;
        });
      }
      return { similar, shared, union };
    },
    async [Symbol.asyncDispose]() {},
  };
}
