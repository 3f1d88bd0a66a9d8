import { Option as Flag } from "commander";
import type { Command } from "commander";
import type { ProfileOptions } from "../api.ts";
import { UsageError } from "../error.ts";
import { choiceFlag, deviceOptions, numberFlag } from "../everywhere.ts";
import type { EverywhereValues } from "../everywhere.ts";
import { toNumber } from "../flags.ts";
import { flagRow } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { LiveProgress } from "../live-progress.ts";
import { PlainProgress } from "../plain-progress.ts";
import { profileLines } from "../profile-summary.ts";
import { shownNowhere } from "../progress.ts";
import { forceFlag } from "../run-flags.ts";
import { printLines } from "../screen.ts";
import { printJson } from "../shell.ts";
import type { Shell } from "../shell.ts";
import type { CommandContext } from "./command.ts";

interface ProfileValues extends EverywhereValues {
  readonly out?: string;
  readonly compare?: readonly string[];
  readonly columns?: readonly string[];
  readonly format?: string;
  readonly force?: boolean;
  readonly std?: "population" | "sample";
  readonly quantiles?: readonly number[];
  readonly top?: number;
  readonly statistics?: "full" | "summary";
  readonly correlations?: boolean;
  readonly languages?: boolean;
  readonly media?: boolean;
}

const listFlag = (flags: string, doc: string): Flag =>
  new Flag(flags, doc).argParser((text: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    ...text.split(",").map((item) => item.trim()),
  ]);

const outFlags = (): Flag[] => [
  new Flag("--out <DIR>", "where to write profile.json, statistics.parquet and report.html"),
  forceFlag(),
];

const readFlags = (): Flag[] => [
  new Flag("--format <NAME>", "format of the inputs, instead of looking at them"),
  listFlag("--columns <LIST>", "columns to look at (all)"),
  new Flag("--compare <INPUT...>", "another data set, to stand beside this one"),
];

const measureFlags = (): Flag[] => [
  choiceFlag(
    "--statistics <KIND>",
    "full, or summary: counts, range, mean, deviation and quantiles, in less time (full)",
    ["full", "summary"],
  ),
  choiceFlag("--std <KIND>", "population or sample (population)", ["population", "sample"]),
  new Flag("--quantiles <LIST>", "quantiles to tell (0.01 to 0.99)").argParser(toQuantiles),
  numberFlag("--top <N>", "frequent values to tell of each column (20)", { min: 0, integer: true }),
  new Flag("--no-correlations", "do not correlate the columns"),
  new Flag("--no-languages", "do not guess the languages of texts"),
  new Flag("--no-media", "do not open the images and videos that columns name"),
];

function toQuantiles(text: string): number[] {
  return text.split(",").map((item) => {
    const value = toNumber(item);
    if (value !== undefined && value >= 0 && value <= 1) return value;
    throw new UsageError("--quantiles must be numbers from 0 to 1.", {
      where: `--quantiles ${text}`,
    });
  });
}

export function addProfile(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("profile").argument("<INPUT...>");
  for (const flag of [...outFlags(), ...readFlags(), ...measureFlags()]) command.addOption(flag);
  command.action(async (inputs: string[]) => {
    const values = command.optsWithGlobals<ProfileValues>();
    await printProfile(shell, inputs, values);
    finish(0);
  });
  return command;
}

async function printProfile(
  shell: Shell,
  inputs: readonly string[],
  values: ProfileValues,
): Promise<void> {
  const { json = false, quiet = false } = values;
  const { profile } = await shell.api();
  const progress = quiet
    ? shownNowhere
    : shell.live
      ? new LiveProgress(shell.err, shell.clock, shell.version)
      : new PlainProgress(shell.err, shell.clock, shell.version);
  const controller = new AbortController();
  const stopListening = shell.onInterrupt(() => controller.abort());
  try {
    const outcome = await profile(inputs, {
      ...optionsOf(values),
      progress,
      signal: controller.signal,
    });
    progress.stop();
    if (json) printJson(shell.out, outcome.profile);
    else printLines(shell.out, profileLines(outcome, values.out, shell.out));
  } catch (error) {
    progress.stop("failed");
    throw error;
  } finally {
    stopListening();
  }
}

const OPTIONS = [
  "out",
  "compare",
  "columns",
  "format",
  "force",
  "std",
  "quantiles",
  "top",
  "statistics",
  "correlations",
  "languages",
  "media",
  "threads",
] as const satisfies readonly (keyof ProfileValues & keyof ProfileOptions)[];

function optionsOf(values: ProfileValues): ProfileOptions {
  const device = deviceOptions(values);
  return {
    device,
    ...Object.fromEntries(
      OPTIONS.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
    ),
  };
}

export const profilePage = (): HelpPage => ({
  subject: "sluice profile",
  predicate: "says what each column of a data set is like, in one pass over it.",
  usage: "sluice profile INPUT... [--out DIR] [--compare INPUT...] [options]",
  sections: [
    { title: "What to write", rows: outFlags().map(flagRow) },
    { title: "What to read", rows: readFlags().map(flagRow) },
    { title: "What to tell", rows: measureFlags().map(flagRow) },
  ],
  example: "sluice profile teleop/ --out out/profile",
});
