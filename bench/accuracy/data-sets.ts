import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runJob } from "../pipelines/job.ts";
import { readRemovals } from "../support/removals.ts";
import { duration, type Table } from "../support/table.ts";
import { adjustedRandIndex, coreScore, predictionsOf } from "./text-dedup-method.ts";

interface CoreRow {
  readonly core_id: string | number;
  readonly processed_title: string;
  readonly processed_abstract: string;
  readonly labelled_duplicates: readonly (string | number)[] | null;
}

interface NewsRow {
  readonly article: string;
  readonly cluster: string | number;
}

/** Shingles and threshold of text-dedup's runs; pairs are verified, which there they are not. */
const CORE = { unit: "word", ngram: 2, threshold: 0.5, slots: 256 };
const NEWS = { unit: "word", ngram: 2, threshold: 0.45, slots: 256 };
const NORMALIZE = ["nfc", "case", "punctuation", "whitespace"];

function rowsOf<T>(file: string): T[] {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").map((line) => JSON.parse(line) as T);
}

/** The cluster of each text: that of its component, or one of its own. */
async function clustersOf(
  folder: string,
  texts: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<{ clusters: number[]; seconds: number }> {
  const input = join(folder, "texts.jsonl");
  writeFileSync(input, texts.map((text) => JSON.stringify({ text })).join("\n"));
  const out = join(folder, "out");
  const stage = {
    name: "fuzzy-dedup",
    options: {
      column: "text",
      normalize: NORMALIZE,
      clusters: "components",
      ...options,
    },
  };
  const { seconds } = await runJob({
    plan: { inputs: [input], stages: [stage], out },
    device: { prefer: "wasm" },
  });
  const clusters = texts.map((_, row) => row);
  for (const { row, keptRow } of await readRemovals(out)) clusters[row] = keptRow;
  return { clusters, seconds };
}

/** CORE near-duplicates (pinecone/core-2020-05-10-deduplication), as JSON lines. */
export async function scoreCore(file: string, folder: string): Promise<Table> {
  const rows = rowsOf<CoreRow>(file);
  const texts = rows.map((row) => `${row.processed_title} ${row.processed_abstract}`);
  const { clusters, seconds } = await clustersOf(folder, texts, CORE);
  const labels = new Map(
    rows.map((row) => [String(row.core_id), new Set((row.labelled_duplicates ?? []).map(String))]),
  );
  const predictions = predictionsOf(
    new Map(rows.map((row, i) => [String(row.core_id), clusters[i]!])),
  );
  const result = coreScore(labels, predictions);
  return {
    title: `CORE, ${rows.length} documents, by text-dedup's method`,
    columns: ["measure", "sluice", "text-dedup, published"],
    rows: [
      ["precision, duplicates", result.precisionDuplicates.toFixed(4), "0.9587"],
      ["recall, duplicates", result.recallDuplicates.toFixed(4), "0.9416"],
      ["precision, others", result.precisionOthers.toFixed(4), "0.9450"],
      ["recall, others", result.recallOthers.toFixed(4), "0.9611"],
      ["macro precision", result.macroPrecision.toFixed(4), "0.9518"],
      ["accuracy", result.accuracy.toFixed(4), "0.9277"],
      ["time, on machines of their own", duration(seconds), "11.09 s"],
    ],
    note: "text-dedup's table calls the macro precision macro F1.",
  };
}

/** NEWS-COPY (chenghao/NEWS-COPY-eval, test), as JSON lines. */
export async function scoreNews(file: string, folder: string): Promise<Table> {
  const rows = rowsOf<NewsRow>(file);
  const { clusters, seconds } = await clustersOf(
    folder,
    rows.map(({ article }) => article),
    NEWS,
  );
  const index = adjustedRandIndex(
    rows.map(({ cluster }) => cluster),
    clusters,
  );
  return {
    title: `NEWS-COPY, ${rows.length} articles, by text-dedup's method`,
    columns: ["measure", "sluice", "text-dedup, published"],
    rows: [
      ["adjusted Rand index", index.toFixed(4), "0.7293"],
      ["time, on machines of their own", duration(seconds), "3.01 s"],
    ],
  };
}
