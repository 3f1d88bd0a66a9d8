import { Option as Flag } from "commander";
import type { Plan, RunOptions } from "./api.ts";
import { choiceFlag, deviceOptions, numberFlag } from "./everywhere.ts";
import type { EverywhereValues } from "./everywhere.ts";

/** The flags of every command that reads inputs and writes a folder. */
export interface RunValues extends EverywhereValues {
  readonly out: string;
  readonly to?: string;
  readonly format?: string;
  readonly force?: boolean;
  readonly resume?: boolean;
  readonly strict?: boolean;
  readonly skipBadFiles?: boolean;
  readonly show?: number;
  readonly index?: string;
  readonly against?: (typeof AGAINST)[number];
}

const AGAINST = ["all", "index", "self"] as const;

export const outFlag = (): Flag => new Flag("--out <DIR>", "where to write").makeOptionMandatory();
export const toFlag = (): Flag =>
  new Flag("--to <FORMAT>", "format of data/; that of the inputs when absent");
export const showFlag = (): Flag =>
  numberFlag("--show <N>", "example clusters to print (0)", { min: 0, integer: true });

export const forceFlag = (): Flag => new Flag("--force", "replace what is in DIR");

export const continueFlags = (): Flag[] => [
  forceFlag(),
  new Flag("--resume", "go on with a run that stopped"),
];

export const inputFlags = (): Flag[] => [
  new Flag("--format <NAME>", "format of the inputs, instead of looking at them"),
  new Flag("--strict", "a row that cannot be read fails the run"),
  new Flag("--skip-bad-files", "list files that cannot be read, and go on"),
];

export const indexFlags = (): Flag[] => [
  new Flag("--index <DIR>", "what earlier runs saw: compared with, and added to"),
  choiceFlag(
    "--against <WHAT>",
    "all, index or self: what INPUTs are compared with (all)",
    AGAINST,
  ),
];

/** The part of a plan that these flags say. */
export function planParts(inputs: readonly string[], values: RunValues): Omit<Plan, "stages"> {
  const { out, to, format, strict, skipBadFiles, index, against } = values;
  return {
    inputs,
    out,
    ...(to === undefined ? {} : { to }),
    ...(format === undefined ? {} : { format }),
    ...(strict === undefined ? {} : { strict }),
    ...(skipBadFiles === undefined ? {} : { skipBadFiles }),
    ...(index === undefined ? {} : { index }),
    ...(against === undefined ? {} : { against }),
  };
}

export function runOptions(
  values: Pick<RunValues, "force" | "resume"> & EverywhereValues,
): RunOptions {
  const { force, resume } = values;
  return {
    device: deviceOptions(values),
    ...(resume === undefined ? {} : { resume }),
    ...(force === undefined ? {} : { force }),
  };
}
