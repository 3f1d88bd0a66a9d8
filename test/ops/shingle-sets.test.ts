import { describe, expect, test } from "vitest";
import { randomU32 } from "../../bench/support/kernel-bench.ts";
import { textColumn } from "../../src/core/text-column.ts";
import { variable } from "../../src/graph/scalar.ts";
import { jaccardPairs, shingleSets, shingleSetStarts } from "../../src/ops/index.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";
import { shinglesOf } from "../support/shingle-oracle.ts";
import { knownTexts } from "../support/texts.ts";

const random = randomU32(3);
const letters = (length: number): string =>
  Array.from({ length }, () => String.fromCodePoint(97 + (random() % 26))).join("");
const long = letters(9000);

const texts: readonly string[] = [
  ...knownTexts,
  long,
  // Half the same, words of other letters between, more windows than fit workgroup memory.
  `${long.slice(0, 4500)} ça ${letters(3000)}`,
  " \t\n",
  "abcab ".repeat(900),
];
const column = textColumn(texts);

function sharedBy(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  return [...a].filter((hash) => b.has(hash)).length;
}

/** Every pair of rows. */
const pairs = texts.flatMap((_, i) => texts.map((__, j) => [i, j] as const));

describe.each(openTestDevices())("shingleSets and jaccardPairs on %s", (_, open) => {
  describe.each([
    ["char", 5, 0],
    ["char", 13, 0xdeadbeef],
    ["word", 2, 1],
  ] as const)("of %ss by %d", (unit, ngram, seed) => {
    const room = shingleSetStarts(column.offsets, unit);
    const expected = texts.map((text) => new Set(shinglesOf(text, unit, ngram, seed)));
    const run = opRunner(open, (graph) => {
      const text = {
        offsets: graph.input("offsets", "u32", column.offsets.length),
        words: graph.input("words", "u32", column.words.length),
      };
      const starts = graph.input("starts", "u32", column.rowCount);
      const capacity = room.capacity;
      const sets = shingleSets(graph, text, { starts, capacity }, variable("rowCount"), {
        unit,
        ngram,
        seed,
      });
      const left = graph.input("left", "u32", pairs.length);
      const right = graph.input("right", "u32", pairs.length);
      const intersections = jaccardPairs(graph, sets, left, right, pairs.length);
      graph.output("counts", sets.counts);
      graph.output("hashes", sets.hashes);
      graph.output("intersections", intersections);
    });

    test("equal the sets of a Set, sorted, and their intersections", async () => {
      const { counts, hashes, intersections } = await run(
        {
          offsets: column.offsets,
          words: column.words,
          starts: room.starts,
          left: Uint32Array.from(pairs, ([left]) => left),
          right: Uint32Array.from(pairs, ([, right]) => right),
        },
        { rowCount: column.rowCount },
      );
      const found = texts.map((__, row) => {
        const start = room.starts[row]!;
        return hashes!.subarray(start, start + counts![row]!);
      });
      expect(found).toEqual(expected.map((set) => Uint32Array.from(set).toSorted()));
      expect([...intersections!]).toEqual(
        pairs.map(([left, right]) => sharedBy(expected[left]!, expected[right]!)),
      );
      expect(Math.max(...counts!)).toBeGreaterThan(unit === "char" ? 4096 : 1);
    });
  });
});

test("shingleSetStarts leaves each row room for its windows", () => {
  const { starts, capacity } = shingleSetStarts(
    textColumn(["abc", "", "a b", "x"]).offsets,
    "word",
  );
  expect([...starts]).toEqual([0, 2, 2, 4]);
  expect(capacity).toBe(5);
  expect(shingleSetStarts(Uint32Array.of(0, 3, 3, 7), "char")).toEqual({
    starts: Uint32Array.of(0, 3, 3),
    capacity: 7,
  });
});
