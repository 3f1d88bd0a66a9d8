/** What a piece of text is, which decides its colour: `cli` uses only the 16 ANSI colours. */
const SGR = {
  strong: "1",
  quiet: "2",
  accent: "36",
  chosen: "1;36",
  kept: "36",
  removed: "35",
  keptWord: "36;4",
  removedWord: "35;4",
  good: "32",
  allGood: "1;32",
  look: "33",
  lookHere: "1;33",
  wrong: "31",
  allWrong: "1;31",
} as const;

export type Role = keyof typeof SGR;

const UNICODE = {
  done: "━",
  todo: "─",
  good: "✓",
  wrong: "✗",
  look: "!",
  absent: "·",
  minus: "−",
  ellipsis: "…",
} as const;

export type Signs = Readonly<Record<keyof typeof UNICODE, string>>;

const ASCII: Signs = {
  done: "=",
  todo: "-",
  good: "ok",
  wrong: "x",
  look: "!",
  absent: "-",
  minus: "-",
  ellipsis: "...",
};

/** How text is dressed for one stream. */
export interface Style {
  readonly color: boolean;
  readonly signs: Signs;
  readonly paint: (role: Role, text: string) => string;
}

export function createStyle({ color, unicode }: { color: boolean; unicode: boolean }): Style {
  return {
    color,
    signs: unicode ? UNICODE : ASCII,
    paint: color
      ? (role, text) => (text === "" ? "" : `\x1b[${SGR[role]}m${text}\x1b[0m`)
      : (role, text) => {
          if (role === "keptWord") return `[-${text}-]`;
          return role === "removedWord" ? `{+${text}+}` : text;
        },
  };
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type ColorChoice = "auto" | "always" | "never";

/** Whether a stream gets colour; the first rule that applies wins. */
export function wantsColor(choice: ColorChoice, env: Environment, terminal: boolean): boolean {
  if (choice !== "auto") return choice === "always";
  if (env["NO_COLOR"]) return false;
  if (env["FORCE_COLOR"] && env["FORCE_COLOR"] !== "0") return true;
  if (env["TERM"] === "dumb") return false;
  return terminal;
}

/** Whether the signs outside ASCII can be shown. */
export function wantsUnicode(env: Environment, platform: string): boolean {
  if (env["TERM"] === "linux") return false;
  if (platform === "win32" && env["WT_SESSION"]) return true;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return /utf-?8/i.test(locale);
}
