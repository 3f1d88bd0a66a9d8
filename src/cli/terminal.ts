import { isatty } from "node:tty";
import type { Screen } from "./screen.ts";
import { createStyle, wantsColor, wantsUnicode } from "./style.ts";
import type { ColorChoice, Environment } from "./style.ts";

interface TerminalOptions {
  readonly color: ColorChoice;
  readonly env: Environment;
  readonly platform: string;
}

/** A stream of the process with what it can show. */
export function createScreen(
  stream: NodeJS.WriteStream & { readonly fd: number },
  { color, env, platform }: TerminalOptions,
): Screen {
  const terminal = isatty(stream.fd);
  return {
    style: createStyle({
      color: wantsColor(color, env, terminal),
      unicode: wantsUnicode(env, platform),
    }),
    terminal,
    get columns() {
      return (terminal && stream.columns) || 80;
    },
    get rows() {
      return (terminal && stream.rows) || 24;
    },
    write: (text) => void stream.write(text),
  };
}
