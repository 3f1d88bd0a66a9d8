import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BucketSet } from "../../../src/stages/fuzzy/bucket-set.ts";

function filled(bands: readonly (readonly (readonly number[])[])[]): BucketSet {
  const set = new BucketSet();
  for (const band of bands) {
    set.beginBand();
    for (const bucket of band) set.add(Uint32Array.from(bucket));
  }
  set.seal();
  return set;
}

function listed({ buckets: { rows, starts } }: BucketSet): number[][] {
  return Array.from({ length: starts.length - 1 }, (_, i) => [
    ...rows.subarray(starts[i], starts[i + 1]),
  ]);
}

describe("a set of buckets", () => {
  test("leaves out the buckets that an earlier band has, and no others", () => {
    const set = filled([
      [
        [0, 1],
        [2, 5, 9],
      ],
      [],
      [
        [0, 1, 2],
        [2, 5, 9],
        [3, 4],
      ],
    ]);
    expect(listed(set)).toEqual([
      [0, 1],
      [2, 5, 9],
      [0, 1, 2],
      [3, 4],
    ]);
    expect(set.bandStarts).toEqual([0, 2, 2, 4]);
    expect(set.length).toBe(4);
  });

  test("holds what a set of their texts holds, however many there are", () => {
    const bucket = fc.uniqueArray(fc.nat(30), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(bucket, { maxLength: 2000, size: "max" }), (buckets) => {
        const sorted = buckets.map((ranks) => ranks.toSorted((a, b) => a - b));
        const distinct = [...new Set(sorted.map(String))];
        expect(listed(filled([sorted])).map(String)).toEqual(distinct);
      }),
      { numRuns: 20 },
    );
  });
});
