import type { RunResult } from "../result.ts";

/** One removed row of a cluster, with the words it was compared by. */
export interface ReportPair {
  readonly text: string;
  readonly source: string;
  readonly rowIndex: number;
  readonly similarity: number;
  /** `exact`, `fuzzy` or `semantic`: the stage that removed it. */
  readonly method: string;
}

export interface ReportCluster {
  /** Decimal row id of the kept row. */
  readonly id: string;
  /** Rows in it, the kept one included. */
  readonly size: number;
  /** The least and the greatest similarity of its removed rows to the kept one. */
  readonly from: number;
  readonly to: number;
  readonly kept: { readonly text: string; readonly source: string; readonly rowIndex: number };
  /** A few of the removed rows, least similar first. */
  readonly pairs: readonly ReportPair[];
}

/** Everything the report of a dedup run shows; plain data, so that it can be made from a test. */
export interface DedupReport {
  readonly dataset: string;
  /** What rows are compared by: a column, several, or "all columns"; "" where nothing is compared. */
  readonly column: string;
  /** ISO 8601. */
  readonly date: string;
  readonly version: string;
  /** Invented data, as in a demo: the page says so. */
  readonly sample?: boolean;
  readonly result: RunResult;
  /** Parts of a sentence: "5-character shingles", "128 hashes", "14 bands of 9". */
  readonly method: readonly string[];
  readonly threshold: number | undefined;
  /** The kind of dedup that the threshold, the similarities and the recall are of. */
  readonly degree: "fuzzy" | "semantic";
  /** Chance that a pair at the threshold is found, from the parameters; where there are bands. */
  readonly predictedRecall: number | undefined;
  /** The bands behind `predictedRecall`: with them the whole curve is drawn. */
  readonly banding?: { readonly bands: number; readonly rows: number };
  /** By brute force on `sample` rows; `pairs` is how many true pairs those have, for the interval. */
  readonly measuredRecall:
    | { readonly value: number; readonly sample: number; readonly pairs?: number }
    | undefined;
  /** Rejected rows by reason, most frequent first. */
  readonly rejectedReasons: readonly { readonly reason: string; readonly count: number }[];
  /** Empty and null texts, which are kept. */
  readonly emptyTexts: number;
  /** Rows whose vector has no direction, which are kept. */
  readonly noDirection: number;
  /** Removals of that kind by similarity: `counts[i]` in `[from + i * width, from + (i + 1) * width)`, the last bin closed. */
  readonly similarity: {
    readonly from: number;
    readonly width: number;
    readonly counts: readonly number[];
  };
  /** How many clusters have how many rows, by size. */
  readonly clusterSizes: readonly { readonly size: number; readonly count: number }[];
  /** The largest, at most 50. */
  readonly clusters: readonly ReportCluster[];
  readonly phases: readonly {
    readonly name: string;
    readonly start: number;
    readonly seconds: number;
    /** What went through it, for the rates: rows unless `unit` says otherwise. */
    readonly items?: number;
    readonly unit?: string;
    readonly bytes?: number;
  }[];
  /** Shown folded, as JSON. */
  readonly manifest: unknown;
}
