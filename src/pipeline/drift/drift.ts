import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Field } from "apache-arrow";
import { FileError, SchemaError } from "../../core/errors.ts";
import { nearest } from "../../core/option.ts";
import { explained } from "../../io/file-error.ts";
import { typeName } from "../../formats/type-name.ts";
import { type Progress, silent } from "../../telemetry/progress.ts";
import { type InputSource, resolveInputs } from "../inputs.ts";
import { moveOutputs } from "../move-outputs.ts";
import { renderDriftReport } from "../report/drift-report.ts";
import { RowIndex } from "../row-index.ts";
import { inputFields, readRows } from "../validate/read.ts";
import { WorkFolder } from "../work-folder.ts";
import { type Comparison, compareSides } from "./compare.ts";
import { decideDrift } from "./decide.ts";
import type { Drift, DriftThresholds } from "./result.ts";
import { type Side, SideReader } from "./side.ts";
import { compareStored, readProfile, type StoredProfile } from "./stored-profile.ts";

/** How drift is measured. */
export interface DriftOptions {
  /** Columns to compare; all that both sides have when absent. */
  readonly columns?: readonly string[];
  /** Columns that may change as they like, such as times and ids. */
  readonly ignore?: readonly string[];
  readonly format?: string;
  readonly thresholds?: Partial<DriftThresholds>;
  /** Folder for `drift.json` and `report.html`. */
  readonly out?: string;
  readonly force?: boolean;
  /** Bytes for the values of both sides (1 GiB); of columns beyond that a sample is compared. */
  readonly memoryBytes?: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** What counts as drift unless something else is asked for. */
export const driftThresholds: DriftThresholds = {
  alpha: 0.01,
  ks: 0.1,
  psi: 0.2,
  cramersV: 0.1,
  frechet: 0.05,
  missing: 0.05,
};

const MEMORY_BYTES = 2 ** 30;
const LEAST_SAMPLE = 1000;

/** Says how the distributions of columns changed from a reference, data or a profile, to data. */
export async function drift(
  reference: readonly string[] | string,
  current: readonly string[] | string,
  options: DriftOptions = {},
): Promise<Drift> {
  const began = performance.now();
  const { out } = options;
  const folder =
    out === undefined ? undefined : await WorkFolder.open(out, { reference, current }, options);
  try {
    const sources = await sourcesOf(listOf(current), options);
    const measured = await measureDrift(listOf(reference), sources, options);
    const seconds = (performance.now() - began) / 1000;
    if (!folder) return { ...measured, seconds, outputs: {} };
    const names = { reference: nameOf(reference), current: nameOf(current) };
    await writeDrift(folder.path, measured, seconds, names);
    const [json, report] = await moveOutputs(folder, ["drift.json", "report.html"]);
    return { ...measured, seconds, outputs: { drift: json!, report: report! } };
  } catch (error) {
    await folder?.discard();
    throw out === undefined ? error : explained(error, out);
  }
}

const listOf = (inputs: readonly string[] | string): readonly string[] =>
  typeof inputs === "string" ? [inputs] : inputs;
const nameOf = (inputs: readonly string[] | string): string => listOf(inputs).join(", ");

/** Writes what was measured to a folder, with a report. */
export async function writeDrift(
  folder: string,
  measured: Measured,
  seconds: number,
  names: { readonly reference: string; readonly current: string },
): Promise<void> {
  await writeFile(join(folder, "drift.json"), `${JSON.stringify(measured, null, 2)}\n`);
  const found = { ...measured, seconds, outputs: {} };
  const date = new Date().toISOString();
  const report = renderDriftReport({ drift: found, ...names, date });
  await writeFile(join(folder, "report.html"), report);
}

type Measured = Omit<Drift, "seconds" | "outputs">;

/** Whether a reference is a stored profile. */
export const isProfile = (reference: readonly string[]): boolean =>
  reference.length === 1 && reference[0]!.endsWith(".json");

/** Measures sources against a reference, data or a profile. */
export async function measureDrift(
  reference: readonly string[],
  sources: readonly InputSource[],
  options: DriftOptions,
): Promise<Measured> {
  const thresholds = { ...driftThresholds, ...options.thresholds };
  const stored = isProfile(reference) ? await readProfile(reference[0]!) : undefined;
  const { fields } = await inputFields(sources);
  if (stored) return await againstProfile(stored, sources, fields, thresholds, options);
  const referenceSources = await sourcesOf(reference, options);
  const { fields: before } = await inputFields(referenceSources);
  const names = chosen(
    before.map(({ name }) => name),
    fields.map(({ name }) => name),
    options,
  );
  const most = mostNumbers(names.length, options);
  const a = await readSides("Read the reference", referenceSources, names, before, most, options);
  const b = await readSides("Read the data", sources, names, fields, most, options);
  const comparisons = new Map<string, Comparison>();
  const types = typeMap(before);
  const retyped = retypedColumns(types, fields, names);
  for (const name of names) {
    const [was, is] = [a.sides.get(name)!, b.sides.get(name)!];
    if (was.kind === is.kind) comparisons.set(name, compareSides(was, is, thresholds));
  }
  return outcome(comparisons, thresholds, "data", {
    rows: { reference: a.rows, current: b.rows },
    schema: { ...changed([...types.keys()], fields, options), retyped },
    apart: names.filter((name) => !comparisons.has(name)),
  });
}

async function againstProfile(
  stored: StoredProfile,
  sources: readonly InputSource[],
  fields: readonly Field[],
  thresholds: DriftThresholds,
  options: DriftOptions,
): Promise<Measured> {
  const before = Object.keys(stored.columns);
  const names = chosen(
    before,
    fields.map(({ name }) => name),
    options,
  );
  const most = mostNumbers(names.length, options);
  const { sides, rows } = await readSides("Read the data", sources, names, fields, most, options);
  const comparisons = new Map<string, Comparison>();
  const types = new Map(before.map((name) => [name, stored.columns[name]!.type]));
  for (const name of names) {
    const side = sides.get(name)!;
    const column = stored.columns[name]!;
    const fits = column.kind === undefined || (KINDS[column.kind] ?? []).includes(side.kind);
    if (fits) comparisons.set(name, compareStored(stored.rows, column, side, thresholds));
  }
  return outcome(comparisons, thresholds, "profile", {
    rows: { reference: stored.rows, current: rows },
    schema: {
      ...changed(before, fields, options),
      retyped: retypedColumns(types, fields, names),
    },
    apart: names.filter((name) => !comparisons.has(name)),
  });
}

/** What the kinds of profiles are here. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  number: ["number"],
  time: ["number"],
  boolean: ["category"],
  text: ["text"],
  vector: ["vector"],
  list: ["vector", "other"],
  binary: ["other"],
  struct: ["other"],
  other: ["other"],
};

interface Rest extends Pick<Measured, "rows" | "schema"> {
  /** Columns of another kind than before, which cannot be compared. */
  readonly apart: readonly string[];
}

