import { type Data, DataType, DateUnit, makeVector, TimeUnit } from "apache-arrow";
import { typeName } from "../formats/type-name.ts";

/** What values of a column are, as far as rules are concerned. */
export type ColumnKind =
  | "boolean"
  | "integer"
  | "float"
  | "decimal"
  | "text"
  | "binary"
  | "time"
  | "list"
  | "other";

export function columnKind(type: DataType): ColumnKind {
  if (DataType.isBool(type)) return "boolean";
  if (DataType.isInt(type)) return "integer";
  if (DataType.isFloat(type)) return "float";
  if (DataType.isDecimal(type)) return "decimal";
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return "text";
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return "binary";
  if (DataType.isFixedSizeBinary(type)) return "binary";
  if (DataType.isTimestamp(type) || DataType.isDate(type) || DataType.isTime(type)) return "time";
  if (DataType.isDuration(type)) return "time";
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) return "list";
  return "other";
}

/** One column of a batch, its values as arrays, made when a rule first asks for them. */
export class Column {
  readonly name: string;
  readonly data: Data;
  readonly kind: ColumnKind;
  readonly rowCount: number;
  #numbers: Float64Array | undefined;

  constructor(name: string, data: Data) {
    this.name = name;
    this.data = data;
    this.kind = columnKind(data.type);
    this.rowCount = data.length;
  }

  get typeName(): string {
    return typeName(this.data.type);
  }

  get hasNulls(): boolean {
    return this.data.nullCount > 0;
  }

  /** Whether there is no value in a row. */
  isNull(row: number): boolean {
    if (DataType.isNull(this.data.type)) return true;
    if (this.data.nullCount === 0) return false;
    const bit = this.data.offset + row;
    return ((this.data.nullBitmap[bit >> 3]! >> (bit & 7)) & 1) === 0;
  }

  /** Numbers, times in their own unit, true as 1. Beyond 2^53 whole numbers are rounded. */
  get numbers(): Float64Array {
    return (this.#numbers ??= numbersOf(this.data));
  }

  /** Whole numbers of 64 bits, which `numbers` may round; undefined for other types. */
  get wholes(): BigInt64Array | BigUint64Array | undefined {
    const { values } = this.data as { readonly values?: unknown };
    return values instanceof BigInt64Array || values instanceof BigUint64Array ? values : undefined;
  }

  /** Where the bytes of a text, or the items of a list, start in what `bytes` or `items` gives. */
  get offsets(): ArrayLike<number> {
    const { type, length } = this.data;
    if (DataType.isFixedSizeList(type)) return everyNth(length, type.listSize);
    if (DataType.isFixedSizeBinary(type)) return everyNth(length, type.byteWidth);
    const offsets = this.data.valueOffsets as unknown;
    return offsets instanceof BigInt64Array
      ? Float64Array.from(offsets, Number)
      : (offsets as Int32Array);
  }

  get bytes(): Uint8Array {
    return this.data.values as Uint8Array;
  }

  /** The items of all lists. */
  get items(): Column {
    return new Column(this.name, this.data.children[0]!);
  }

  /** The value of a row, as Arrow gives it; null where there is none. */
  value(row: number): unknown {
    return makeVector(this.data).get(row);
  }
}

function everyNth(length: number, size: number): Float64Array {
  return Float64Array.from({ length: length + 1 }, (_, i) => i * size);
}

function numbersOf(data: Data): Float64Array {
  const { type, length } = data;
  const values = data.values as unknown;
  if (DataType.isBool(type)) {
    const bits = values as Uint8Array;
    const at = data.offset;
    return Float64Array.from({ length }, (_, i) => (bits[(at + i) >> 3]! >> ((at + i) & 7)) & 1);
  }
  if (values instanceof Float64Array) return values;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    return wholeNumbers(values, length);
  }
  if (DataType.isFloat(type) && values instanceof Uint16Array) {
    return Float64Array.from(values.subarray(0, length), halfToNumber);
  }
  if (DataType.isDecimal(type)) {
    const vector = makeVector(data);
    const unit = 10 ** type.scale;
    return Float64Array.from({ length }, (_, i) => signed(vector.get(i) as Uint32Array) / unit);
  }
  return new Float64Array(values as ArrayLike<number>).subarray(0, length);
}

/** Two words at a time: no big integers are made. */
function wholeNumbers(values: BigInt64Array | BigUint64Array, length: number): Float64Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, length * 2);
  const numbers = new Float64Array(length);
  const isSigned = values instanceof BigInt64Array;
  for (let i = 0; i < length; i++) {
    const high = words[2 * i + 1]!;
    numbers[i] = (isSigned ? high | 0 : high) * 2 ** 32 + words[2 * i]!;
  }
  return numbers;
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * 2 ** -14 * (fraction / 1024);
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** The value of little-endian words in two's complement. */
function signed(words: Uint32Array | null): number {
  if (!words) return Number.NaN;
  let value = 0n;
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i]!);
  return Number(BigInt.asIntN(words.length * 32, value));
}

/** Milliseconds of one unit of a point in time; undefined where values are no points in time. */
export function millisecondsOf(type: DataType): number | undefined {
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 86_400_000 : 1;
  if (!DataType.isTimestamp(type)) return undefined;
  const units = {
    [TimeUnit.SECOND]: 1000,
    [TimeUnit.MILLISECOND]: 1,
    [TimeUnit.MICROSECOND]: 1e-3,
    [TimeUnit.NANOSECOND]: 1e-6,
  };
  return units[type.unit];
}
