import { errorLines, exitCodeOf, printStack, toFailure } from "./error.ts";
import { readEarly } from "./everywhere.ts";
import { printLines } from "./screen.ts";
import { printJson } from "./shell.ts";
import type { Shell } from "./shell.ts";

/** Prints an error the way it was asked for; the answer is the exit code. */
export function reportError({ args, out, err }: Shell, error: unknown): number {
  const failure = toFailure(error);
  const { json, debug } = readEarly(args);
  if (json) printJson(out, { error: failure });
  else printLines(err, errorLines(failure, err.style));
  if (debug) printStack(err, error);
  return exitCodeOf(failure);
}
