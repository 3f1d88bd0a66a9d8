import { OptionError } from "../core/errors.ts";
import type { OptionValues, Options } from "../core/option.ts";
import { namedOptions, nearest, parseOptions } from "../core/option.ts";
import type { Device } from "../graph/device.ts";
import { stages as registry } from "../stages/index.ts";
import type { GlobalStage } from "../stages/stage.ts";
import type { OpenStage } from "./decide.ts";
import type { PlanStage } from "./plan.ts";
import { extraColumns } from "./preference.ts";

/** A stage of a plan with all its options. */
export interface ParsedStage {
  readonly stage: GlobalStage;
  readonly options: OptionValues<Options>;
  readonly compares: readonly string[] | "all";
}

/** A parsed stage, opened on a device. */
export type RunningStage = OpenStage & Pick<ParsedStage, "compares" | "options">;

function stageNamed(name: string): GlobalStage {
  const stage = registry.find((candidate) => candidate.name === name);
  if (stage) return stage;
  const names = registry.map((candidate) => candidate.name);
  throw new OptionError("stages", `There is no stage "${name}".`, {
    rule: `the stages are ${names.join(", ")}`,
    ...nearest(name, names),
  });
}

/** Looks up the stages of a plan and fills in their defaults. */
export function parseStages(planned: readonly PlanStage[]): ParsedStage[] {
  return planned.map(({ name, options: given }) => {
    const stage = stageNamed(name);
    const options = parseOptions(stage.options, given, name);
    stage.describe?.(options);
    return { stage, options, compares: stage.compares(options) };
  });
}

/** The stages with their options by the names they are declared with, and nothing filled in. */
export function namedStages(planned: readonly PlanStage[]): PlanStage[] {
  return planned.map(({ name, options }) => ({
    name,
    options: namedOptions(stageNamed(name).options, options, name),
  }));
}

/** Columns that the stages name; undefined where one of them compares all. */
export function readColumns(
  parsed: readonly Pick<ParsedStage, "compares" | "options">[],
): string[] | undefined {
  const columns = new Set<string>();
  for (const { compares, options } of parsed) {
    if (compares === "all") return undefined;
    for (const name of [...compares, ...extraColumns(options)]) columns.add(name);
  }
  return [...columns];
}

export async function openStages(
  device: Device,
  parsed: readonly ParsedStage[],
): Promise<RunningStage[]> {
  const opened: RunningStage[] = [];
  for (const { stage, options, compares } of parsed) {
    const { name, measure } = stage;
    opened.push({ name, measure, options, compares, run: await stage.open(device, options) });
  }
  return opened;
}
