import type { PlanStage } from "../../src/pipeline/plan.ts";
import type { CorpusSpec } from "../support/corpus.ts";
import type { peerNames } from "../support/peers.ts";

export interface PipelineJob {
  readonly name: string;
  readonly shape: CorpusSpec["shape"];
  /** Rows, in a full and in a quick run. */
  readonly rows: readonly [full: number, quick: number];
  readonly format: "jsonl" | "parquet";
  readonly stages: readonly PlanStage[];
  /** Scripts of other systems that do the same. */
  readonly peers: readonly (keyof typeof peerNames)[];
}

/** Equal bytes, as the peers compare them. */
const exact: readonly PlanStage[] = [
  { name: "exact-dedup", options: { columns: ["text"], normalize: ["none"] } },
];

/** The same shingles and bands as the peers have; the pairs they find are verified besides. */
function fuzzy(options: Readonly<Record<string, unknown>>): readonly PlanStage[] {
  return [{ name: "fuzzy-dedup", options: { column: "text", threshold: 0.8, ...options } }];
}

const chars = fuzzy({ unit: "char", ngram: 5, normalize: ["none"] });
const words = fuzzy({ unit: "word", ngram: 3, normalize: ["none"] });

export const jobs: readonly PipelineJob[] = [
  {
    name: "exact, pages, JSON lines",
    shape: "mixed",
    rows: [100_000, 10_000],
    format: "jsonl",
    stages: exact,
    peers: ["exact_duckdb"],
  },
  {
    name: "exact, pages, Parquet",
    shape: "mixed",
    rows: [100_000, 10_000],
    format: "parquet",
    stages: exact,
    peers: ["exact_duckdb"],
  },
  {
    name: "exact, short rows, JSON lines",
    shape: "short",
    rows: [1_000_000, 50_000],
    format: "jsonl",
    stages: exact,
    peers: ["exact_duckdb"],
  },
  {
    name: "fuzzy, pages, 5 characters",
    shape: "mixed",
    rows: [20_000, 3000],
    format: "jsonl",
    stages: chars,
    peers: ["fuzzy_rensa", "fuzzy_datasketch"],
  },
  {
    name: "fuzzy, pages, 3 words",
    shape: "mixed",
    rows: [20_000, 3000],
    format: "jsonl",
    stages: words,
    peers: ["fuzzy_text_dedup"],
  },
  {
    name: "fuzzy, short rows, 5 characters",
    shape: "short",
    rows: [100_000, 10_000],
    format: "jsonl",
    stages: chars,
    peers: ["fuzzy_rensa", "fuzzy_datasketch"],
  },
];

/** The jobs whose cost per row is followed from few rows to many. */
export const scaled: readonly { readonly name: string; readonly stages: readonly PlanStage[] }[] = [
  { name: "exact", stages: exact },
  { name: "fuzzy", stages: chars },
];
