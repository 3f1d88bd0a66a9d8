import { Field, Float64, Int64, Schema, Utf8, type Vector, vectorFromArray } from "apache-arrow";
import { parseOptions } from "../core/option.ts";
import type { Format } from "../formats/format.ts";
import { batchOf } from "../formats/gather.ts";
import { fileSink } from "../io/file-sink.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { NumberProfile } from "../profile/number-profile.ts";
import type { Profile } from "../profile/profile.ts";

/** A row of the table: a column, a measure of one, or a dimension of vectors. */
interface Row {
  readonly dataset: string;
  readonly column: string;
  /** `characters` of a text, `[3]` of a vector; empty for the column itself. */
  readonly part: string;
  readonly type: string;
  readonly kind: string;
  readonly count: number;
  readonly nulls: number;
  readonly distinct: number | null;
  readonly numbers: Partial<NumberProfile> | undefined;
}

const NUMBERS = [
  "nan",
  "zeros",
  "negatives",
  "min",
  "max",
  "mean",
  "variance",
  "std",
  "skewness",
  "kurtosis",
] as const;

/** `statistics.parquet`: the statistics of all columns in one table. */
export async function writeStatistics(
  path: string,
  parquet: Format,
  profiles: readonly Profile[],
): Promise<void> {
  const rows = profiles.flatMap(({ dataset, columns }) =>
    Object.entries(columns).flatMap(([name, column]) => rowsOf(dataset, name, column)),
  );
  const quantiles = [
    ...new Set(rows.flatMap(({ numbers }) => Object.keys(numbers?.quantiles ?? {}))),
  ];
  const texts = (["dataset", "column", "part", "type", "kind"] as const).map((name) =>
    tableColumn(
      name,
      new Utf8(),
      rows.map((row) => row[name]),
    ),
  );
  const counts = (["count", "nulls"] as const).map((name) =>
    tableColumn(
      name,
      new Int64(),
      rows.map((row) => BigInt(row[name])),
    ),
  );
  const doubles = [
    doubleColumn(
      "distinct",
      rows.map((row) => row.distinct),
    ),
    doubleColumn(
      "distinct_error",
      rows.map(({ numbers }) => numbers?.distinctError),
    ),
    ...NUMBERS.map((name) =>
      doubleColumn(
        name,
        rows.map(({ numbers }) => numbers?.[name]),
      ),
    ),
    ...quantiles.map((q) =>
      doubleColumn(
        `q${q}`,
        rows.map(({ numbers }) => numbers?.quantiles?.[q]),
      ),
    ),
    doubleColumn(
      "quantile_error",
      rows.map(({ numbers }) => numbers?.quantileError),
    ),
  ];
  await write(path, parquet, [...texts, ...counts, ...doubles], rows.length);
}

interface TableColumn {
  readonly field: Field;
  readonly vector: Vector;
}

function tableColumn(
  name: string,
  type: Utf8 | Int64 | Float64,
  values: readonly unknown[],
): TableColumn {
  return { field: new Field(name, type, true), vector: vectorFromArray(values, type) };
}

function doubleColumn(name: string, values: readonly (number | null | undefined)[]): TableColumn {
  return tableColumn(
    name,
    new Float64(),
    values.map((value) => value ?? null),
  );
}

async function write(
  path: string,
  parquet: Format,
  columns: readonly TableColumn[],
  length: number,
): Promise<void> {
  const schema = new Schema(columns.map(({ field }) => field));
  const sink = await fileSink(path);
  try {
    const writer = await parquet.create!(
      sink,
      schema,
      parseOptions(parquet.options, {}, "parquet"),
    );
    if (length > 0) {
      const children = columns.map(({ vector }) => vector.data[0]!);
      await writer.write(batchOf(schema, children, length));
    }
    await writer.close();
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}

function rowsOf(dataset: string, name: string, profile: ColumnProfile): Row[] {
  const { type, kind, count, nulls } = profile;
  const row = (numbers: Partial<NumberProfile> | undefined, part = ""): Row => ({
    dataset,
    column: name,
    part,
    type,
    kind,
    count: part === "" ? count : (numbers?.count ?? count),
    nulls: part === "" ? nulls : (numbers?.nulls ?? nulls),
    distinct: part === "" && "distinct" in profile ? profile.distinct : (numbers?.distinct ?? null),
    numbers,
  });
  switch (profile.kind) {
    case "number":
    case "time":
      return [row(profile)];
    case "text":
      return [
        row(undefined),
        row(profile.characters, "characters"),
        row(profile.words, "words"),
        row(profile.bytes, "bytes"),
      ];
    case "binary":
      return [row(undefined), row(profile.sizes, "sizes")];
    case "vector":
      return [
        row(undefined),
        row(profile.norms, "norm"),
        ...profile.dims.map((dim, i) => row(dim, `[${i}]`)),
      ];
    case "list":
      return [
        row(undefined),
        row(profile.lengths, "length"),
        ...(profile.items ? [row(profile.items, "items")] : []),
      ];
    case "struct":
      return [
        row(undefined),
        ...Object.entries(profile.fields).flatMap(([field, inner]) =>
          rowsOf(dataset, `${name}.${field}`, inner),
        ),
      ];
    case "summary":
      return [row(profile.numbers)];
    case "boolean":
    case "other":
      return [row(undefined)];
    default:
      return profile satisfies never;
  }
}