function outcome(
  comparisons: ReadonlyMap<string, Comparison>,
  thresholds: DriftThresholds,
  reference: Drift["reference"],
  { rows, schema, apart }: Rest,
): Measured {
  // Nothing is not the same as no drift.
  for (const side of ["reference", "current"] as const) {
    if (rows[side] > 0) continue;
    throw new FileError(
      side === "current" ? "The data to compare have no rows." : "The reference has no rows.",
      {
        rule: "both sides of a comparison have rows",
        fix: "look at what wrote it: sluice inspect FILE",
      },
    );
  }
  const columns = decideDrift(comparisons, thresholds);
  const drifted = [
    ...schema.removed,
    ...apart,
    ...Object.entries(columns)
      .filter(([, column]) => column.drifted)
      .map(([name]) => name),
  ];
  return { drifted, columns, rows, schema, thresholds, reference };
}

async function sourcesOf(
  inputs: readonly string[],
  { format }: DriftOptions,
): Promise<readonly InputSource[]> {
  const sources = await resolveInputs(inputs, { format });
  if (sources.length === 0) throw new FileError("There is nothing to read.");
  return sources;
}

/** Columns that are on both sides and asked for; what is asked for must be on both. */
function chosen(
  before: readonly string[],
  now: readonly string[],
  { columns, ignore = [] }: DriftOptions,
): string[] {
  for (const name of columns ?? []) {
    for (const [side, names] of [
      ["reference", before],
      ["data", now],
    ] as const) {
      if (names.includes(name)) continue;
      throw new SchemaError(name, `The ${side} has no column "${name}".`, {
        rule: `its columns are ${names.join(", ")}`,
        ...nearest(name, [...names]),
      });
    }
  }
  const wanted = columns ?? before.filter((name) => now.includes(name));
  return wanted.filter((name) => !ignore.includes(name));
}

function mostNumbers(columns: number, { memoryBytes = MEMORY_BYTES }: DriftOptions): number {
  return Math.max(LEAST_SAMPLE, Math.floor(memoryBytes / 16 / Math.max(1, columns)));
}

async function readSides(
  phase: string,
  sources: readonly InputSource[],
  names: readonly string[],
  fields: readonly Field[],
  most: number,
  { progress = silent, signal }: DriftOptions,
): Promise<{ readonly sides: ReadonlyMap<string, Side>; readonly rows: number }> {
  const wanted = new Set(names);
  const readers = fields
    .filter(({ name }) => wanted.has(name))
    .map((field) => new SideReader(field, most));
  const index = new RowIndex();
  const request = { sources, columns: names, index, progress, signal, phase };
  for await (const { columns } of readRows(request)) {
    for (const reader of readers) reader.add(columns.get(reader.name)!);
  }
  return {
    sides: new Map(readers.map((reader) => [reader.name, reader.side])),
    rows: index.rowCount,
  };
}

const typeMap = (fields: readonly Field[]): Map<string, string> =>
  new Map(fields.map(({ name, type }) => [name, typeName(type)]));

function retypedColumns(
  types: ReadonlyMap<string, string>,
  fields: readonly Field[],
  names: readonly string[],
): Drift["schema"]["retyped"] {
  const now = typeMap(fields);
  return names
    .filter((name) => types.get(name) !== now.get(name))
    .map((column) => ({ column, from: types.get(column)!, to: now.get(column)! }));
}

function changed(
  before: readonly string[],
  fields: readonly Field[],
  { columns, ignore = [] }: DriftOptions,
): Pick<Drift["schema"], "added" | "removed"> {
  if (columns) return { added: [], removed: [] };
  const now = fields.map(({ name }) => name);
  const of = (names: readonly string[], others: readonly string[]): string[] =>
    names.filter((name) => !others.includes(name) && !ignore.includes(name));
  return { added: of(now, before), removed: of(before, now) };
}
