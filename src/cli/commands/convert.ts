import type { Command } from "commander";
import type { Api } from "../api.ts";
import { execute } from "../execute.ts";
import { withFlagNames } from "../flag-errors.ts";
import { alternatives, flagRow } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { continueFlags, inputFlags, outFlag, planParts, runOptions, toFlag } from "../run-flags.ts";
import type { RunValues } from "../run-flags.ts";
import { shellWord } from "../shell.ts";
import type { CommandContext } from "./command.ts";

export function addConvert(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("convert").argument("<INPUT...>");
  const flags = [toFlag().makeOptionMandatory(), outFlag(), ...continueFlags(), ...inputFlags()];
  for (const flag of flags) command.addOption(flag);
  command.action(async (inputs: string[]) => {
    const values = command.optsWithGlobals<RunValues>();
    const { json = false, quiet = false, out } = values;
    const folder = out.replace(/\/+$/, "");
    const plan = { ...planParts(inputs, values), stages: [] };
    const running = execute(shell, {
      plan,
      run: runOptions(values),
      answer: { json, quiet },
      show: 0,
      next: {
        label: "Remove the rows that repeat others",
        command: `sluice dedup exact ${shellWord(`${folder}/data`)} --out ${shellWord(`${folder}-exact`)}`,
      },
    });
    finish(
      await running.catch((error: unknown) => {
        throw withFlagNames(error, plan);
      }),
    );
  });
  return command;
}

/** Formats are listed from their declarations, so the engine must be there. */
export function convertPage({ formats }: Api): HelpPage {
  const written = formats.filter(({ create }) => create !== undefined).map(({ name }) => name);
  const to = { term: "--to FORMAT", text: alternatives(written) };
  return {
    subject: "sluice convert",
    predicate: "writes the same rows in another format.",
    usage: "sluice convert INPUT... --to FORMAT --out DIR",
    sections: [
      { title: "What to write", rows: [to, ...[outFlag(), ...continueFlags()].map(flagRow)] },
      { title: "What to read", rows: inputFlags().map(flagRow) },
    ],
    example: "sluice convert logs/*.jsonl --to parquet --out out",
  };
}
