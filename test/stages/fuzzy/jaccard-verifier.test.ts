import { describe, expect, test } from "vitest";
import { textColumn } from "../../../src/core/text-column.ts";
import { RowIndex } from "../../../src/pipeline/row-index.ts";
import { RowStore } from "../../../src/pipeline/row-store.ts";
import { JaccardVerifier } from "../../../src/stages/fuzzy/jaccard-verifier.ts";
import { Ranks } from "../../../src/stages/ranks.ts";
import { jaccard, nearDuplicates, shinglesOf } from "../../support/dedup-oracle.ts";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import { tempFolder } from "../../support/temp.ts";

const TEXTS = nearDuplicates(300, 8).filter((text) => text !== "");
const SETTINGS = { unit: "char", ngram: 5, seed: 0, threshold: 0.8 } as const;

async function storeOf(texts: readonly string[]): Promise<RowStore> {
  const store = new RowStore(await tempFolder(), 4000);
  for (let start = 0; start < texts.length; start += 40) {
    const rows = texts.slice(start, start + 40);
    const index = new RowIndex();
    index.add(0, start, rows.length, []);
    const next = { source: 0, rowIndex: start + rows.length };
    await store.append(index, [{ state: {}, texts: textColumn(rows) }], {}, next);
  }
  store.seal();
  return store;
}

/** Pairs of the positions of some ranks, near and far, each leader with many others. */
function pairsOf(count: number): { left: Uint32Array; right: Uint32Array } {
  const pairs = Array.from({ length: 3000 }, (_, i) => [
    (i * 7) % 31,
    31 + ((i * 13) % (count - 31)),
  ]);
  return {
    left: Uint32Array.from(pairs, ([a]) => a!),
    right: Uint32Array.from(pairs, ([, b]) => b!),
  };
}

describe.each([
  ["all sets at once", 2 ** 26],
  ["some sets at a time", 300_000],
])("with memory for %s", (_, budgetBytes) => {
  test.each([false, true])(
    "answers are exact and in order (ranks reversed: %s)",
    async (reversed) => {
      const store = await storeOf(TEXTS);
      const rowCount = TEXTS.length;
      const preference = reversed
        ? Uint32Array.from({ length: rowCount }, (__, rank) => rowCount - 1 - rank)
        : undefined;
      const ranks = new Ranks({ preference });
      const built: number[] = [];
      let [builtBytes, expected] = [0, 0];
      const request = {
        states: store.states(0),
        start(phase: string, _unit: string, total?: object) {
          if (phase === "Build sets") ({ bytes: expected } = total as { bytes: number });
        },
        advance(phase: string, rows: number, bytes: number) {
          if (phase !== "Build sets") return;
          built.push(rows);
          builtBytes += bytes;
          expect(builtBytes).toBeLessThanOrEqual(expected);
        },
        end() {},
      };
      await using device = openCpu({ budgetBytes });
      await using verifier = new JaccardVerifier(device, request, ranks, SETTINGS);
      const chosen = Uint32Array.from({ length: rowCount }, (__, rank) => rank).filter(
        (rank) => rank % 4 > 0,
      );
      const texts = [...chosen].map((rank) => Buffer.byteLength(TEXTS[ranks.row(rank)]!));
      verifier.expect(texts.reduce((sum, length) => sum + length));
      await verifier.prepare(chosen);
      const { left, right } = pairsOf(chosen.length);
      const { similar, shared, union } = await verifier.verify(left, right);
      const sets = [...chosen].map((rank) => shinglesOf(TEXTS[ranks.row(rank)]!));
      left.forEach((a, pair) => {
        const [x, y] = [sets[a]!, sets[right[pair]!]!];
        expect(shared[pair]! / union[pair]!).toBe(jaccard(x, y));
        expect(similar[pair]).toBe(jaccard(x, y) >= 0.8 ? 1 : 0);
      });
      const rows = built.reduce((sum, count) => sum + count, 0);
      const allFit = budgetBytes === 2 ** 26;
      if (!allFit) expect(rows).toBeGreaterThan(chosen.length);
      // Each row once; where not all fit, the leaders again for each portion.
      expect(rows).toBeLessThanOrEqual(allFit ? chosen.length : 2.5 * chosen.length);
      expect(builtBytes).toBe(expected);

      // The first rows were compared first: others have taken the place of their sets.
      const first = reversed ? [chosen.length - 1, chosen.length - 2] : [31, 32];
      const pair = first.map((position) => Uint32Array.of(position)) as [Uint32Array, Uint32Array];
      for (const builds of [allFit ? 0 : 1, 0]) {
        built.length = 0;
        await verifier.verify(...pair);
        expect(built.length).toBe(builds);
      }
      await store.close();
    },
  );
});
