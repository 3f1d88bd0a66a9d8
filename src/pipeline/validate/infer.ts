import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { FileError } from "../../core/errors.ts";
import { typeName } from "../../formats/type-name.ts";
import { silent } from "../../telemetry/progress.ts";
import { plannedInputs } from "../planned-inputs.ts";
import { RowIndex } from "../row-index.ts";
import { Observed } from "./observed.ts";
import { inputFields, readRows } from "./read.ts";
import type { ValidateOptions } from "./validate.ts";

const MEMORY_BYTES = 2 ** 29;
/** Dates do not go further. */
const MOST_MILLISECONDS = 8.64e15;

/**
 * Writes a schema that the inputs keep to, as YAML to be edited: what is certain as rules, what was
 * merely seen as rules that are commented out.
 */
export async function inferSchema(
  inputs: readonly string[],
  options: Pick<ValidateOptions, "format" | "progress" | "signal"> = {},
): Promise<string> {
  const { format, progress = silent, signal } = options;
  const plan = { inputs, stages: [], out: "", ...(format === undefined ? {} : { format }) };
  const { sources } = await plannedInputs(plan, undefined, []);
  if (sources.length === 0) throw new FileError("There is nothing to read.");
  const { fields } = await inputFields(sources);
  const folder = await mkdtemp(join(tmpdir(), "sluice-"));
  try {
    const share = Math.floor(MEMORY_BYTES / Math.max(1, fields.length));
    let spills = 0;
    const scratch = () => mkdtemp(join(folder, `${spills++}-`));
    const seen = fields.map((field) => new Observed(field, share, scratch));
    const columns = fields.map(({ name }) => name);
    const index = new RowIndex();
    for await (const batch of readRows({ sources, columns, index, progress, signal })) {
      for (const each of seen) await each.add(batch.columns.get(each.field.name)!, batch.firstRow);
    }
    for (const each of seen) await each.finish();
    return schemaText(
      seen,
      index,
      sources.map(({ name }) => name),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function schemaText(
  seen: readonly Observed[],
  { rowCount, rejected }: RowIndex,
  sources: readonly string[],
): string {
  const from = sources.length === 1 ? oneLine(sources[0]!) : `${sources.length} files`;
  const unread = rejected.length === 0 ? "" : `, and ${rejected.length} that cannot be read`;
  return [
    "# yaml-language-server: $schema=./node_modules/sluice/docs/validation.schema.json",
    `# Seen: ${rowCount} rows in ${from}${unread}.`,
    "# Rules that are commented out hold for these data; take in those that must hold for all.",
    "",
    seen.length === 0 ? "columns: {}" : "columns:",
    ...seen.flatMap(columnLines),
    "",
    "dataset:",
    "  onlyDeclared: true",
    `  # rowCount: { min: ${rowCount} }`,
    "",
  ].join("\n");
}

/** A line of the schema: a rule that holds, or one to take in. */
type Line = readonly [
  rule: Readonly<Record<string, unknown>>,
  comment?: string | undefined,
  active?: boolean,
];

function columnLines(column: Observed): string[] {
  const lines = [...certain(column), ...suggested(column)].map(([rule, comment, active = true]) => {
    const text = stringify(rule, { collectionStyle: "flow", lineWidth: 0 })
      .trim()
      .replace(/^\{ ?([^]*?) ?\}$/, "$1");
    return `    ${active ? "" : "# "}${text}${comment ? ` # ${comment}` : ""}`;
  });
  return [`  ${stringify(column.field.name).trim()}:`, ...lines];
}

function certain(column: Observed): Line[] {
  const { field, kind, rows, nulls, unusual, shortest, longest } = column;
  const present = rows > nulls;
  const type = { type: typeName(field.type) };
  const lines: Line[] = [present ? [type] : [type, "there are no values to tell by", false]];
  if (rows > 0 && nulls === 0) lines.push([{ nullable: false }]);
  else if (nulls > 0) lines.push([{ nullable: true }, `${nulls} of ${rows} are missing`]);
  if (!present) return lines;
  if (kind === "float" || (kind === "list" && column.min <= column.max)) {
    lines.push(
      unusual === 0
        ? [{ finite: true }]
        : [{ finite: true }, `${unusual} numbers are NaN or infinite`, false],
    );
  }
  if (kind === "list" && shortest === longest && !isNested(field.type)) {
    lines.push([{ shape: longest }]);
  }
  const { values, manyValues } = column;
  if (kind === "text" && !manyValues && rows - nulls > 2 * values.size) {
    lines.push([{ oneOf: [...values].toSorted() }, undefined, rows - nulls >= 100]);
  }
  return lines;
}

function isNested({ children }: Observed["field"]["type"]): boolean {
  return (children?.[0]?.type.children?.length ?? 0) > 0;
}

/** What may be chance. */
function suggested(column: Observed): Line[] {
  const { kind, rows, nulls, min, max, unusual, shortest, longest, unit } = column;
  const present = rows - nulls;
  if (present === 0) return [];
  const lines: Line[] = [];
  // Whole numbers beyond these are rounded, and may lie outside of what is written.
  const safe = kind !== "integer" || Math.max(-min, max) <= Number.MAX_SAFE_INTEGER;
  const numbers = min <= max && unusual === 0 && safe;
  if (["integer", "float", "decimal", "list"].includes(kind) && numbers) {
    lines.push([{ range: { min, max } }, undefined, false]);
  }
  const dated = unit !== undefined && Math.max(-min, max) * unit < MOST_MILLISECONDS;
  if (kind === "time" && dated && numbers) {
    // Whole milliseconds, so that nothing finer lies outside.
    const from = new Date(Math.floor(min * unit)).toISOString();
    const to = new Date(Math.ceil(max * unit)).toISOString();
    lines.push([{ period: { from, to } }, undefined, false]);
  }
  if (kind === "text" || (kind === "list" && shortest !== longest)) {
    lines.push([{ length: { min: shortest, max: longest } }, undefined, false]);
  }
  if ((kind === "integer" || kind === "text") && column.repeats === 0 && present > 1) {
    lines.push([{ unique: true }, undefined, false]);
  }
  if (present > 1 && max > min && column.increasing && kind !== "list") {
    lines.push([{ increasing: { strict: column.strictly } }, undefined, false]);
  }
  return lines;
}

const oneLine = (text: string): string => text.replaceAll(/[\r\n]/g, " ");
