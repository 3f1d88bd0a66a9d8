import type { Command } from "commander";
import type { Plan } from "../api.ts";
import { numberFlag } from "../everywhere.ts";
import { execute } from "../execute.ts";
import { withFlagNames } from "../flag-errors.ts";
import { flagRow } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { forceFlag, outFlag, runOptions, showFlag } from "../run-flags.ts";
import type { RunValues } from "../run-flags.ts";
import { shellWord } from "../shell.ts";
import type { CommandContext } from "./command.ts";

const thresholdFlag = () =>
  numberFlag("--threshold <0..1>", "Jaccard similarity that makes a duplicate from now on", {
    min: 0.1,
    max: 1,
    integer: false,
  }).makeOptionMandatory();

const flags = () => [thresholdFlag(), outFlag(), forceFlag(), showFlag()];

export function addRefilter(dedup: Command, { shell, finish }: CommandContext): Command {
  const command = dedup.command("refilter").argument("<RESULTS>");
  for (const flag of flags()) command.addOption(flag);
  command.action(async (from: string) => {
    const values = command.optsWithGlobals<RunValues & { readonly threshold: number }>();
    const { json = false, quiet = false, show = 0, threshold, out } = values;
    const stage = { name: "fuzzy-dedup", options: { threshold } };
    const plan: Plan = { inputs: [from], out, stages: [stage] };
    const file = shellWord(`${out.replace(/\/+$/, "")}/duplicates.parquet`);
    const running = execute(shell, {
      plan,
      refilter: { from, threshold, out },
      run: runOptions(values),
      answer: { json, quiet },
      show,
      next: { label: "See what was removed", command: `sluice inspect ${file}` },
    });
    finish(
      await running.catch((error: unknown) => {
        throw withFlagNames(error, plan);
      }),
    );
  });
  return command;
}

export const refilterPage = (): HelpPage => ({
  subject: "sluice dedup refilter",
  predicate: "gives the results of dedup fuzzy a stricter threshold.",
  usage: "sluice dedup refilter RESULTS --threshold 0..1 --out DIR",
  sections: [{ title: "What to write", rows: flags().map(flagRow) }],
  example: "sluice dedup refilter out --threshold 0.9 --out out-90",
});
