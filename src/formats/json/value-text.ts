import { typeName } from "../type-name.ts";
import {
  type Data,
  DataType,
  type Date_,
  DateUnit,
  type Decimal,
  type Dictionary,
  type FixedSizeList,
  type Float,
  Precision,
  type Struct,
  type Time,
  type Timestamp,
  TimeUnit,
  Vector,
} from "apache-arrow";
import { UnsupportedError } from "../../core/errors.ts";

/** Gives the JSON text of value `i` of a column. */
export type ValueText = (i: number) => string;

/**
 * How values of a column are written as JSON. Whole numbers and decimals keep all their digits, times
 * are ISO 8601, bytes are base64; NaN and the infinities, which JSON does not have, are null.
 */
export function valueText(data: Data): ValueText {
  const text = presentText(data);
  return (i) => (data.getValid(i) ? text(i) : "null");
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function presentText(data: Data): ValueText {
  const { type } = data;
  const values = data.values as ArrayLike<number | bigint>;
  if (DataType.isNull(type)) return () => "null";
  if (DataType.isBool(type) || DataType.isUtf8View(type) || DataType.isLargeUtf8(type)) {
    const vector = new Vector([data]);
    return (i) => JSON.stringify(vector.get(i));
  }
  if (DataType.isUtf8(type)) {
    const bytes = data.values as Uint8Array;
    const { valueOffsets } = data;
    return (i) =>
      JSON.stringify(decoder.decode(bytes.subarray(valueOffsets[i], valueOffsets[i + 1])));
  }
  if (DataType.isInt(type) || DataType.isDuration(type)) return (i) => String(values[i]);
  if (DataType.isFloat(type)) return floatText(data as Data<Float>);
  if (DataType.isDecimal(type)) return decimalText(data as Data<Decimal>);
  if (DataType.isTimestamp(type)) {
    const { unit, timezone } = (data as Data<Timestamp>).type;
    return (i) => `"${instant(BigInt(values[i]!), unit)}${timezone ? "Z" : ""}"`;
  }
  if (DataType.isDate(type)) return dateText(data as Data<Date_>);
  if (DataType.isTime(type)) {
    const { unit } = (data as Data<Time>).type;
    return (i) => `"${instant(BigInt(values[i]!), unit).slice(11)}"`;
  }
  if (
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type) ||
    DataType.isBinaryView(type) ||
    DataType.isFixedSizeBinary(type)
  ) {
    const vector = new Vector([data]);
    return (i) => `"${base64(vector.get(i) as Uint8Array)}"`;
  }
  if (DataType.isDictionary(type)) {
    const vector = (data as Data<Dictionary>).dictionary!.memoize();
    const parts = vector.data.map((part) => valueText(part));
    return (i) => {
      let index = Number(values[i]);
      let part = 0;
      while (index >= vector.data[part]!.length) index -= vector.data[part++]!.length;
      return parts[part]!(index);
    };
  }
  return nestedText(data);
}

function nestedText(data: Data): ValueText {
  const { type } = data;
  if (DataType.isStruct(type)) return structText(data as Data<Struct>);
  if (DataType.isFixedSizeList(type)) {
    const { listSize } = (data as Data<FixedSizeList>).type;
    const item = valueText(data.children[0]!);
    return (i) => listText(item, i * listSize, (i + 1) * listSize);
  }
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) {
    // A map is written as a list of its entries, because its keys may be any type, and repeat.
    const offsets = data.valueOffsets as ArrayLike<number | bigint>;
    const item = valueText(data.children[0]!);
    return (i) => listText(item, Number(offsets[i]), Number(offsets[i + 1]));
  }
  throw new UnsupportedError(`A column of type ${typeName(type)} cannot be written as text.`, {
    rule: "text formats hold booleans, numbers, texts, bytes, times, lists and structs",
    fix: "write parquet or arrow instead, or leave the column out",
  });
}

function structText(data: Data<Struct>): ValueText {
  const members = data.type.children.map((field, c) => ({
    key: `${JSON.stringify(field.name)}:`,
    text: valueText(data.children[c]!),
  }));
  return (i) => `{${members.map(({ key, text }) => key + text(i)).join(",")}}`;
}

function listText(item: ValueText, start: number, end: number): string {
  let text = "[";
  for (let i = start; i < end; i++) text += i === start ? item(i) : `,${item(i)}`;
  return `${text}]`;
}

function floatText(data: Data<Float>): ValueText {
  const { precision } = data.type;
  const vector = new Vector([data]);
  return (i) => {
    const value = vector.get(i) as number;
    if (!Number.isFinite(value)) return "null";
    if (Object.is(value, -0)) return "-0.0";
    return precision === Precision.SINGLE ? shortest(value) : String(value);
  };
}

/** The fewest digits that are read back as the same single-precision number. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

function decimalText(data: Data<Decimal>): ValueText {
  const { scale } = data.type;
  const words = data.values;
  const { stride } = data;
  return (i) => {
    let value = 0n;
    for (let w = stride - 1; w >= 0; w--) value = (value << 32n) | BigInt(words[i * stride + w]!);
    value = BigInt.asIntN(stride * 32, value);
    const sign = value < 0n ? "-" : "";
    const digits = String(value < 0n ? -value : value).padStart(scale + 1, "0");
    if (scale <= 0) return sign + digits + "0".repeat(-scale);
    return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
  };
}

function dateText(data: Data<Date_>): ValueText {
  const values = data.values as ArrayLike<number | bigint>;
  return data.type.unit === DateUnit.DAY
    ? (i) => `"${instant(BigInt(values[i]!) * 86_400n, TimeUnit.SECOND).slice(0, -9)}"`
    : (i) => `"${instant(BigInt(values[i]!), TimeUnit.MILLISECOND)}"`;
}

const DIGITS: Readonly<Record<TimeUnit, number>> = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: 3,
  [TimeUnit.MICROSECOND]: 6,
  [TimeUnit.NANOSECOND]: 9,
};

/** A time since 1970 as `2026-01-02T03:04:05.678`, with no digit lost. */
function instant(value: bigint, unit: TimeUnit): string {
  const digits = DIGITS[unit];
  const scale = 10n ** BigInt(digits);
  const fraction = ((value % scale) + scale) % scale;
  const date = new Date(Number((value - fraction) / scale) * 1000);
  if (Number.isNaN(date.getTime())) {
    throw new UnsupportedError(`The time ${value} is too far from 1970 to be written as a date.`);
  }
  const seconds = date.toISOString().slice(0, -5);
  return fraction === 0n ? seconds : `${seconds}.${String(fraction).padStart(digits, "0")}`;
}

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x6000) {
    text += btoa(String.fromCharCode(...bytes.subarray(i, i + 0x6000)));
  }
  return text;
}
