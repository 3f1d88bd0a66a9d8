import type { Command, CommanderError } from "commander";
import { UsageError } from "./error.ts";

/** Says in the words of the command line what commander found wrong. */
export function toUsageError(error: CommanderError, command: Command): UsageError {
  const name = commandName(command);
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  const nearest = /\(Did you mean (?:one of )?([^,)?]+)/.exec(error.message)?.[1];
  const help = `${name} --help tells more`;
  switch (error.code) {
    case "commander.unknownOption":
      return new UsageError(`There is no flag ${quoted}.`, {
        where: name,
        fix: nearest ? `did you mean ${nearest}?` : help,
      });
    case "commander.unknownCommand":
      return new UsageError(`There is no command "${quoted}".`, {
        where: name,
        rule: `the commands are ${command.commands.map((each) => each.name()).join(", ")}`,
        fix: nearest ? `did you mean ${name} ${nearest}?` : help,
      });
    case "commander.help": {
      const kinds = command.commands.map((each) => each.name());
      return new UsageError(`${name} needs one of ${kinds.join(", ")}.`, {
        where: name,
        fix: help,
      });
    }
    case "commander.missingArgument":
      return new UsageError(`${name} needs ${quoted}.`, { where: name, fix: help });
    case "commander.excessArguments":
      return new UsageError(`${name} takes fewer arguments.`, {
        where: command.args.join(" "),
        rule: `it takes ${command.registeredArguments.map((each) => each.name()).join(" ") || "none"}`,
        fix: help,
      });
    case "commander.optionMissingArgument":
      return new UsageError(`${flagOf(quoted)} needs a value.`, {
        where: name,
        rule: `it is given as ${quoted.replaceAll(/[<>]/g, "")}`,
        fix: help,
      });
    case "commander.missingMandatoryOptionValue":
      return new UsageError(`${flagOf(quoted)} is missing.`, {
        where: name,
        rule: `${name} needs ${quoted.replaceAll(/[<>]/g, "")}`,
        fix: help,
      });
    default:
      return new UsageError(error.message.replace(/^error: /, ""), { where: name, fix: help });
  }
}

function commandName(command: Command): string {
  return command.parent ? `${commandName(command.parent)} ${command.name()}` : command.name();
}

const flagOf = (flags: string): string => flags.split(" ")[0]!;
