import { type Data, DataType, Type } from "apache-arrow";
import type { NumberValues, Validity } from "./number-column.ts";

/** Whether a type is a number: whole, floating or decimal. */
export function isNumber(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}

/** Whether a type is a point or a length of time. */
export function isTime(type: DataType): boolean {
  return (
    DataType.isTimestamp(type) ||
    DataType.isDate(type) ||
    DataType.isTime(type) ||
    DataType.isDuration(type)
  );
}

/** The values of a column of numbers or times, nulls being any value. */
export function numbersOf({ type, values, length }: Data): NumberValues {
  if (DataType.isDecimal(type)) return decimals(values as Uint32Array, type, length);
  if (type.typeId === Type.Float && values instanceof Uint16Array) return halves(values, length);
  if (values instanceof Int32Array && isWide(type)) {
    return new BigInt64Array(values.buffer, values.byteOffset, length);
  }
  return (values as NumberValues).subarray(0, length);
}

/** Times of 64 bits, which some versions of Arrow keep in halves. */
function isWide(type: DataType): boolean {
  return isTime(type) && (type as { readonly bitWidth?: number }).bitWidth === 64;
}

/** Numbers of any kind as doubles, with NaN for nulls. */
export function doublesOf(data: Data): Float64Array {
  const values = numbersOf(data);
  const doubles =
    values instanceof BigInt64Array || values instanceof BigUint64Array
      ? Float64Array.from(values, Number)
      : Float64Array.from(values as Float64Array);
  if (data.nullCount > 0) {
    for (let row = 0; row < data.length; row++) if (!data.getValid(row)) doubles[row] = Number.NaN;
  }
  return doubles;
}

/** Where a column has nulls, its bitmap. */
export function validityOf(data: Data): Validity | undefined {
  return data.nullCount > 0 ? { bits: data.nullBitmap, offset: data.offset } : undefined;
}

function halves(values: Uint16Array, length: number): Float32Array {
  return Float32Array.from(values.subarray(0, length), (half) => {
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    const sign = half & 0x8000 ? -1 : 1;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}

function decimals(
  words: Uint32Array,
  { scale, bitWidth = 128 }: { readonly scale: number; readonly bitWidth?: number },
  length: number,
): Float64Array {
  const size = bitWidth / 32;
  return Float64Array.from({ length }, (_, row) => {
    let whole = 0n;
    for (let i = size - 1; i >= 0; i--) whole = (whole << 32n) | BigInt(words[row * size + i]!);
    // Divided in one step, so that the double is the one nearest to the decimal.
    return Number(BigInt.asIntN(bitWidth, whole)) / 10 ** scale;
  });
}
