import { OptionError } from "../core/errors.ts";
import type { OptionValues, Options } from "../core/option.ts";
import { namedOptions, nearest, parseOptions } from "../core/option.ts";
import type { Device } from "../graph/device.ts";
import { stages as registry } from "../stages/index.ts";
import type { ModelLibraries } from "../stages/embed/model-libraries.ts";
import type { GlobalStage, MapStage, MapStageRun, Stage } from "../stages/stage.ts";
import type { Audit } from "./audits/audit.ts";
import { audits } from "./audits/index.ts";
import type { OpenStage } from "./decide.ts";
import type { PlanStage } from "./plan.ts";
import { extraColumns } from "./preference.ts";
import { readBytes } from "./read-bytes.ts";

/** A stage of a plan that removes rows, with all its options. */
export interface ParsedStage {
  readonly stage: GlobalStage;
  readonly options: OptionValues<Options>;
  readonly compares: readonly string[] | "all";
  /** The vector column that is compared, where one is. */
  readonly vectors: string | undefined;
}

/** A stage of a plan that adds a column, with all its options. */
export interface ParsedMap {
  readonly stage: MapStage;
  readonly options: OptionValues<Options>;
}

export type AnyParsed = ParsedStage | ParsedMap;

/** A parsed stage, opened on a device. */
export type RunningStage = OpenStage & Pick<ParsedStage, "compares" | "vectors" | "options">;

/** A map stage, opened on a device. */
export interface RunningMap extends ParsedMap {
  readonly adds: string;
  readonly run: MapStageRun;
}

function stageNamed(name: string): Stage {
  const stage = registry.find((candidate) => candidate.name === name);
  if (stage) return stage;
  const names = [...registry, ...audits].map((candidate) => candidate.name);
  throw new OptionError("stages", `There is no stage "${name}".`, {
    rule: `the stages are ${names.join(", ")}`,
    ...nearest(name, names),
  });
}

/** Looks up the stages of a plan and fills in their defaults. */
export function parseStages(planned: readonly PlanStage[]): AnyParsed[] {
  return planned.map(({ name, options: given }) => {
    const stage = stageNamed(name);
    const options = parseOptions(stage.options, given, name);
    if (stage.kind === "map") {
      stage.reads(options);
      return { stage, options };
    }
    stage.describe?.(options);
    const vectors = stage.vectors?.(options);
    return { stage, options, compares: stage.compares(options), vectors };
  });
}

/** The stages that remove rows, in the order of the plan. */
export function removing(parsed: readonly AnyParsed[]): ParsedStage[] {
  return parsed.filter((one): one is ParsedStage => one.stage.kind === "global");
}

/** The stages that add columns, in the order of the plan. */
export function adding(parsed: readonly AnyParsed[]): ParsedMap[] {
  return parsed.filter((one): one is ParsedMap => one.stage.kind === "map");
}

/** The stages with their options by the names they are declared with, and nothing filled in. */
export function namedStages(planned: readonly PlanStage[]): PlanStage[] {
  return planned.map(({ name, options }) => ({
    name,
    options: namedOptions((auditNamed(name) ?? stageNamed(name)).options, options, name),
  }));
}

/** The audit of that name; a stage of your own may take the name. */
export function auditNamed(name: string): Audit | undefined {
  if (registry.some((stage) => stage.name === name)) return undefined;
  return audits.find((audit) => audit.name === name);
}

/** Columns that the stages name and no earlier one adds; undefined where one of them compares all. */
export function readColumns(parsed: readonly AnyParsed[]): string[] | undefined {
  const columns = new Set<string>();
  const added = new Set<string>();
  let all = false;
  for (const one of parsed) {
    const { options } = one;
    const names =
      "compares" in one
        ? [...(one.compares === "all" ? [] : one.compares), ...extraColumns(options)]
        : one.stage.reads(options).map(({ name }) => name);
    if ("compares" in one) {
      all ||= one.compares === "all";
      if (one.vectors !== undefined) names.push(one.vectors);
    }
    for (const name of names) if (!added.has(name)) columns.add(name);
    if (!("compares" in one)) added.add(one.stage.adds(options));
  }
  return all ? undefined : [...columns];
}

export async function openStages(
  device: Device,
  parsed: readonly ParsedStage[],
): Promise<RunningStage[]> {
  const opened: RunningStage[] = [];
  for (const { stage, options, compares, vectors } of parsed) {
    const { name, measure } = stage;
    const run = await stage.open(device, options);
    opened.push({ name, measure, options, compares, vectors, run });
  }
  return opened;
}

export async function openMaps(
  device: Device,
  parsed: readonly ParsedMap[],
  models: ModelLibraries,
): Promise<RunningMap[]> {
  const context = { readFile: readBytes, models };
  const opened: RunningMap[] = [];
  for (const { stage, options } of parsed) {
    const run = await stage.open(device, options, context);
    opened.push({ stage, options, adds: stage.adds(options), run });
  }
  return opened;
}
