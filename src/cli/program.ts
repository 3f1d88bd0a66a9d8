import { Command, CommanderError } from "commander";
import { addConvert, convertPage } from "./commands/convert.ts";
import { addDedup, completeDedup } from "./commands/dedup.ts";
import { addDoctor, doctorPage } from "./commands/doctor.ts";
import { addDrift, driftPage } from "./commands/drift.ts";
import { addInspect, inspectPage } from "./commands/inspect.ts";
import { addProfile, profilePage } from "./commands/profile.ts";
import { addPlan, addRun, planPage, runPage } from "./commands/run.ts";
import { addValidate, validatePage } from "./commands/validate.ts";
import { addStageCommands, completeStageCommand } from "./commands/stage-commands.ts";
import type { CommandContext } from "./commands/command.ts";
import { everywhereFlags } from "./everywhere.ts";
import { helpText } from "./help.ts";
import { mainPage } from "./main-page.ts";
import { reportError } from "./report-error.ts";
import type { Shell } from "./shell.ts";
import { toUsageError } from "./usage.ts";

/** Runs one command line; the answer is the exit code. */
export async function runCli(shell: Shell): Promise<number> {
  let exitCode = 0;
  const finish = (code: number): void => {
    exitCode = code;
  };
  try {
    await createProgram(shell, finish).parseAsync(shell.args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    return reportError(shell, error);
  }
}

function createProgram(shell: Shell, finish: (exitCode: number) => void): Command {
  const program = new Command("sluice").version(shell.version).allowExcessArguments(false);
  const { style } = shell.out;
  const describe: CommandContext["describe"] = (command, page) => {
    command
      .configureOutput({
        writeOut: (text) => shell.out.write(text),
        writeErr: () => {},
        getOutHasColors: () => style.color,
        outputError: () => {},
      })
      .configureHelp({ formatHelp: () => helpText(page(), style) })
      .allowExcessArguments(false)
      .exitOverride((error) => {
        if (error.exitCode === 0) throw error;
        if (error.code !== "commander.help" || command !== program) {
          throw toUsageError(error, command);
        }
        // Without a command there is nothing to do but to say which there are.
        program.outputHelp();
        throw new CommanderError(0, error.code, error.message);
      });
  };
  for (const flag of everywhereFlags()) program.addOption(flag);
  describe(program, () => mainPage);

  const context = { shell, finish, describe };
  const dedup = addDedup(program, context);
  addStageCommands(program, context);
  describe(addRun(program, context), runPage);
  describe(addPlan(program, context), planPage);
  describe(addProfile(program, context), profilePage);
  describe(addInspect(program, context), inspectPage);
  describe(addValidate(program, context), validatePage);
  describe(addDrift(program, context), driftPage);
  const convert = addConvert(program, context);
  describe(addDoctor(program, context), doctorPage);
  program.hook("preSubcommand", async (_, command) => {
    if (command === dedup) completeDedup(dedup, context, await shell.api());
    await completeStageCommand(command, context);
    if (command !== convert) return;
    const api = await shell.api();
    describe(convert, () => convertPage(api));
  });
  return program;
}
