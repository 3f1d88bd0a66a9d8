import fc from "fast-check";
import { expect, test } from "vitest";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import { leaderPasses } from "../../../src/stages/fuzzy/leader-passes.ts";
import { roomForPairs, type Verifier } from "../../../src/stages/fuzzy/verifier.ts";

const ROWS = 24;

type Similar = (left: number, right: number) => boolean;

/** The passes as they are specified: every bucket anew in each, pair by pair. */
function specified(
  buckets: readonly (readonly number[])[],
  similar: Similar,
  comparable: Similar,
  leaders: number,
) {
  const edges = new Set<string>();
  const asked = new Set<string>();
  let kept = new Set(Array.from({ length: ROWS }, (_, row) => row));
  for (let passes = 1; ; passes++) {
    for (const bucket of buckets) {
      let list = bucket.filter((row) => kept.has(row));
      for (let k = 0; k < leaders && list.length > 1; k++) {
        const [leader, ...others] = list as [number, ...number[]];
        const compared = others.filter((row) => comparable(leader, row));
        for (const row of compared) asked.add(`${leader}-${row}`);
        const alike = compared.filter((row) => similar(leader, row));
        for (const row of alike) edges.add(`${leader}-${row}`);
        list = others.filter((row) => !alike.includes(row));
      }
    }
    const next = new Set<number>();
    for (let row = 0; row < ROWS; row++) {
      if (![...next].some((other) => edges.has(`${other}-${row}`))) next.add(row);
    }
    const converged = next.size === kept.size && [...next].every((row) => kept.has(row));
    kept = next;
    if (converged || passes === 16) return { kept, edges, asked, passes, converged };
  }
}

/** Answers by a table, and says what it was asked; it holds so many rows. */
function tableVerifier(similar: Similar, capacity: number, asked: string[]): Verifier {
  return {
    capacity,
    bytesOf: () => 1,
    sizeOf: () => 1,
    expect() {},
    async prepare() {},
    async verify(left, right) {
      const verified = roomForPairs(left.length);
      left.forEach((a, pair) => {
        asked.push(`${a}-${right[pair]}`);
        verified.similar[pair] = similar(a, right[pair]!) ? 1 : 0;
        verified.union[pair] = 1;
      });
      return verified;
    },
    async [Symbol.asyncDispose]() {},
  };
}

test("the passes come to what is specified, and ask about each pair once, whatever is held", async () => {
  await using device = openCpu({ budgetBytes: 2 ** 24 });
  const bucket = fc
    .uniqueArray(fc.nat(ROWS - 1), { minLength: 2, maxLength: 10 })
    .map((rows) => rows.toSorted((a, b) => a - b));
  await fc.assert(
    fc.asyncProperty(
      fc.array(bucket, { minLength: 1, maxLength: 12 }),
      fc.uniqueArray(fc.nat(ROWS * ROWS - 1), { minLength: 10, maxLength: 150 }),
      fc.constantFrom(1, 2, 3, Number.POSITIVE_INFINITY),
      fc.constantFrom(1, 8, 14, Number.POSITIVE_INFINITY),
      fc.constantFrom<Similar | undefined>(undefined, (left, right) => (left + right) % 3 > 0),
      async (buckets, pairs, leaders, capacity, comparable) => {
        const table = new Set(pairs);
        const similar: Similar = (left, right) => table.has(left * ROWS + right);
        const expected = specified(buckets, similar, comparable ?? (() => true), leaders);
        const asked: string[] = [];
        let end = 0;
        const starts = [0, ...buckets.map(({ length }) => (end += length))];
        const found = await leaderPasses(
          device,
          { rows: Uint32Array.from(buckets.flat()), starts: Uint32Array.from(starts) },
          ROWS,
          tableVerifier(similar, capacity, asked),
          { leaders, signal: undefined, ...(comparable && { comparable }) },
        );
        expect(new Set(asked)).toEqual(expected.asked);
        expect(asked.length).toBe(expected.asked.size);
        expect(Array.from(found.kept.keys()).filter((row) => found.kept[row])).toEqual([
          ...expected.kept,
        ]);
        expect(found.passes).toBe(expected.passes);
        expect(found.converged).toBe(expected.converged);
        expect(found.pairsVerified).toBe(asked.length);
      },
    ),
    { numRuns: 500 },
  );
});

test("buckets are gone through to their last leader with the rows that are held", async () => {
  await using device = openCpu({ budgetBytes: 2 ** 24 });
  // Four buckets of five rows, each in two bands: the first of a bucket is another one there.
  const blocks = [0, 5, 10, 15].map((first) => Array.from({ length: 5 }, (_, i) => first + i));
  const buckets = [...blocks, ...blocks.map((block) => block.slice(1))];
  let end = 0;
  const starts = [0, ...buckets.map(({ length }) => (end += length))];
  const slices: number[][] = [];
  const verifier = tableVerifier(() => false, 10, []);
  await leaderPasses(
    device,
    { rows: Uint32Array.from(buckets.flat()), starts: Uint32Array.from(starts) },
    ROWS,
    {
      ...verifier,
      async verify(left, right) {
        const rows = [...new Set([...left, ...right])].toSorted((a, b) => a - b);
        if (rows.length > 0) slices.push(rows);
        return await verifier.verify(left, right);
      },
    },
    { leaders: 4, signal: undefined },
  );
  const [first, second] = [blocks.slice(0, 2), blocks.slice(2)];
  const rounds = (held: number[][]): number[][] =>
    // The pairs of the second leader are those of the first in the other band.
    [0, 2, 3].map((leader) => held.flatMap((block) => block.slice(leader)));
  expect(slices).toEqual([...rounds(first), ...rounds(second)]);
});
