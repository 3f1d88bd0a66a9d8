import type { Api } from "./api.ts";
import type { Clock, Screen } from "./screen.ts";

/** Everything a command touches outside itself. */
export interface Shell {
  readonly version: string;
  /** The arguments as they were typed. */
  readonly args: readonly string[];
  readonly out: Screen;
  readonly err: Screen;
  /** Whether lines on stderr may be redrawn. */
  readonly live: boolean;
  readonly clock: Clock;
  readonly platform: string;
  /** Loads the engine, which the help of most commands does without. */
  readonly api: () => Promise<Api>;
  readonly readText: (path: string) => Promise<string>;
  readonly writeText: (path: string, text: string) => Promise<void>;
  /** Calls back when the user wants the run to end; returns how to stop listening. */
  readonly onInterrupt: (call: () => void) => () => void;
}

/** How the answer of a command is wanted. */
export interface Answer {
  readonly json: boolean;
  readonly quiet: boolean;
}

/** One object: on one line for programs, on several for people. */
export function printJson(screen: Screen, value: unknown): void {
  screen.write(`${JSON.stringify(value, undefined, screen.terminal ? 2 : undefined)}\n`);
}

/** An argument as a POSIX shell must be given it. */
export function shellWord(word: string): string {
  return /^[\w./:@%+=,~-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
