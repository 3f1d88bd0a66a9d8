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

/** What a command that runs one stage on whole inputs says of itself. */
interface StageCommand {
  /** Of the stage and of the command. */
  readonly name: string;
  readonly predicate: string;
  readonly usage: string;
  readonly heading: string;
  readonly example: string;
}

/** Commands that give each row a column; everything else follows from their stages. */
const COMMANDS: readonly StageCommand[] = [
  {
    name: "embed",
    predicate: "gives each row a vector that stands for its text.",
    usage: "sluice embed INPUT... --column NAME [--encoder hash|DIR] --out DIR",
    heading: "What to encode",
    example: "sluice embed data/*.parquet --column text --encoder MiniLM --out out",
  },
  {
    name: "normalize",
    predicate: "scales vectors, or centres and scales their columns.",
    usage: "sluice normalize INPUT... --method NAME|--stats FILE --out DIR",
    heading: "What to do",
    example: "sluice normalize vectors.parquet --method zscore --out out",
  },
];

export function addStageCommands(program: Command, context: CommandContext): void {
  for (const { name } of COMMANDS) addStageCommand(program, name, context);
}

function addStageCommand(
  program: Command,
  stageName: string,
  { shell, finish }: CommandContext,
): void {
  const command = program.command(stageName).argument("<INPUT...>");
  command.action(async (inputs: string[]) => {
    const values = command.optsWithGlobals<RunValues & FlagValues>();
    const { json = false, quiet = false } = values;
    const { name, options } = stageOf(await shell.api(), stageName);
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
}

/** Adds the flags, which come from the declaration of the stage, where the command is one of these. */
export async function completeStageCommand(
  command: Command,
  context: CommandContext,
): Promise<void> {
  const declared = COMMANDS.find(({ name }) => name === command.name());
  if (!declared) return;
  const api = await context.shell.api();
  const own = toFlags(stageOf(api, declared.name).options);
  for (const flag of [...own, toFlag(), outFlag(), ...continueFlags(), ...inputFlags()]) {
    command.addOption(flag);
  }
  context.describe(command, () => page(api, declared));
}

function stageOf(api: Api, wanted: string): Api["stages"][number] {
  const stage = api.stages.find(({ name }) => name === wanted);
  if (!stage) throw new UsageError(`There is no stage "${wanted}".`);
  return stage;
}

function nextStep({ out }: Plan): { label: string; command: string } {
  const file = shellWord(`${out.replace(/\/+$/, "")}/data`);
  return { label: "See what is in it", command: `sluice inspect ${file}` };
}

function page(api: Api, { name, predicate, usage, heading, example }: StageCommand): HelpPage {
  return {
    subject: `sluice ${name}`,
    predicate,
    usage,
    sections: [
      { title: heading, rows: optionRows(stageOf(api, name).options) },
      { title: "What to write", rows: [outFlag(), toFlag(), ...continueFlags()].map(flagRow) },
      { title: "What to read", rows: inputFlags().map(flagRow) },
    ],
    example,
  };
}
