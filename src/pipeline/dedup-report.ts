import type { MethodSettings } from "../stages/stage.ts";
import type { Decided } from "./decide.ts";
import type { PhaseTime } from "./phase-log.ts";
import type { ReportCluster, DedupReport } from "./report/data.ts";
import { clusterSizes } from "./cluster-sizes.ts";
import { semanticMethod, semanticNotes } from "./semantic-notes.ts";
import type { RunResult } from "./result.ts";

/** The bins of the similarity histogram. */
const BINS = 40;

export interface ReportParts {
  readonly dataset: string;
  readonly column: string;
  readonly date: string;
  readonly version: string;
  readonly result: RunResult;
  readonly decided: Decided;
  readonly rejectedReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly clusters: readonly ReportCluster[];
  readonly phases: readonly PhaseTime[];
  readonly manifest: unknown;
}

/** The notes of fuzzy dedup that the outputs quote. */
export interface FuzzyNotes extends MethodSettings {
  readonly predictedRecall: number;
  readonly emptyTexts: number;
  readonly measuredRecall?: DedupReport["measuredRecall"];
}

export function fuzzyNotes({ stages }: Pick<Decided, "stages">): FuzzyNotes | undefined {
  const stage = stages.find(({ notes }) => "rowsPerBand" in notes);
  return stage?.notes as FuzzyNotes | undefined;
}

/** Parts of a sentence that say how rows were compared. */
export function methodOf(settings: MethodSettings): string[] {
  const { unit, ngram, slots, bands, rowsPerBand, threshold } = settings;
  return [
    `${ngram}-${unit === "char" ? "character" : "word"} shingles`,
    `${slots} hashes`,
    `${bands} bands of ${rowsPerBand}`,
    `threshold ${threshold.toFixed(2)}`,
  ];
}

export function dedupReport({ decided, ...parts }: ReportParts): DedupReport {
  const fuzzy = fuzzyNotes(decided);
  const semantic = semanticNotes(decided);
  const own = semantic ?? fuzzy;
  const counts = new Map<number, number>();
  for (const size of clusterSizes(decided.removed.kept).sizes) {
    counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  return {
    ...parts,
    method: methodsOf(fuzzy, semantic),
    threshold: own?.threshold,
    degree: semantic ? "semantic" : "fuzzy",
    predictedRecall: semantic ? undefined : fuzzy?.predictedRecall,
    ...(fuzzy && !semantic && { banding: { bands: fuzzy.bands, rows: fuzzy.rowsPerBand } }),
    measuredRecall: own?.measuredRecall,
    emptyTexts: fuzzy?.emptyTexts ?? 0,
    noDirection: semantic ? sumOf(semantic.unusable) : 0,
    similarity: histogram(decided, own),
    clusterSizes: [...counts]
      .map(([size, count]) => ({ size, count }))
      .toSorted((a, b) => a.size - b.size),
  };
}

function methodsOf(
  fuzzy: FuzzyNotes | undefined,
  semantic: ReturnType<typeof semanticNotes>,
): string[] {
  if (!fuzzy && !semantic) return ["128-bit hash, every hit compared byte by byte"];
  return [...(fuzzy ? methodOf(fuzzy) : []), ...(semantic ? semanticMethod(semantic) : [])];
}

const sumOf = (counts: object): number =>
  Object.values(counts as Record<string, number>).reduce((sum, count) => sum + count, 0);

/** Similarities of the rows that one stage removed, from a bin edge below its threshold to 1. */
function histogram(
  { removed, stages }: Decided,
  own: { readonly threshold: number } | undefined,
): DedupReport["similarity"] {
  const values = removed.similarity.filter(
    (_, at) => stages[removed.stage[at]!]!.notes === (own as object | undefined),
  );
  let least = own?.threshold ?? 1;
  for (const value of values) least = Math.min(least, value);
  const from = Math.min(Math.floor(least * BINS) / BINS, 1 - 1 / BINS);
  const width = (1 - from) / BINS;
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of values) {
    counts[Math.min(BINS - 1, Math.max(0, Math.floor((value - from) / width)))]! += 1;
  }
  return { from, width, counts };
}
