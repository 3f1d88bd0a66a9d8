import type { Command } from "commander";
import type { HelpPage } from "../help.ts";
import type { Shell } from "../shell.ts";

/** Where a command says what its exit code is, and what its help shows. */
export interface CommandContext {
  readonly shell: Shell;
  /** Gives a command its help page and the common manner of failing. */
  readonly describe: (command: Command, page: () => HelpPage) => void;
  readonly finish: (exitCode: number) => void;
}
