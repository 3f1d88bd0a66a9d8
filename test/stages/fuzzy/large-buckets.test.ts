import { expect, test } from "vitest";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import { BucketSet } from "../../../src/stages/fuzzy/bucket-set.ts";
import { Islands } from "../../../src/stages/fuzzy/islands.ts";
import { leaderPasses } from "../../../src/stages/fuzzy/leader-passes.ts";
import { roomForPairs, type Verifier } from "../../../src/stages/fuzzy/verifier.ts";

const BANDS = 5;
const LEADERS = 16;

/** Rows of one text that was edited: a pair is similar unless both edits are far from each other. */
function nearCopies(similarShare: number): Verifier {
  const draw = (a: number, b: number): number =>
    (Math.imul(Math.imul(a + 1, 0x9e3779b1) ^ (b + 1), 0x85ebca77) >>> 0) / 2 ** 32;
  return {
    capacity: Number.POSITIVE_INFINITY,
    bytesOf: () => 1,
    sizeOf: () => 1,
    expect() {},
    async prepare() {},
    async verify(left, right) {
      const verified = roomForPairs(left.length);
      for (let pair = 0; pair < left.length; pair++) {
        const similar = draw(left[pair]!, right[pair]!) < similarShare;
        verified.similar[pair] = similar ? 1 : 0;
        verified.shared[pair] = similar ? 9 : 1;
        verified.union[pair] = 10;
      }
      return verified;
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** In each band all rows but some, others each time, are in one bucket. */
function bandsOf(rows: number): BucketSet {
  const set = new BucketSet();
  for (let band = 0; band < BANDS; band++) {
    set.beginBand();
    const members = Uint32Array.from({ length: rows }, (_, row) => row);
    set.add(members.filter((row) => (row * 7919 + band) % 20 !== 0));
  }
  set.seal();
  return set;
}

async function pairsVerified(rows: number, similarShare: number): Promise<number> {
  await using device = openCpu({ budgetBytes: 2 ** 30 });
  const islands = new Islands(bandsOf(rows), rows);
  const [portion] = [...islands.portions(new Float64Array([rows]), Number.POSITIVE_INFINITY)];
  const { ranks, buckets } = portion!;
  const limits = { leaders: LEADERS, signal: undefined };
  const verifier = nearCopies(similarShare);
  const found = await leaderPasses(device, buckets, ranks.length, verifier, limits);
  expect(found.converged).toBe(true);
  return found.pairsVerified;
}

test("of a bucket of a million near-copies few pairs are verified", async () => {
  const few = await pairsVerified(10_000, 0.95);
  const many = await pairsVerified(1_000_000, 0.95);
  // All pairs of the million would be 500 000 a row.
  expect(many).toBeLessThan(LEADERS * 1_000_000);
  expect(many / 1_000_000).toBeLessThan(1.3 * (few / 10_000));
});
