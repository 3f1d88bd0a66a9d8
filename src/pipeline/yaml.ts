import { type Document, isCollection, LineCounter, parseDocument, stringify } from "yaml";
import { OptionError } from "../core/errors.ts";
import { namedOptions, parseOptions } from "../core/option.ts";
import { parseSteps } from "./audits/steps.ts";
import { namedStages } from "./parse-stages.ts";
import type { Plan, PlanStage, RunOptions } from "./plan.ts";
import { deviceOptions, planOptions } from "./plan-options.ts";

/**
 * Reads a plan from YAML. Stages are a list of names, each with its options:
 *
 *     inputs: [docs/*.jsonl]
 *     out: curated
 *     stages:
 *       - exact-dedup: { column: text }
 *       - fuzzy-dedup: { column: text, threshold: 0.8 }
 *
 * `overrides` replace values by path, such as `{ "stages.1.fuzzy-dedup.threshold": 0.9 }`.
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
    override(document, path, value);
  }
  const raw: unknown = document.toJS();
  const { stages, device, ...rest } = mapping(raw, "plan");
  const values = namedOptions(planOptions, rest, "plan");
  parseOptions(planOptions, values, "plan");
  for (const key of ["inputs", "out"]) {
    if (!(key in values)) throw new OptionError(key, `The plan does not say ${key}.`);
  }
  const plan = { ...values, stages: namedStages(stageList(stages)) } as unknown as Plan;
  parseSteps(plan.stages);
  if (device === undefined) return { plan, runOptions: {} };
  const wanted = namedOptions(deviceOptions, mapping(device, "device"), "device");
  parseOptions(deviceOptions, wanted, "device");
  return { plan, runOptions: { device: wanted } };
}

/** A plan as YAML that `parsePlan` reads back to an equal one. */
export function printPlan(plan: Plan): string {
  const { stages, ...rest } = plan;
  return stringify({ ...rest, stages: stages.map(({ name, options }) => ({ [name]: options })) });
}

function override(document: Document, path: string, value: unknown): void {
  const keys = path.split(".").map(yamlKey);
  for (let depth = 1; depth < keys.length; depth++) {
    const above = document.getIn(keys.slice(0, depth), true);
    if (above === undefined || isCollection(above)) continue;
    const owner = keys.slice(0, depth).join(".");
    throw new OptionError(path, `${owner} is one value; there is nothing in it to be set.`, {
      rule: "an override names a value by its path, such as stages.0.fuzzy-dedup.threshold",
    });
  }
  document.setIn(keys, value);
}

const yamlKey = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

function mapping(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new OptionError(path, `${path} must be a mapping; it is ${JSON.stringify(value)}.`);
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
    const entries =
      typeof item === "object" && item !== null
        ? Object.entries(item as Record<string, unknown>)
        : [];
    const [entry] = entries;
    if (entries.length !== 1 || !entry) {
      throw new OptionError(`stages.${i}`, "A stage is a name, or a name with its options.", {
        where: `stages.${i}: ${JSON.stringify(item)}`,
        fix: "- fuzzy-dedup: { column: text }",
      });
    }
    const [name, options] = entry;
    return { name, options: mapping(options ?? {}, `stages.${i}.${name}`) };
  });
}
