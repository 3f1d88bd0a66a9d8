import { type FormatError, OptionError } from "../core/errors.ts";
import { nearest } from "../core/option.ts";
import type { Format } from "../formats/format.ts";
import { formatNamed, formats } from "../formats/index.ts";
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
  if (to === undefined) return same ? shared : formatNamed("parquet");
  const format = formats.find(({ name }) => name === to);
  if (format?.create) return format;
  const written = formats.filter(({ create }) => create).map(({ name }) => name);
  throw new OptionError(
    "to",
    format ? `${to} can be read, not written.` : `There is no format "${to}".`,
    { rule: `the formats to write are ${written.join(", ")}`, ...nearest(to, written) },
  );
}
