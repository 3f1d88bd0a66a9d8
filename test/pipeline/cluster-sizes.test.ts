import fc from "fast-check";
import { expect, test } from "vitest";
import { clusterSizes, largestOf, largestSize } from "../../src/pipeline/cluster-sizes.ts";

test("clusters are counted with the rows that they keep", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40)), (keptOf) => {
      const counts = new Map<number, number>();
      for (const kept of keptOf) counts.set(kept, (counts.get(kept) ?? 1) + 1);
      const expected = [...counts].toSorted(([a], [b]) => a - b);
      const clusters = clusterSizes(Uint32Array.from(keptOf));
      expect([...clusters.kept]).toEqual(expected.map(([kept]) => kept));
      expect([...clusters.sizes]).toEqual(expected.map(([, size]) => size));
      expect(largestSize(clusters)).toBe(Math.max(0, ...counts.values()));
      const largest = expected.toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, 5);
      expect(largestOf(clusters, 5)).toEqual(largest);
    }),
  );
});
