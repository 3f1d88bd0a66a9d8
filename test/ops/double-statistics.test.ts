import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { variable } from "../../src/graph/scalar.ts";
import { doubleStatistics, tileStatistics } from "../../src/ops/double-statistics.ts";
import { openTestDevices } from "../support/devices.ts";
import { anyDoubleTiles } from "../support/double-tiles.ts";
import { opRunner } from "../support/op-runner.ts";

const TILES = 6;
const VALUES = TILES * 4096;
const PRECISION = 6;
/** Whole numbers of this are all doubles. */
const UNIT = -1074;

/** A finite double as a whole number of the least of all doubles. */
function whole(value: number): bigint {
  const [bits] = new BigUint64Array(Float64Array.of(value).buffer) as unknown as [bigint];
  const exponent = (bits >> 52n) & 0x7ffn;
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | (1n << 52n)) << (exponent - 1n);
  return value < 0 ? -size : size;
}

describe.each(openTestDevices())("doubleStatistics on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const refs = {
      values: graph.input("values", "u32", 2 * VALUES),
      starts: graph.input("starts", "u32", TILES + 1),
      targets: graph.input("targets", "u32", 2 * TILES),
      registers: graph.zeros("registers", "u32", TILES << PRECISION),
    };
    for (const { name, ref, length } of doubleStatistics(graph, refs, variable("tiles"))) {
      graph.output(name, ref, length);
    }
    graph.output("registers", refs.registers);
  });

  test("tells of each tile what is true of its finite values", async () => {
    const calls = anyDoubleTiles.filter(({ tiles }) => tiles <= TILES);
    await fc.assert(
      fc.asyncProperty(calls, async ({ values, starts, tiles }) => {
        const targets = Uint32Array.from({ length: 2 * tiles }, (_word, i) =>
          i % 2 === 0 ? (i / 2) << PRECISION : PRECISION,
        );
        const words = await run({ values, starts, targets }, { tiles });
        const doubles = new Float64Array(values.slice().buffer);
        for (let tile = 0; tile < tiles; tile++) {
          const list = [...doubles.subarray(starts[tile], starts[tile + 1])];
          const finite = list.filter(Number.isFinite).map((value) => value + 0);
          const told = tileStatistics(words, tile);
          expect(told.range).toMatchObject({
            count: finite.length,
            nan: list.filter(Number.isNaN).length,
            zeros: finite.filter((value) => value === 0).length,
            rises: finite.filter((value, i) => i > 0 && value > finite[i - 1]!).length,
            falls: finite.filter((value, i) => i > 0 && value < finite[i - 1]!).length,
            ...(finite.length > 0 && { first: finite[0], last: finite.at(-1) }),
          });
          const sorted = Float64Array.from(finite).sort();
          if (finite.length > 0) {
            expect([told.range.min, told.range.max]).toEqual([sorted[0], sorted.at(-1)]);
          }
          sumsAreExact(told.powers, told.unfit, sorted);
          binsAreRight(told.bins, sorted);
          // As many registers are raised as values are distinct, but for those that share one.
          const raised = words["registers"]!.subarray(tile << PRECISION, (tile + 1) << PRECISION);
          const used = raised.filter((rank) => rank > 0).length;
          expect(used).toBeLessThanOrEqual(new Set(finite).size);
          expect(used > 0).toBe(finite.length > 0);
        }
      }),
      { numRuns: 30 },
    );
  });
});

function sumsAreExact(
  powers: ReturnType<typeof tileStatistics>["powers"],
  unfit: number,
  sorted: Float64Array,
): void {
  const sums = [1n, 2n, 3n, 4n].map((p) =>
    powers.reduce((all, { exponent, sums: told }) => {
      return all + (told[Number(p) - 1]! << (p * BigInt(exponent - UNIT)));
    }, 0n),
  );
  if (unfit > 0) return;
  const wholes = Array.from(sorted, whole);
  expect(sums).toEqual(
    [1n, 2n, 3n, 4n].map((p) => wholes.reduce((all, each) => all + each ** p, 0n)),
  );
}

function binsAreRight(
  { width, base, counts }: ReturnType<typeof tileStatistics>["bins"],
  sorted: Float64Array,
): void {
  if (sorted.length === 0) return expect(counts).toEqual([]);
  if (sorted[0] === sorted.at(-1))
    return expect([width, counts]).toEqual([undefined, [sorted.length]]);
  const of = (value: number): number =>
    Number((whole(value) >> BigInt(width! - UNIT)) - BigInt(base));
  const expected = Array<number>(of(sorted[sorted.length - 1]!) + 1).fill(0);
  for (const value of sorted) expected[of(value)]!++;
  expect(counts).toEqual(expected);
  expect(counts.length).toBeLessThanOrEqual(128);
}
