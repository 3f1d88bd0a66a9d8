import type { DeviceChoice } from "./devices.ts";
import type { Table } from "./table.ts";

/** What was asked for on the command line. */
export interface SuiteRequest {
  readonly choice: DeviceChoice;
  readonly quick: boolean;
  readonly only: string | undefined;
  readonly rows: number | undefined;
  readonly peers: boolean;
  /** Folder whose generated inputs are used again, and kept. */
  readonly data: string | undefined;
  readonly core: string | undefined;
  readonly news: string | undefined;
  /** Folder for what a suite writes. */
  readonly out: string;
  /** A line of progress. */
  readonly say: (line: string) => void;
}

export interface SuiteOutcome {
  readonly tables: readonly Table[];
  /** For `--json`. */
  readonly results: unknown;
  /** Something was wrong, not only slow. */
  readonly failed?: boolean;
}

export type Suite = (request: SuiteRequest) => Promise<SuiteOutcome>;
