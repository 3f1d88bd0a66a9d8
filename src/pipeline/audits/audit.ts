import type { Options, OptionValues } from "../../core/option.ts";
import type { Progress } from "../../telemetry/progress.ts";

/** Rows to look at, and where to write what is found. */
export interface AuditRequest {
  /** Files, each of which is there. */
  readonly paths: readonly string[];
  readonly format: string | undefined;
  /** What they are called together. */
  readonly dataset: readonly string[];
  /** How a path is called in what is written. */
  called(path: string): string;
  /** A folder of its own, which is there. */
  readonly folder: string;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/** What an audit says of the rows. */
export interface Finding {
  /** Whether the rows passed; null where the audit is no gate. */
  readonly passed: boolean | null;
  /** What was found, in a few words. */
  readonly finding: string;
}

/** An audit that has read what its options name. */
export interface AuditRun {
  /** What tells it from another: a run is resumed only where this is equal. */
  readonly identity: unknown;
  look(request: AuditRequest): Promise<Finding>;
}

/** A step of a plan that looks at rows and changes none. */
export interface Audit<O extends Options = Options> {
  readonly name: string;
  readonly doc: string;
  readonly options: O;
  /** Refuses options that only together, or only here, are wrong. */
  check?(options: OptionValues<O>): void;
  /** Reads what its options name, before anything else is done. */
  open(options: OptionValues<O>): Promise<AuditRun>;
}

/** Declares an audit; the types of its options are inferred from the declaration. */
/* @__NO_SIDE_EFFECTS__ */
export function defineAudit<const O extends Options>(audit: Audit<O>): Audit<O> {
  return audit;
}
