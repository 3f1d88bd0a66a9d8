import { Option as Flag } from "commander";
import type { DeviceOptions } from "./api.ts";
import { UsageError } from "./error.ts";
import { toNumber } from "./flags.ts";
import type { ColorChoice } from "./style.ts";

const BACKENDS = ["auto", "cuda", "webgpu", "wasm", "cpu"] as const;
const COLORS = ["auto", "always", "never"] as const;

/** The flags of every command. */
export interface EverywhereValues {
  readonly device?: (typeof BACKENDS)[number];
  readonly adapter?: string;
  readonly threads?: number;
  readonly memoryFraction?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly color?: ColorChoice;
  readonly debug?: boolean;
}

/** A flag that takes a number; anything else is refused at once. */
export function numberFlag(
  flags: string,
  doc: string,
  rule: { readonly min: number; readonly max?: number; readonly integer: boolean },
): Flag {
  const { min, max = Number.POSITIVE_INFINITY, integer } = rule;
  const flag = new Flag(flags, doc);
  return flag.argParser((text) => {
    const value = toNumber(text);
    if (value !== undefined && value >= min && value <= max && !(integer && value % 1 !== 0)) {
      return value;
    }
    const range = max === Number.POSITIVE_INFINITY ? `of at least ${min}` : `from ${min} to ${max}`;
    throw new UsageError(`${flag.long} must be a ${integer ? "whole " : ""}number ${range}.`, {
      where: `${flag.long} ${text}`,
    });
  });
}

/** A flag that takes one of a few words. */
export function choiceFlag(flags: string, doc: string, choices: readonly string[]): Flag {
  const flag = new Flag(flags, doc);
  return flag.argParser((text) => {
    if (choices.includes(text)) return text;
    throw new UsageError(`${flag.long} must be one of ${choices.join(", ")}.`, {
      where: `${flag.long} ${text}`,
    });
  });
}

export const everywhereFlags = (): Flag[] => [
  choiceFlag("--device <NAME>", "auto, cuda, webgpu, wasm or cpu (auto)", BACKENDS),
  new Flag("--adapter <NAME>", "part of the name of the GPU to use"),
  numberFlag("--threads <N>", "threads of the wasm device", { min: 1, integer: true }),
  numberFlag("--memory-fraction <X>", "share of the device memory to use", {
    min: 0.01,
    max: 1,
    integer: false,
  }),
  new Flag("--json", "one JSON object on stdout, nothing else there"),
  new Flag("--quiet", "errors only"),
  choiceFlag("--color <WHEN>", "auto, always or never (auto)", COLORS),
  new Flag("--debug", "stack traces with errors"),
];

export function deviceOptions(values: EverywhereValues): DeviceOptions {
  const { device, adapter, threads, memoryFraction } = values;
  return {
    ...(device === undefined ? {} : { prefer: device }),
    ...(adapter === undefined ? {} : { adapter }),
    ...(threads === undefined ? {} : { threads }),
    ...(memoryFraction === undefined ? {} : { memoryFraction }),
  };
}

/** What must be known before the flags are parsed, because parsing them can fail. */
export function readEarly(args: readonly string[]): {
  color: ColorChoice;
  json: boolean;
  debug: boolean;
} {
  const end = args.indexOf("--");
  const flags = end === -1 ? args : args.slice(0, end);
  const given = flags.flatMap((arg, index) => {
    if (arg.startsWith("--color=")) return [arg.slice("--color=".length)];
    return arg === "--color" ? [flags[index + 1]] : [];
  });
  return {
    color: COLORS.find((choice) => choice === given.at(-1)) ?? "auto",
    json: flags.includes("--json"),
    debug: flags.includes("--debug"),
  };
}
