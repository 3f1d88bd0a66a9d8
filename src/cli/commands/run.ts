import { Option as Flag } from "commander";
import type { Command } from "commander";
import { UsageError } from "../error.ts";
import type { EverywhereValues } from "../everywhere.ts";
import { execute } from "../execute.ts";
import { flagRow } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { continueFlags, runOptions, showFlag } from "../run-flags.ts";
import type { RunValues } from "../run-flags.ts";
import { printJson } from "../shell.ts";
import type { Shell } from "../shell.ts";
import type { CommandContext } from "./command.ts";

type PlanValues = EverywhereValues &
  Pick<RunValues, "force" | "resume" | "show"> & { readonly set?: readonly string[] };

const setFlag = (): Flag =>
  new Flag("--set <KEY=VALUE>", "replace a value of the file; may be repeated").argParser(
    (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
  );

export function addRun(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("run").argument("<FILE.yaml>");
  for (const flag of [setFlag(), ...continueFlags(), showFlag()]) command.addOption(flag);
  command.action(async (file: string) => {
    const values = command.optsWithGlobals<PlanValues>();
    const { json = false, quiet = false, show = 0 } = values;
    const { plan, runOptions: inFile } = await readPlan(shell, file, values);
    const typed = runOptions(values);
    const run = { ...inFile, ...typed, device: { ...inFile.device, ...typed.device } };
    finish(await execute(shell, { plan, run, answer: { json, quiet }, show }));
  });
  return command;
}

export function addPlan(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("plan").argument("<FILE.yaml>").addOption(setFlag());
  command.action(async (file: string) => {
    const values = command.optsWithGlobals<PlanValues>();
    const { plan } = await readPlan(shell, file, values);
    if (values.json) printJson(shell.out, plan);
    else shell.out.write((await shell.api()).printPlan(plan));
    finish(0);
  });
  return command;
}

async function readPlan(shell: Shell, file: string, { set = [] }: PlanValues) {
  const [text, { parse }, { parsePlan }] = await Promise.all([
    shell.readText(file),
    import("yaml"),
    shell.api(),
  ]);
  const overrides = set.map((assignment): [string, unknown] => {
    const equals = assignment.indexOf("=");
    if (equals > 0) return [assignment.slice(0, equals), parse(assignment.slice(equals + 1))];
    throw new UsageError(`--set ${assignment} has no value.`, {
      where: `--set ${assignment}`,
      rule: "it is given as --set KEY=VALUE",
    });
  });
  return parsePlan(text, Object.fromEntries(overrides));
}

export const runPage = (): HelpPage => ({
  subject: "sluice run",
  predicate: "runs a whole pipeline.",
  usage: "sluice run FILE.yaml [--set KEY=VALUE] [options]",
  sections: [
    { title: "What to run", rows: [setFlag(), ...continueFlags(), showFlag()].map(flagRow) },
  ],
  example: "sluice run curate.yaml --set out=out/try --force",
});

export const planPage = (): HelpPage => ({
  subject: "sluice plan",
  predicate: "checks a pipeline and prints it, with what --set replaces.",
  usage: "sluice plan FILE.yaml [--set KEY=VALUE]",
  sections: [{ title: "What to show", rows: [setFlag()].map(flagRow) }],
  example: "sluice plan curate.yaml",
});
