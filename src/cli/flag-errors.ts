import type { Plan } from "./api.ts";
import { isFailure, UsageError } from "./error.ts";
import { kebab } from "./flags.ts";

/** The engine names an option by its place in the plan; the user typed a flag. */
export function withFlagNames(error: unknown, plan: Plan): unknown {
  if (!isFailure(error) || !("path" in error)) return error;
  const [owner = "", option] = String(error.path).split(".");
  const stage = plan.stages.find(({ name }) => name === owner);
  const values: Readonly<Record<string, unknown>> = stage?.options ?? { ...plan };
  const name = stage ? option : owner;
  if (name === undefined || (!stage && !(name in values))) return error;
  const value = values[name];
  const where = `--${kebab(name)} ${valueText(value)}`.trimEnd();
  const { message, rule, fix } = error;
  return new UsageError(message, { where, rule, fix, cause: error });
}

function valueText(value: unknown): string {
  if (value === undefined || typeof value === "string") return value ?? "";
  return Array.isArray(value) ? value.join(",") : JSON.stringify(value);
}
