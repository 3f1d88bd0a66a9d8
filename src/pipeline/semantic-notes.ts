import { counted } from "./report/numbers.ts";
import type { Decided } from "./decide.ts";
import type { DedupReport } from "./report/data.ts";

/** The notes of semantic dedup that the outputs quote. */
export interface SemanticNotes {
  /** The least cosine of a duplicate. */
  readonly threshold: number;
  readonly dims: number;
  /** 1 where all pairs were compared. */
  readonly clusters: number;
  readonly probes?: number;
  readonly unusable: { readonly nulls: number; readonly zeros: number; readonly notFinite: number };
  readonly measuredRecall?: DedupReport["measuredRecall"];
}

export function semanticNotes({ stages }: Pick<Decided, "stages">): SemanticNotes | undefined {
  const stage = stages.findLast(({ notes }) => "unusable" in notes);
  return stage?.notes as SemanticNotes | undefined;
}

/** Parts of a sentence that say how rows were compared. */
export function semanticMethod({ dims, clusters, probes, threshold }: SemanticNotes): string[] {
  const candidates =
    clusters === 1 ? "all pairs" : `${counted(clusters, "cluster")}, a row in up to ${probes}`;
  return [`cosine of ${dims} numbers`, candidates, `threshold ${threshold.toFixed(2)}`];
}
