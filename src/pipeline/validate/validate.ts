import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileError } from "../../core/errors.ts";
import { explained } from "../../io/file-error.ts";
import { type Progress, silent } from "../../telemetry/progress.ts";
import { typeName } from "../../formats/type-name.ts";
import { moveOutputs } from "../move-outputs.ts";
import { type ValidationReport, renderValidationReport } from "../report/validation-report.ts";
import { datasetName } from "../dataset-name.ts";
import type { InputSource } from "../inputs.ts";
import { plannedInputs } from "../planned-inputs.ts";
import { RowIndex } from "../row-index.ts";
import { sourceRecords, refuseChanged } from "../source-records.ts";
import { WorkFolder } from "../work-folder.ts";
import { Check } from "./check.ts";
import { type InputFields, inputFields, readColumn, readRows } from "./read.ts";
import type { SchemaChange, Validation } from "./result.ts";
import { type DeclaredRule, declaredRules, type ValidationSchema } from "./schema.ts";
import { ViolationList } from "./violation-list.ts";
import { writeRows } from "./write.ts";

/** How a validation goes. */
export interface ValidateOptions {
  /** Format of the inputs, instead of looking at them. */
  readonly format?: string;
  /** Folder for the good rows and the rejected ones; nothing is written without it. */
  readonly out?: string;
  /** Format of `data/`. */
  readonly to?: string;
  /** Replace what is in the folder. */
  readonly force?: boolean;
  /** Violations to list of each rule and column (100). */
  readonly limit?: number;
  /** Bytes that rules may take to remember values (1 GiB); what is more goes to disk. */
  readonly memoryBytes?: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const MEMORY_BYTES = 2 ** 30;

/** Checks inputs against a schema, in one pass; a second one sorts the rows into `out`. */
export async function validate(
  inputs: readonly string[],
  schema: ValidationSchema,
  options: ValidateOptions = {},
): Promise<Validation> {
  const declared = declaredRules(schema);
  const { out } = options;
  if (out === undefined) return await check(inputs, declared, options, undefined);
  const folder = await WorkFolder.open(out, { inputs, schema }, options);
  try {
    return await check(inputs, declared, options, folder);
  } catch (error) {
    await folder.discard();
    throw explained(error, out);
  }
}

async function check(
  inputs: readonly string[],
  declared: readonly DeclaredRule[],
  options: ValidateOptions,
  folder: WorkFolder | undefined,
): Promise<Validation> {
  const began = performance.now();
  const { format, to, progress = silent, signal } = options;
  const plan = {
    inputs,
    stages: [],
    out: "",
    ...(format === undefined ? {} : { format }),
    ...(to === undefined ? {} : { to }),
  };
  const { sources, output } = await plannedInputs(plan, undefined, []);
  const records = await sourceRecords(sources);
  const sort = async (checks: readonly Check[], index: RowIndex): Promise<void> => {
    if (!folder) return;
    const request = { sources, checks, index, format: output, progress, signal };
    await writeRows({ ...request, folder: folder.path });
    await refuseChanged(records);
  };
  const scratch = folder?.path ?? tmpdir();
  const found = await checkSources(sources, declared, { ...options, scratch, sort });
  const seconds = (performance.now() - began) / 1000;
  if (!folder) return { ...found, seconds, outputs: {} };
  const about = { dataset: datasetName(inputs), rules: declared.length, seconds };
  await writeValidation(folder.path, found, about);
  return { ...found, seconds, outputs: await publish(folder) };
}

/** What validation finds, before anything is written of it. */
export type Found = Omit<Validation, "seconds" | "outputs">;

interface CheckRequest extends Pick<
  ValidateOptions,
  "limit" | "memoryBytes" | "progress" | "signal"
> {
  /** The folder for what does not fit into memory. */
  readonly scratch: string;
  /** Called when all is known of each row. */
  readonly sort?: (checks: readonly Check[], index: RowIndex) => Promise<void>;
}

/** Checks sources in one pass. */
export async function checkSources(
  sources: readonly InputSource[],
  declared: readonly DeclaredRule[],
  request: CheckRequest,
): Promise<Found> {
  const { progress = silent, signal, limit = 100 } = request;
  if (sources.length === 0) throw new FileError("There is nothing to read.");
  const fields = await inputFields(sources);
  const checks = declared.map((each) => new Check(each, fields));
  const index = new RowIndex();
  const names = sources.map(({ name }) => name);
  const list = new ViolationList(index, names, limit);
  const scratch = new Scratch(request.scratch);
  const spaces = Math.max(1, checks.filter(({ name }) => REMEMBER.has(name)).length);
  const memoryBytes = Math.floor((request.memoryBytes ?? MEMORY_BYTES) / spaces);
  try {
    for (const each of checks) {
      await each.open(
        {
          column: each.declared.column ?? "",
          memoryBytes,
          scratch: () => scratch.make(),
          placeOf: (row) => list.nameRow(row),
          readColumn: (file, column) => readColumn(file, column, signal),
        },
        list.add,
      );
    }
    const columns = [...new Set(checks.flatMap(({ reads }) => reads))];
    for await (const batch of readRows({ sources, columns, index, progress, signal })) {
      for (const each of checks) await each.check(batch, list.add);
    }
    const known = new Set(declared.flatMap(({ column }) => column ?? []));
    for (const each of checks) await each.finish(index.rowCount, known, list.add);
    list.addUnread();
    await request.sort?.(checks, index);
    const counts = countsOf(checks, index);
    return {
      valid: counts.violations === 0,
      violations: list.violations,
      counts,
      schema: schemaChange(declared, checks, fields),
    };
  } finally {
    for (const each of checks) await each.close();
    await scratch.remove();
  }
}

/** Rules that keep values in memory. */
const REMEMBER = new Set(["unique", "foreignKey"]);

/** A folder for what does not fit into memory, made when it is needed. */
class Scratch {
  readonly #inside: string;
  #made: string[] = [];

