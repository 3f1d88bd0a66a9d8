import { DataType, DateUnit, Precision, TimeUnit } from "apache-arrow";
import type { ColumnChunks, ValueKind } from "./column-values.ts";
import { type FlatColumn, flatColumns, type Footer } from "./footer.ts";
import { BYTE_ARRAY, readable } from "./pages.ts";

// The physical types of Parquet's Thrift definition.
const INT32 = 1;
const INT64 = 2;
const FLOAT = 4;
const DOUBLE = 5;

/** Where a column is, if its values can be read without Arrow. */
export function columnChunks(
  footer: Footer,
  name: string,
  type: DataType,
): ColumnChunks | undefined {
  const flat = flatColumns(footer).get(name);
  if (!flat) return undefined;
  const groups = footer.rowGroups.filter(({ rows }) => rows > 0);
  const chunks = groups.flatMap((group) =>
    group.chunks
      .filter(({ column }) => column === name)
      .map(({ struct: _, ...chunk }) => ({ ...chunk, rows: group.rows })),
  );
  if (chunks.length !== groups.length) return undefined;
  const kinds = new Set(chunks.map((chunk) => kindOf(type, chunk.type, flat)));
  const [kind] = kinds;
  if (kinds.size !== 1 || !kind || !chunks.every(readable)) return undefined;
  return { kind, optional: flat.optional, chunks };
}

function kindOf(type: DataType, physical: number, flat: FlatColumn): ValueKind | undefined {
  if (DataType.isInt(type)) {
    if (physical === INT64 && type.bitWidth === 64) return type.isSigned ? "int64" : "uint64";
    if (physical !== INT32 || type.bitWidth > 32) return undefined;
    return type.isSigned ? "int32" : "uint32";
  }
  if (DataType.isFloat(type)) {
    if (physical === FLOAT && type.precision === Precision.SINGLE) return "float32";
    return physical === DOUBLE && type.precision === Precision.DOUBLE ? "float64" : undefined;
  }
  if (DataType.isTimestamp(type)) {
    const same = flat.secondPower !== undefined && POWERS[type.unit] === flat.secondPower;
    return physical === INT64 && same ? "int64" : undefined;
  }
  if (DataType.isDate(type)) {
    return physical === INT32 && type.unit === DateUnit.DAY ? "int32" : undefined;
  }
  return DataType.isUtf8(type) && physical === BYTE_ARRAY ? "text" : undefined;
}

/** The power of ten of a second that a unit of time is. */
const POWERS = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: -3,
  [TimeUnit.MICROSECOND]: -6,
  [TimeUnit.NANOSECOND]: -9,
} as const;
