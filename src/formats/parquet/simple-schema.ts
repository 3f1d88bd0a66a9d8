import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Field,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  Schema,
  tableFromIPC,
  Timestamp,
  TimeUnit,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
} from "apache-arrow";
import { ARROW_SCHEMA, type Footer, schemaElements } from "./footer.ts";
import type { Thrift, ThriftStruct } from "./thrift.ts";

/**
 * The schema of a file whose columns are all flat, of numbers, truth values, texts, bytes, dates and
 * points in time, and which
 * its writer's Arrow schema, if there is one, does not see otherwise. The others are for the library,
 * which takes long to load.
 */
export function simpleSchema(footer: Footer): Schema | undefined {
  const [, ...elements] = schemaElements(footer);
  const fields = elements.map(fieldOf).filter((field) => field !== undefined);
  if (fields.length !== elements.length) return undefined;
  const hint = footer.keyValues[ARROW_SCHEMA];
  return hint === undefined || isSame(hint, fields) ? new Schema(fields) : undefined;
}

// The numbers below are those of Parquet's Thrift definition.
function fieldOf(element: ThriftStruct): Field | undefined {
  const repetition = whole(element.get(3)) ?? 0;
  const children = whole(element.get(5)) ?? 0;
  const type = typeOf(element);
  const name = element.get(4);
  const isSimple = repetition < 2 && children === 0 && !element.has(9);
  if (!isSimple || !type || name?.type !== "binary") return undefined;
  return new Field(new TextDecoder().decode(name.value), type, repetition === 1);
}

const STRING = 1;
const DATE = 6;
const TIMESTAMP = 8;
const INTEGER = 10;
const INT64 = 2;
const UNITS: ReadonlyMap<number, TimeUnit> = new Map([
  [1, TimeUnit.MILLISECOND],
  [2, TimeUnit.MICROSECOND],
  [3, TimeUnit.NANOSECOND],
]);

/** By physical type and annotation: what `ConvertedType` says, or nothing. */
const TYPES: Readonly<Record<string, () => DataType>> = {
  "0": () => new Bool(),
  "1": () => new Int32(),
  "1 6": () => new DateDay(),
  "1 11": () => new Uint8(),
  "1 12": () => new Uint16(),
  "1 13": () => new Uint32(),
  "1 15": () => new Int8(),
  "1 16": () => new Int16(),
  "1 17": () => new Int32(),
  "2": () => new Int64(),
  "2 14": () => new Uint64(),
  "2 18": () => new Int64(),
  "4": () => new Float32(),
  "5": () => new Float64(),
  "6": () => new Binary(),
  "6 0": () => new Utf8(),
};

function typeOf(element: ThriftStruct): DataType | undefined {
  const converted = whole(element.get(6));
  const logical = element.get(10);
  if (logical) {
    // Both are written for readers of either age; one alone is for the library.
    const kinds = logical.type === "struct" ? [...logical.value.keys()] : [];
    if (logical.type === "struct" && kinds.length === 1 && kinds[0] === TIMESTAMP) {
      return timestamp(element, logical.value.get(TIMESTAMP));
    }
    const known = kinds.length === 1 && [STRING, DATE, INTEGER].includes(kinds[0]!);
    if (!known || converted === undefined) return undefined;
  }
  const key = [whole(element.get(1)), converted].filter((part) => part !== undefined).join(" ");
  return TYPES[key]?.();
}

function timestamp(element: ThriftStruct, logical: Thrift | undefined): DataType | undefined {
  if (whole(element.get(1)) !== INT64 || logical?.type !== "struct") return undefined;
  const [adjusted, unit] = [logical.value.get(1), logical.value.get(2)];
  if (adjusted?.type !== "bool" || unit?.type !== "struct") return undefined;
  const [kind = 0] = unit.value.keys();
  const known = UNITS.get(kind);
  return known === undefined ? undefined : new Timestamp(known, adjusted.value ? "UTC" : null);
}

function isSame(hint: string, fields: readonly Field[]): boolean {
  let hinted: readonly Field[];
  try {
    const message = Uint8Array.from(atob(hint), (character) => character.charCodeAt(0));
    hinted = tableFromIPC(message).schema.fields;
  } catch {
    // What the hint is worth is for the library to say.
    return false;
  }
  const same = (field: Field, other: Field | undefined): boolean =>
    field.name === other?.name &&
    field.nullable === other.nullable &&
    other.metadata.size === 0 &&
    String(field.type) === String(other.type);
  return hinted.length === fields.length && fields.every((field, i) => same(field, hinted[i]));
}

const whole = (field: Thrift | undefined): number | undefined =>
  typeof field?.value === "bigint" ? Number(field.value) : undefined;
