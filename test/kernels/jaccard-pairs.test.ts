import fc from "fast-check";
import { jaccardPairs } from "../../src/kernels/jaccard-pairs.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

/** A call on sets laid one behind the other, with a gap between them. */
function call(sets: readonly (readonly number[])[], pairs: readonly (readonly [number, number])[]) {
  const starts: number[] = [];
  const hashes: number[] = [];
  for (const set of sets) {
    starts.push(hashes.length);
    hashes.push(...set, 0);
  }
  return {
    buffers: {
      starts: Uint32Array.from(starts),
      counts: Uint32Array.from(sets, (set) => set.length),
      hashes: Uint32Array.from(hashes),
      left: Uint32Array.from(pairs, ([left]) => left),
      right: Uint32Array.from(pairs, ([, right]) => right),
      intersections: new Uint32Array(pairs.length),
    },
    params: { pairCount: pairs.length },
  };
}

const multiples = (step: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => i * step);

/** Ascending distinct numbers out of few, so that sets meet, and of any size up to `maxLength`. */
const anySet = (maxLength: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.uniqueArray(fc.nat(2 * maxLength), { maxLength }))
    .map(([spread, set]) =>
      set.map((value) => 0xffffffff - value * spread).toSorted((a, b) => a - b),
    );

kernelSuite(jaccardPairs, {
  examples: [
    {
      title: "counts what two sets share, whichever comes first",
      ...call(
        [[1, 3, 5, 0xffffffff], [0, 3, 4, 5, 0xffffffff], []],
        [
          [0, 1],
          [1, 0],
          [0, 0],
          [0, 2],
          [2, 2],
        ],
      ),
      outputs: { intersections: Uint32Array.of(3, 3, 4, 0, 0) },
    },
    {
      title: "counts in sets of thousands, alike or far apart in size",
      ...call(
        [multiples(2, 9000), multiples(3, 5000), [...multiples(90, 5), 17_998]],
        [
          [0, 1],
          [0, 2],
          [2, 1],
        ],
      ),
      outputs: { intersections: Uint32Array.of(2500, 6, 5) },
    },
  ],
  calls: fc
    .array(fc.oneof(anySet(8), anySet(100), anySet(900)), { minLength: 1, maxLength: 6 })
    .chain((sets) => {
      const index = fc.nat(sets.length - 1);
      return fc.array(fc.tuple(index, index), { maxLength: 12 }).map((pairs) => call(sets, pairs));
    }),
});
