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
  /** Paths as given and joined, not resolved. */
  readonly outputs: Readonly<
    Record<"data" | "duplicates" | "rejected" | "report" | "manifest", OutputFile>
  >;
}

export interface StageResult {
  readonly name: string;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly duplicates: number;
  readonly clusters: number;
  readonly largestCluster: number;
  readonly seconds: number;
}

export interface OutputFile {
  readonly path: string;
  readonly byteLength: number;
  /** Rows in it, for the tables. */
  readonly rows?: number;
}
