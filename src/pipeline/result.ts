/** What a run did: printed by `--json`, and part of the manifest. Counts are rows, times seconds. */
export interface RunResult {
  /** Always `rowsOut + duplicates + rejected`. */
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly clusters: number;
  readonly seconds: number;
  readonly bytesIn: number;
  readonly device: { readonly backend: string; readonly name: string; readonly reason: string };
  readonly stages: readonly StageResult[];
  /** What the steps that look at rows found, in the order of the plan. */
  readonly audits: readonly AuditResult[];
  /** Paths as given and joined, not resolved. */
  readonly outputs: Readonly<
    Record<"data" | "duplicates" | "rejected" | "report" | "manifest", OutputFile>
  >;
}

/** What one stage did. */
export interface StageResult {
  readonly name: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly duplicates: number;
  readonly clusters: number;
  readonly largestCluster: number;
  /**
   * Seconds in which it, and no earlier stage, was the one waited for. All stages see the rows in
   * one pass, which counts for the first; what is written, for the last. So they add up to the
   * seconds of the run.
   */
  readonly seconds: number;
}

/** What a step that looks at rows found. */
export interface AuditResult {
  readonly name: string;
  /** What it looked at: the inputs, or `data/`. */
  readonly of: "inputs" | "data";
  /** Whether the rows passed; null where it is no gate. */
  readonly passed: boolean | null;
  /** What was found, in a few words. */
  readonly finding: string;
  readonly seconds: number;
  /** Where it wrote what it found. */
  readonly folder: string;
}

/** A file or folder that a run wrote. */
export interface OutputFile {
  readonly path: string;
  readonly byteLength: number;
  /** Rows in it, for the tables. */
  readonly rows?: number;
}

/** What is known when a run begins. */
export interface RunStart {
  readonly fileCount: number;
  readonly byteLength: number;
  readonly device: {
    readonly backend: string;
    readonly name: string;
    readonly budgetBytes: number;
  };
  /** Parts of a sentence, such as `5-character shingles`, `threshold 0.80`. */
  readonly method: readonly string[];
  /** Phases in the order they will start. */
  readonly phases: readonly string[];
}

/** A cluster to show as an example. */
export interface ExampleCluster {
  readonly id: string;
  /** Rows in it, the kept one included. */
  readonly size: number;
  /** The least and the greatest similarity to the kept row. */
  readonly from: number;
  readonly to: number;
  readonly kept: { readonly text: string };
  readonly removed: readonly {
    readonly text: string;
    readonly source: string;
    readonly rowIndex: number;
    readonly similarity: number;
  }[];
}

/** A result, and what is shown of it besides. */
export interface RunOutcome extends RunResult {
  readonly rejectedReasons: readonly { readonly reason: string; readonly count: number }[];
  readonly recall?: {
    readonly threshold: number;
    readonly predicted?: number;
    readonly measured?: { readonly value: number; readonly sample: number };
  };
  readonly examples: readonly ExampleCluster[];
}
