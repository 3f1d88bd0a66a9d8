import type { Command } from "commander";
import type { Api, Plan } from "../api.ts";
import { UsageError } from "../error.ts";
import { execute } from "../execute.ts";
import { withFlagNames } from "../flag-errors.ts";
import { pickValues, toFlags } from "../flags.ts";
import type { FlagValues } from "../flags.ts";
import { flagRow, optionRows } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { continueFlags, inputFlags, outFlag, planParts, runOptions, toFlag } from "../run-flags.ts";
import type { RunValues } from "../run-flags.ts";
import { shellWord } from "../shell.ts";
import type { CommandContext } from "./command.ts";

const STAGE = "normalize";

export function addNormalize(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command(STAGE).argument("<INPUT...>");
  command.action(async (inputs: string[]) => {
    const values = command.optsWithGlobals<RunValues & FlagValues>();
    const { json = false, quiet = false } = values;
    const { name, options } = stageOf(await shell.api());
    const stage = { name, options: pickValues(options, values) };
    const plan: Plan = { ...planParts(inputs, values), stages: [stage] };
    const running = execute(shell, {
      plan,
      run: runOptions(values),
      answer: { json, quiet },
      show: 0,
      next: nextStep(plan),
    });
    finish(
      await running.catch((error: unknown) => {
        throw withFlagNames(error, plan);
      }),
    );
  });
  return command;
}

/** The flags come from the declaration of the stage, so the engine must be there. */
export function completeNormalize(command: Command, context: CommandContext, api: Api): void {
  const own = toFlags(stageOf(api).options);
  for (const flag of [...own, outFlag(), toFlag(), ...continueFlags(), ...inputFlags()]) {
    command.addOption(flag);
  }
  context.describe(command, () => normalizePage(api));
}

function stageOf(api: Api): Api["stages"][number] {
  const stage = api.stages.find(({ name }) => name === STAGE);
  if (!stage) throw new UsageError(`There is no stage "${STAGE}".`);
  return stage;
}

function nextStep({ out }: Plan): { label: string; command: string } {
  const data = shellWord(`${out.replace(/\/+$/, "")}/data`);
  return { label: "See what is in it", command: `sluice inspect ${data}` };
}

function normalizePage(api: Api): HelpPage {
  return {
    subject: "sluice normalize",
    predicate: "scales vectors, or centres and scales their columns.",
    usage: "sluice normalize INPUT... --method NAME|--stats FILE --out DIR",
    sections: [
      { title: "What to do", rows: optionRows(stageOf(api).options) },
      { title: "What to write", rows: [outFlag(), toFlag(), ...continueFlags()].map(flagRow) },
      { title: "What to read", rows: inputFlags().map(flagRow) },
    ],
    example: "sluice normalize vectors.parquet --method zscore --out out",
  };
}
