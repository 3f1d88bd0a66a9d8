import type { Command } from "commander";
import { doctorExitCode, doctorLines } from "../doctor.ts";
import { deviceOptions } from "../everywhere.ts";
import type { EverywhereValues } from "../everywhere.ts";
import type { HelpPage } from "../help.ts";
import { printLines } from "../screen.ts";
import { printJson } from "../shell.ts";
import type { CommandContext } from "./command.ts";

export function addDoctor(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("doctor");
  command.action(async () => {
    const values = command.optsWithGlobals<EverywhereValues>();
    const { describeDevices } = await shell.api();
    const survey = await describeDevices(deviceOptions(values));
    if (values.json) printJson(shell.out, survey);
    else printLines(shell.out, doctorLines(survey, shell));
    finish(doctorExitCode(survey));
  });
  return command;
}

export const doctorPage = (): HelpPage => ({
  subject: "sluice doctor",
  predicate: "says which devices work here, and what to install.",
  usage: "sluice doctor [--json]",
  sections: [],
  example: "sluice doctor",
});
