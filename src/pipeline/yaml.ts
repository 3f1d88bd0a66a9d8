import { LineCounter, parseDocument, stringify } from "yaml";
import { OptionError } from "../core/errors.ts";
import { nearest } from "../core/option.ts";
import type { DeviceOptions } from "../runtime/options.ts";
import { parseStages } from "./parse-stages.ts";
import type { Plan, PlanStage, RunOptions } from "./plan.ts";

const KEYS = [
  "inputs",
  "format",
  "stages",
  "out",
  "to",
  "index",
  "against",
  "strict",
  "skipBadFiles",
  "device",
];
const DEVICE_KEYS = ["prefer", "adapter", "memoryFraction", "memoryBytes", "threads"];

/**
 * Reads a plan from YAML. Stages are a list of names, each with its options:
 *
 *     inputs: [docs/*.jsonl]
 *     out: curated
 *     stages:
 *       - exact-dedup: { column: text }
 *       - fuzzy-dedup: { column: text, threshold: 0.8 }
 *
 * `overrides` replace values by path, such as `{ "stages.1.threshold": 0.9 }`.
 */
export function parsePlan(
  text: string,
  overrides: Readonly<Record<string, unknown>> = {},
): { plan: Plan; runOptions: RunOptions } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new OptionError("plan", problem.message.split("\n")[0]!, {
      where: `line ${line}, column ${col}`,
      rule: "a plan is a YAML document",
    });
  }
  for (const [path, value] of Object.entries(overrides)) {
    document.setIn(path.split(".").map(yamlKey), value);
  }
  const raw: unknown = document.toJS();
  const { inputs, stages, out, device, ...rest } = record(raw, "plan", KEYS);
  const plan: Plan = {
    inputs: inputList(inputs),
    stages: stageList(stages),
    out: textValue(out, "out"),
    ...optionalText(rest, "format"),
    ...optionalText(rest, "to"),
    ...optionalText(rest, "index"),
    ...optionalText(rest, "against"),
    ...optionalBoolean(rest, "strict"),
    ...optionalBoolean(rest, "skipBadFiles"),
  };
  parseStages(plan.stages);
  if (device === undefined) return { plan, runOptions: {} };
  return { plan, runOptions: { device: record(device, "device", DEVICE_KEYS) as DeviceOptions } };
}

/** A plan as YAML that `parsePlan` reads back to an equal one. */
export function printPlan(plan: Plan): string {
  const { stages, ...rest } = plan;
  return stringify({ ...rest, stages: stages.map(({ name, options }) => ({ [name]: options })) });
}

const yamlKey = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

function record(value: unknown, path: string, known: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new OptionError(path, `${path} must be a mapping; it is ${JSON.stringify(value)}.`, {
      rule: `its keys are ${known.join(", ")}`,
    });
  }
  for (const key of Object.keys(value)) {
    if (known.includes(key)) continue;
    throw new OptionError(`${path}.${key}`, `There is no key "${key}" in ${path}.`, {
      rule: `its keys are ${known.join(", ")}`,
      ...nearest(key, known),
    });
  }
  return value as Record<string, unknown>;
}

function inputList(value: unknown): string[] {
  const list = typeof value === "string" ? [value] : value;
  if (Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === "string")) {
    return list;
  }
  throw new OptionError("inputs", "inputs must be a list of files, folders, globs or URLs.", {
    where: `inputs: ${JSON.stringify(value)}`,
  });
}

function stageList(value: unknown): PlanStage[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    throw new OptionError("stages", "stages must be a list.", {
      fix: "- fuzzy-dedup: { column: text }",
    });
  }
  return value.map((item: unknown, i): PlanStage => {
    if (typeof item === "string") return { name: item, options: {} };
    const entries = typeof item === "object" && item !== null ? Object.entries(item) : [];
    const [entry] = entries;
    if (entries.length !== 1 || !entry) {
      throw new OptionError(`stages.${i}`, "A stage is a name, or a name with its options.", {
        where: `stages.${i}: ${JSON.stringify(item)}`,
        fix: "- fuzzy-dedup: { column: text }",
      });
    }
    const [name, options] = entry as [string, unknown];
    return { name, options: (options ?? {}) as Record<string, unknown> };
  });
}

function textValue(value: unknown, path: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new OptionError(
    path,
    `${path} must be a text; it is ${JSON.stringify(value) ?? "absent"}.`,
  );
}

function optionalText(
  values: Record<string, unknown>,
  key: "format" | "to" | "index" | "against",
): Partial<Plan> {
  return values[key] === undefined ? {} : { [key]: textValue(values[key], key) };
}

function optionalBoolean(
  values: Record<string, unknown>,
  key: "strict" | "skipBadFiles",
): Partial<Plan> {
  const value = values[key];
  if (value === undefined) return {};
  if (typeof value === "boolean") return { [key]: value };
  throw new OptionError(key, `${key} must be true or false; it is ${JSON.stringify(value)}.`);
}
