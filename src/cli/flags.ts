import { Option as Flag } from "commander";
import type { Option, OptionKind, Options } from "./api.ts";

export type FlagValues = Readonly<Record<string, unknown>>;

/** `skipBadFiles` to `skip-bad-files`. */
export const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const camel = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `--threshold 0..1`, as help and messages write it. */
export function flagText(name: string, { kind, placeholder, alias }: Option): string {
  if (kind.type === "boolean") return `--${kebab(name)}`;
  return `--${alias ?? kebab(name)} ${placeholder ?? "VALUE"}`;
}

/** Flags for declared options: one each, and one more for an alias or a switch that is on. */
export function toFlags(declared: Options): Flag[] {
  return Object.entries(declared).flatMap(([name, { kind, doc, alias }]) => {
    if (kind.type === "boolean") {
      return [new Flag(`--${kebab(name)}`, doc), new Flag(`--no-${kebab(name)}`)];
    }
    const names = alias === undefined ? [name] : [name, alias];
    return names.map((each) => {
      const flag = new Flag(`--${kebab(each)} <value>`, doc);
      return flag.argParser((text, before) => parseValue(kind, text, before));
    });
  });
}

/** What a flag's text means. Text that is no such value stays text, for the engine to refuse. */
function parseValue(kind: Exclude<OptionKind, { type: "boolean" }>, text: string, before: unknown) {
  switch (kind.type) {
    case "number":
      return toNumber(text) ?? text;
    case "string":
    case "oneOf":
      return text;
    case "strings": {
      const items = text === "" ? [] : text.split(",").map((item) => item.trim());
      return Array.isArray(before) ? [...before, ...items] : items;
    }
    default:
      return kind satisfies never;
  }
}

export function toNumber(text: string): number | undefined {
  const number = Number(text);
  return text.trim() === "" || Number.isNaN(number) ? undefined : number;
}

/** The values given for declared options, out of all that the command line had. */
export function pickValues(declared: Options, parsed: FlagValues): FlagValues {
  const values: Record<string, unknown> = {};
  for (const [name, { alias }] of Object.entries(declared)) {
    const value = parsed[name];
    const other = alias === undefined ? undefined : parsed[camel(alias)];
    if (value !== undefined || other !== undefined) values[name] = value ?? other;
    // That is one too many, and for the engine to refuse.
    if (value !== undefined && other !== undefined) values[alias!] = other;
  }
  return values;
}