  constructor(inside: string) {
    this.#inside = inside;
  }

  async make(): Promise<string> {
    const path = await mkdtemp(join(this.#inside, "sluice-"));
    this.#made.push(path);
    return path;
  }

  async remove(): Promise<void> {
    for (const path of this.#made) await rm(path, { recursive: true, force: true });
  }
}

function countsOf(checks: readonly Check[], index: RowIndex): Validation["counts"] {
  const unread = index.rejected.length;
  const rows = index.rowCount + unread;
  let rejected = unread;
  const broken = checks.filter(({ marks }) => marks.count > 0);
  if (broken.length === 1) rejected += broken[0]!.marks.count;
  else if (broken.length > 1) {
    for (let row = 0; row < index.rowCount; row++) {
      if (broken.some(({ marks }) => marks.has(row))) rejected++;
    }
  }
  const rules = new Map<string, { column: string | null; rule: string; violations: number }>();
  if (unread > 0) rules.set("", { column: null, rule: "read", violations: unread });
  for (const { declared, name, violations } of checks) {
    if (violations === 0) continue;
    const column = declared.column ?? null;
    const key = JSON.stringify([column, name]);
    const before = rules.get(key)?.violations ?? 0;
    rules.set(key, { column, rule: name, violations: before + violations });
  }
  const all = [...rules.values()];
  const violations = all.reduce((sum, rule) => sum + rule.violations, 0);
  return { rows, rowsOut: rows - rejected, rejected, violations, rules: all };
}

/** How the columns differ from those that were declared. */
function schemaChange(
  declared: readonly DeclaredRule[],
  checks: readonly Check[],
  { fields, byName }: InputFields,
): SchemaChange {
  const names = new Set(declared.flatMap(({ column }) => column ?? []));
  const broken = (rule: string): Check[] =>
    checks.filter(({ name, violations }) => name === rule && violations > 0);
  return {
    added: fields.map(({ name }) => name).filter((name) => !names.has(name)),
    removed: [...names].filter((name) => !byName.has(name)),
    retyped: broken("type").map(({ declared: { column, given } }) => ({
      column: column!,
      from: String(given["is"]),
      to: typeName(byName.get(column!)!.type),
    })),
    nullable: broken("nullable").map(({ declared: { column } }) => column!),
  };
}

const OUTPUTS = ["data", "rejected.parquet", "validation.json", "report.html"] as const;

/** Writes what was found to a folder, with a report; `about` is what the report says besides. */
export async function writeValidation(
  folder: string,
  found: Found,
  { seconds, ...about }: Omit<ValidationReport, "found" | "date"> & { readonly seconds: number },
): Promise<void> {
  await writeFile(join(folder, "validation.json"), `${JSON.stringify(found, null, 2)}\n`);
  const date = new Date().toISOString();
  const report = renderValidationReport({ found: { ...found, seconds }, date, ...about });
  await writeFile(join(folder, "report.html"), report);
}

async function publish(folder: WorkFolder): Promise<Record<string, string>> {
  const [data, rejected, validation, report] = await moveOutputs(folder, OUTPUTS);
  return { data: data!, rejected: rejected!, validation: validation!, report: report! };
}
