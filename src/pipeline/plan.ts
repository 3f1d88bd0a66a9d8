import type { DeviceOptions } from "../runtime/options.ts";

/** A stage by name, with the options it was given; defaults are filled in when it is parsed. */
export interface PlanStage {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A pipeline as data: what every front door produces and the executor runs. */
export interface Plan {
  /** Files, folders, globs or URLs. */
  readonly inputs: readonly string[];
  /** Format of the inputs, instead of sniffing. */
  readonly format?: string;
  readonly stages: readonly PlanStage[];
  /** Folder for the results. */
  readonly out: string;
  /** Format of `data/`; that of the inputs when they are all of one format that can be written. */
  readonly to?: string;
  /** Folder with what earlier runs saw: the inputs are compared with it and added to it. */
  readonly index?: string;
  /** What the rows of the inputs are compared with; all when absent. */
  readonly against?: "all" | "index" | "self";
  /** Bad rows and changed files are errors, not rejections. */
  readonly strict?: boolean;
  /** Files that cannot be read are listed in the manifest instead of failing the run. */
  readonly skipBadFiles?: boolean;
}

/** How a plan is run; nothing here changes the results. */
export interface RunOptions {
  readonly device?: DeviceOptions;
  /** Continue an unfinished run in the same folder. */
  readonly resume?: boolean;
  /** Replace what is in the folder. */
  readonly force?: boolean;
  /** Rows of a device batch, at most. */
  readonly batchRows?: number;
  /** Bytes of texts and states that are gathered in memory before they go to the work folder. */
  readonly shardBytes?: number;
}
