import { LineCounter, parseDocument, stringify } from "yaml";
import { OptionError } from "../core/errors.ts";
import { parseOptions } from "../core/option.ts";
import type { DeviceOptions } from "../runtime/options.ts";
import { parseStages } from "./parse-stages.ts";
import type { Plan, PlanStage, RunOptions } from "./plan.ts";
import { deviceOptions, planOptions } from "./plan-options.ts";

/**
 * Reads a plan from YAML. Stages are a list of names, each with its options:
 *
 *     inputs: [docs/*.jsonl]
 *     out: curated
 *     stages:
 *       - exact-dedup: { columns: [text] }
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
  const { stages, device, inputs, ...rest } = mapping(raw, "plan");
  const values = given({ inputs: typeof inputs === "string" ? [inputs] : inputs, ...rest });
  parseOptions(planOptions, values, "plan");
  for (const key of ["inputs", "out"]) {
    if (!(key in values)) throw new OptionError(key, `The plan does not say ${key}.`);
  }
  // oxlint-disable-next-line no-unsafe-type-assertion -- parseOptions has seen all of it
  const plan = { ...values, stages: stageList(stages) } as unknown as Plan;
  parseStages(plan.stages);
  if (device === undefined) return { plan, runOptions: {} };
  const wanted = given(mapping(device, "device"));
  parseOptions(deviceOptions, wanted, "device");
  return { plan, runOptions: { device: wanted as DeviceOptions } };
}

/** A plan as YAML that `parsePlan` reads back to an equal one. */
export function printPlan(plan: Plan): string {
  const { stages, ...rest } = plan;
  return stringify({ ...rest, stages: stages.map(({ name, options }) => ({ [name]: options })) });
}

const yamlKey = (part: string): string | number => (/^\d+$/.test(part) ? Number(part) : part);

function mapping(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw new OptionError(path, `${path} must be a mapping; it is ${JSON.stringify(value)}.`);
}

/** The values that are there. */
function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
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
