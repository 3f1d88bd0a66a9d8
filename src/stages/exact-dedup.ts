import { countOnes } from "../core/mask.ts";
import { option } from "../core/option.ts";
import type { TextColumn } from "../core/text-column.ts";
import { BatchRunner } from "../graph/batch-runner.ts";
import { Graph } from "../graph/graph.ts";
import { variable } from "../graph/scalar.ts";
import { normalizeText } from "../ops/normalize-text.ts";
import { rowHash } from "../ops/row-hash.ts";
import { groupByOption, keepOption, normalizeOption, normalizeSteps } from "./dedup-options.ts";
import { equalTexts } from "./equal-texts.ts";
import { Ranks } from "./ranks.ts";
import { U32List } from "../core/u32-list.ts";
import { concatWords } from "../core/words.ts";
import { sameTexts } from "./same-texts.ts";
import { splitOnOutOfMemory } from "./split.ts";
import { type Decisions, defineStage } from "./stage.ts";

const COMPARE_PHASE = "Compare rows";

/** Keeps one row of each group of equal rows: 128-bit hash, every hit settled by comparing bytes. */
export const exactDedup = defineStage({
  name: "exact-dedup",
  doc: "Remove rows that are equal",
  options: {
    columns: option.strings("Columns that must be equal; all when absent", { alias: "column" }),
    normalize: normalizeOption([]),
    keep: keepOption,
    groupBy: groupByOption,
  },
  phases: [COMPARE_PHASE],
  measure: "equality",
  compares: ({ columns }) => (columns.length > 0 ? columns : "all"),
  async open(device, { normalize }) {
    const steps = normalizeSteps(normalize);
    const runner = new BatchRunner(device, ({ rows, words }) => {
      const graph = new Graph("row hashes");
      const text = {
        offsets: graph.input("offsets", "u32", rows! + 1),
        words: graph.input("words", "u32", words!),
      };
      const rowCount = variable("rowCount");
      const hashes = rowHash(graph, text, rowCount, 0);
      graph.output("hash", hashes, (variables) => variables["rowCount"]! * 4);
      return graph;
    });
    const hash = async (texts: TextColumn): Promise<Uint32Array> => {
      const { rowCount, offsets, words } = texts;
      const need = { rows: rowCount, words: words.length };
      const outputs = await runner.run(need, { offsets, words }, { rowCount });
      return outputs["hash"] as Uint32Array;
    };
    return {
      async observe(given) {
        const texts = normalizeText(given, steps);
        const parts = await splitOnOutOfMemory(device, texts, hash);
        return { state: { hash: concatWords(parts) }, texts };
      },
      async finish(request) {
        const { states, alive } = request;
        await runner.release();
        const ranks = new Ranks(request);
        const items = countOnes(alive);
        request.start(COMPARE_PHASE, "rows", { items });
        const first = await equalTexts(request, ranks, alive);
        request.advance(COMPARE_PHASE, items, 0);
        request.end(COMPARE_PHASE);
        return removalsOf(first, ranks, states.rowCount);
      },
      similarities: (states, left, right) => sameTexts(states, left, right),
      [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
    };
  },
});

/** Each row that points to another goes in its favour. */
function removalsOf(first: Uint32Array, ranks: Ranks, rowCount: number): Decisions {
  const removed = new U32List();
  const kept = new U32List();
  for (let row = 0; row < rowCount; row++) {
    const rank = ranks.rank(row);
    const other = first[rank]!;
    if (other === rank) continue;
    removed.push(row);
    kept.push(ranks.row(other));
  }
  const similarity = new Float64Array(removed.length).fill(1);
  return { removed: removed.view(), kept: kept.view(), similarity, notes: {} };
}
