import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Field, Table, type Vector, vectorFromArray } from "apache-arrow";
import { Check } from "../../src/pipeline/validate/check.ts";
import { declaredRules, type ValidationSchema } from "../../src/pipeline/validate/schema.ts";
import { Column } from "../../src/rules/column.ts";

type Columns = Readonly<Record<string, Vector | readonly unknown[]>>;

interface RunOptions {
  readonly memoryBytes?: number;
  /** Rows of a batch; all in one when absent. */
  readonly batchRows?: number;
  /** Values of columns of other files, by `file.column`. */
  readonly files?: Columns;
}

export interface Broken {
  readonly rule: string;
  readonly rows: readonly number[];
  /** What is said of the first row, or of the data set. */
  readonly messages: readonly string[];
}

const vectorOf = (values: Columns[string]): Vector =>
  "data" in values ? values : vectorFromArray(values as never);

/** Runs the rules of a schema over columns in memory; what was broken. */
export async function runRules(
  schema: ValidationSchema,
  given: Columns,
  { memoryBytes = 2 ** 24, batchRows, files = {} }: RunOptions = {},
): Promise<Broken[]> {
  const vectors = new Map(Object.entries(given).map(([name, values]) => [name, vectorOf(values)]));
  const fields = [...vectors].map(([name, { type }]) => new Field(name, type, true));
  const byName = new Map(fields.map((field) => [field.name, field]));
  const rowCount = Math.max(0, ...[...vectors.values()].map(({ length }) => length));
  const size = batchRows ?? Math.max(1, rowCount);
  const declared = declaredRules(schema);
  const names = new Set(declared.flatMap(({ column }) => column ?? []));
  const broken: Broken[] = [];
  for (const each of declared) {
    const check = new Check(each, { fields, byName, unsure: new Set() });
    const rows: number[] = [];
    const messages: string[] = [];
    const note = (
      _: Check,
      row: number | undefined,
      describe: () => { readonly message: string },
    ): void => {
      if (row !== undefined) rows.push(row);
      messages.push(describe().message);
    };
    await check.open(
      {
        column: each.column ?? "",
        memoryBytes,
        scratch: () => mkdtemp(join(tmpdir(), "sluice-rules-")),
        placeOf: (row) => `row ${row}`,
        async *readColumn(file, column) {
          yield columnOf(column, vectorOf(files[`${file}.${column}`]!));
        },
      },
      note,
    );
    for (let start = 0; start < rowCount; start += size) {
      const end = Math.min(rowCount, start + size);
      const columns = new Map(
        [...vectors].map(([name, vector]) => [name, columnOf(name, vector.slice(start, end))]),
      );
      await check.check({ columns, rowCount: end - start, firstRow: start, source: 0 }, note);
    }
    await check.finish(rowCount, names, note);
    await check.close();
    if (messages.length > 0) {
      broken.push({ rule: check.name, rows: rows.toSorted((a, b) => a - b), messages });
    }
  }
  return broken;
}

/** Slices of a vector share its bytes, as batches of files do. */
function columnOf(name: string, vector: Vector): Column {
  const table = new Table({ [name]: vector });
  return new Column(name, table.batches[0]?.data.children[0] ?? vector.data[0]!);
}
