import type { Screen } from "./screen.ts";
import type { Style } from "./style.ts";

/** What an error says, whoever raised it. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly where?: string | undefined;
  readonly rule?: string | undefined;
  readonly fix?: string | undefined;
}

interface Advice extends Omit<Failure, "code" | "message"> {
  readonly cause?: unknown;
}

/** An error of the command line itself. */
export class CliError extends Error implements Failure {
  readonly code: string;
  readonly where: string | undefined;
  readonly rule: string | undefined;
  readonly fix: string | undefined;

  constructor(code: string, message: string, { where, rule, fix, cause }: Advice = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "CliError";
    this.code = code;
    this.where = where;
    this.rule = rule;
    this.fix = fix;
  }
}

/** Wrong flags or arguments. */
export class UsageError extends CliError {
  constructor(message: string, advice: Advice = {}) {
    super("OPTION", message, advice);
    this.name = "UsageError";
  }
}

const BAD_USAGE = new Set(["OPTION", "SCHEMA"]);

/** The exit code of a gate that rows did not pass. */
export const GATE_CLOSED = 3;

/** The code of a run that Ctrl-C ended. */
export const STOPPED = "STOPPED";

export function exitCodeOf({ code }: Failure): number {
  if (code === STOPPED) return 130;
  if (code === "GATE") return GATE_CLOSED;
  return BAD_USAGE.has(code) ? 2 : 1;
}

/** Knows an error of the engine by its parts, so that the engine need not be loaded. */
export function toFailure(error: unknown): Failure {
  if (isFailure(error)) {
    const { code, message, where, rule, fix } = error;
    return { code, message, where, rule, fix };
  }
  return {
    code: "INTERNAL",
    message: error instanceof Error ? error.message : String(error),
    rule: "an error without advice is a bug in Sluice",
    fix: "run it again with --debug, and report what it prints",
  };
}

export const isFailure = (error: unknown): error is Error & Failure =>
  error instanceof Error && "code" in error && "where" in error && "fix" in error;

export function errorLines(failure: Failure, style: Style): string[] {
  const part = (label: string, text: string | undefined): string[] =>
    text === undefined
      ? []
      : [`  ${style.paint("quiet", label)}${" ".repeat(8 - label.length)}${text}`];
  return [
    failure.code === STOPPED
      ? `${style.paint("lookHere", "stopped")}  ${failure.message}`
      : `${style.paint("allWrong", "error")}  ${failure.message}`,
    ...part("where", failure.where),
    ...part("rule", failure.rule),
    ...part("fix", failure.fix && highlightCommands(failure.fix, style)),
  ];
}

/** Flags that no value follows, so that the next word is not theirs. */
const SWITCHES = "force|resume|strict|skip-bad-files|json|quiet|debug|recover|help";
const COMMAND = new RegExp(
  [
    // A command that ends the sentence, to be pasted as a whole.
    String.raw`(?<=: )sluice .+$`,
    String.raw`\bsluice [a-z]+`,
    String.raw`--(?:${SWITCHES})\b`,
    String.raw`--[a-z][a-z-]*(?: [^\s;,?]+)?`,
  ].join("|"),
  "g",
);

function highlightCommands(text: string, style: Style): string {
  return text.replace(COMMAND, (command) => style.paint("accent", command));
}

/** The stack and its causes, for `--debug`. */
export function printStack(screen: Screen, error: unknown): void {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    screen.write(`${at.stack ?? at.message}\n`);
  }
}
