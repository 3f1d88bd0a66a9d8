import type { FormatError } from "../core/errors.ts";
import type { Format } from "../formats/format.ts";
import { formatNamed } from "../formats/index.ts";
import { OptionError } from "../core/errors.ts";
import type { InputSource } from "./inputs.ts";
import { resolveInputs } from "./inputs.ts";
import type { Plan } from "./plan.ts";

export interface SkippedFile {
  readonly path: string;
  readonly reason: string;
}

/** The inputs of a plan, and what its output is written as. */
export interface PlannedInputs {
  readonly sources: readonly InputSource[];
  readonly skipped: readonly SkippedFile[];
  readonly output: Format;
}

/**
 * Finds the inputs of a plan. Rows go out in the format they came in where all inputs share one
 * that can be written, else as Parquet. Where they change format, types are learnt from whole
 * files, so that no row is found later on that does not fit them.
 */
export async function plannedInputs(
  plan: Plan,
  columns: readonly string[] | undefined,
  bad: readonly FormatError[],
): Promise<PlannedInputs> {
  const skipped: SkippedFile[] = bad.map(({ file, message }) => ({ path: file, reason: message }));
  const exclude = new Set(bad.map(({ file }) => file));
  const onSkip = (path: string, reason: string): void => void skipped.push({ path, reason });
  const options = { format: plan.format, exclude, columns };
  const sources = await resolveInputs(plan.inputs, { ...options, onSkip });
  const output = outputFormat(plan, sources);
  const learnt = sources.some(
    ({ format }) => format.name !== output.name && "infer" in format.options,
  );
  if (!learnt) return { sources, skipped, output };
  const formatOptions = { infer: "all" };
  return {
    sources: await resolveInputs(plan.inputs, { ...options, formatOptions }),
    skipped,
    output,
  };
}

function outputFormat({ to }: Plan, sources: readonly InputSource[]): Format {
  const shared = sources[0]?.format;
  const same = shared?.create && sources.every(({ format }) => format.name === shared.name);
  const format = to === undefined ? (same ? shared : formatNamed("parquet")) : formatNamed(to);
  if (format.create) return format;
  throw new OptionError("--to", `Nothing can be written as ${format.name}.`, {
    rule: "it can be read only",
    fix: "--to parquet",
  });
}
