import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BucketSet } from "../../../src/stages/fuzzy/bucket-set.ts";
import { Islands } from "../../../src/stages/fuzzy/islands.ts";

const RANKS = 60;
type Bands = readonly (readonly (readonly number[])[])[];

function setOf(bands: Bands): BucketSet {
  const set = new BucketSet();
  for (const band of bands) {
    set.beginBand();
    for (const bucket of band) set.add(Uint32Array.from(bucket));
  }
  set.seal();
  return set;
}

/** The least rank that each rank is linked to, by repeating until nothing changes. */
function leastLinked(bands: Bands): number[] {
  const least = Array.from({ length: RANKS }, (_, rank) => rank);
  for (let changed = true; changed;) {
    changed = false;
    for (const bucket of bands.flat()) {
      const common = Math.min(...bucket.map((rank) => least[rank]!));
      for (const rank of bucket) {
        if (least[rank] === common) continue;
        least[rank] = common;
        changed = true;
      }
    }
  }
  return least;
}

/** Whether a rank is linked to one that is asked for. */
function isLinkedTo(bands: Bands, rank: number, asked: Uint8Array): boolean {
  const least = leastLinked(bands);
  return least.some((other, i) => other === least[rank] && asked[i] === 1);
}

/** The buckets of a portion by band, with their ranks. */
function buckets({
  ranks,
  bands,
}: {
  readonly ranks: Uint32Array;
  readonly bands: readonly { readonly rows: Uint32Array; readonly starts: Uint32Array }[];
}): number[][][] {
  return bands.map(({ rows, starts }) =>
    Array.from({ length: starts.length - 1 }, (_, i) =>
      Array.from(rows.subarray(starts[i], starts[i + 1]), (position) => ranks[position]!),
    ),
  );
}

const bucket = fc
  .uniqueArray(fc.nat(RANKS - 1), { minLength: 2, maxLength: 4 })
  .map((ranks) => ranks.toSorted((a, b) => a - b));
const anyBands = fc.array(fc.array(bucket, { maxLength: 8 }), { maxLength: 4 });

describe("islands", () => {
  test("are the ranks that buckets link, numbered by their least ranks", () => {
    fc.assert(
      fc.property(anyBands, (bands) => {
        const islands = new Islands(setOf(bands), RANKS);
        const least = leastLinked(bands);
        const inBucket = new Set(bands.flat(2));
        const numbers = [...new Set(least.filter((_, rank) => inBucket.has(rank)))];
        numbers.sort((a, b) => a - b);
        expect(islands.count).toBe(numbers.length);
        for (let rank = 0; rank < RANKS; rank++) {
          const expected = inBucket.has(rank) ? numbers.indexOf(least[rank]!) : -1;
          expect(islands.of(rank)).toBe(expected);
        }
      }),
    );
  });

  test("without a rank that is asked for are left out", () => {
    fc.assert(
      fc.property(
        anyBands,
        fc.uint8Array({ minLength: RANKS, maxLength: RANKS, max: 1 }),
        (bands, asked) => {
          const all = new Islands(setOf(bands), RANKS);
          const some = new Islands(setOf(bands), RANKS, asked);
          const wanted = new Set<number>();
          asked.forEach((value, rank) => value && wanted.add(all.of(rank)));
          wanted.delete(-1);
          const numbers = [...wanted].sort((a, b) => a - b);
          expect(some.count).toBe(numbers.length);
          for (let rank = 0; rank < RANKS; rank++) {
            expect(some.of(rank)).toBe(numbers.indexOf(all.of(rank)));
          }
          const found = [...some.portions(new Float64Array(some.count), 0)].flatMap(buckets).flat();
          const expected = [...all.portions(new Float64Array(all.count), 0)]
            .flatMap(buckets)
            .flat();
          const isWanted = ([rank]: readonly number[]): boolean => isLinkedTo(bands, rank!, asked);
          expect(found).toEqual(expected.filter(isWanted));
        },
      ),
    );
  });

  test("come in portions that are not too heavy, every distinct bucket in its band and once", () => {
    fc.assert(
      fc.property(anyBands, fc.integer({ min: 1, max: 12 }), (bands, most) => {
        const set = setOf(bands);
        const islands = new Islands(set, RANKS);
        const weights = new Float64Array(islands.count);
        for (let rank = 0; rank < RANKS; rank++) {
          if (islands.of(rank) >= 0) weights[islands.of(rank)]!++;
        }
        const found: string[][] = bands.map(() => []);
        const seen = new Set<number>();
        for (const portion of islands.portions(weights, most)) {
          const { ranks } = portion;
          expect([...ranks]).toEqual([...ranks].toSorted((a, b) => a - b));
          for (const rank of ranks) expect(seen).not.toContain(rank);
          for (const rank of ranks) seen.add(rank);
          // More than `most` only where it is one island.
          const roots = new Set(Array.from(ranks, (rank) => leastLinked(bands)[rank]!));
          expect(ranks.length <= most || roots.size === 1).toBe(true);
          buckets(portion).forEach((band, i) => found[i]!.push(...band.map(String)));
        }
        const earlier = new Set<string>();
        const expected = bands.map((band) => {
          const texts = new Set(band.map(String).filter((text) => !earlier.has(text)));
          for (const text of texts) earlier.add(text);
          return [...texts].toSorted();
        });
        expect(found.map((band) => band.toSorted())).toEqual(expected);
      }),
    );
  });
});
