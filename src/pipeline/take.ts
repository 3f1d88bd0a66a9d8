import type { Data, DataType, RecordBatch } from "apache-arrow";
import { IntervalUnit, makeData, RecordBatch as Batch, Type } from "apache-arrow";
import { UnsupportedError } from "../core/errors.ts";
import { typeName } from "../formats/type-name.ts";

/** The rows of a batch at `indices`, in that order. */
export function takeRows(batch: RecordBatch, indices: Uint32Array): RecordBatch {
  return new Batch(batch.schema, take(batch.data, indices) as typeof batch.data);
}

function take(data: Data, indices: Uint32Array): Data {
  const { type } = data;
  const common = { type, length: indices.length, offset: 0, ...validity(data, indices) };
  const make = makeData as unknown as (props: object) => Data;
  switch (type.typeId) {
    case Type.Null:
      return make({ type, length: indices.length, offset: 0 });
    case Type.Bool:
      return make({ ...common, data: takeBits(data.values as Uint8Array, data.offset, indices) });
    case Type.Utf8:
    case Type.Binary:
    case Type.LargeUtf8:
    case Type.LargeBinary:
      return make({ ...common, ...takeBytes(data, indices) });
    case Type.List: {
      const { valueOffsets, positions } = takeRanges(data.valueOffsets as Int32Array, indices);
      return make({ ...common, valueOffsets, child: take(data.children[0]!, positions) });
    }
    case Type.FixedSizeList: {
      const { listSize } = type as DataType & { readonly listSize: number };
      const positions = new Uint32Array(indices.length * listSize);
      indices.forEach((index, i) => {
        for (let k = 0; k < listSize; k++) {
          positions[i * listSize + k] = index * listSize + k;
        }
      });
      return make({ ...common, child: take(data.children[0]!, positions) });
    }
    case Type.Struct:
      return make({ ...common, children: data.children.map((child) => take(child, indices)) });
    case Type.Dictionary:
      return make({
        ...common,
        data: takeFixed(data.values as Fixed, 1, indices),
        dictionary: data.dictionary,
      });
    case Type.Int:
    case Type.Float:
    case Type.Decimal:
    case Type.Date:
    case Type.Time:
    case Type.Timestamp:
    case Type.Interval:
    case Type.Duration:
    case Type.FixedSizeBinary: {
      return make({ ...common, data: takeFixed(data.values as Fixed, stride(type), indices) });
    }
    default:
      throw new UnsupportedError(`Columns of type ${typeName(type)} cannot be filtered yet.`, {
        fix: "leave the column out, or convert it first",
      });
  }
}

type Fixed = Uint8Array;

/** Elements of the values array that a value takes. */
function stride(type: DataType): number {
  const {
    typeId,
    bitWidth = 0,
    byteWidth = 1,
    unit = IntervalUnit.YEAR_MONTH,
  } = type as DataType & {
    readonly bitWidth?: number;
    readonly byteWidth?: number;
    readonly unit?: IntervalUnit;
  };
  if (typeId === Type.Decimal) return bitWidth / 32;
  if (typeId === Type.FixedSizeBinary) return byteWidth;
  if (typeId === Type.Interval) return unit === IntervalUnit.MONTH_DAY_NANO ? 4 : 1 + unit;
  return 1;
}

function takeFixed(values: Fixed, width: number, indices: Uint32Array): Fixed {
  const Values = values.constructor as new (length: number) => Fixed;
  const taken = new Values(indices.length * width);
  if (width === 1) {
    for (let i = 0; i < indices.length; i++) taken[i] = values[indices[i]!]!;
    return taken;
  }
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]! * width;
    for (let k = 0; k < width; k++) taken[i * width + k] = values[from + k]!;
  }
  return taken;
}

function takeBits(bits: Uint8Array, offset: number, indices: Uint32Array): Uint8Array {
  const taken = new Uint8Array(Math.ceil(indices.length / 8));
  for (let i = 0; i < indices.length; i++) {
    const at = offset + indices[i]!;
    if ((bits[at >> 3]! >> (at & 7)) & 1) taken[i >> 3]! |= 1 << (i & 7);
  }
  return taken;
}

function validity(
  data: Data,
  indices: Uint32Array,
): { nullCount: number; nullBitmap?: Uint8Array } {
  if (data.nullCount === 0) return { nullCount: 0 };
  const nullBitmap = takeBits(data.nullBitmap, data.offset, indices);
  let valid = 0;
  for (let i = 0; i < indices.length; i++) valid += (nullBitmap[i >> 3]! >> (i & 7)) & 1;
  return { nullCount: indices.length - valid, nullBitmap };
}

function takeBytes(data: Data, indices: Uint32Array): { valueOffsets: object; data: Uint8Array } {
  const offsets = data.valueOffsets as unknown as { readonly [i: number]: number | bigint };
  const large = data.valueOffsets instanceof BigInt64Array;
  const taken = new Float64Array(indices.length + 1);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    taken[i + 1] = taken[i]! + Number(offsets[index + 1]) - Number(offsets[index]);
  }
  const bytes = new Uint8Array(taken[indices.length]!);
  const values = data.values as Uint8Array;
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!;
    bytes.set(values.subarray(Number(offsets[index]), Number(offsets[index + 1])), taken[i]);
  }
  const valueOffsets = large
    ? BigInt64Array.from(taken, (offset) => BigInt(offset))
    : Int32Array.from(taken);
  return { valueOffsets, data: bytes };
}

function takeRanges(
  offsets: Int32Array,
  indices: Uint32Array,
): { valueOffsets: Int32Array; positions: Uint32Array } {
  const valueOffsets = new Int32Array(indices.length + 1);
  indices.forEach((index, i) => {
    valueOffsets[i + 1] = valueOffsets[i]! + offsets[index + 1]! - offsets[index]!;
  });
  const positions = new Uint32Array(valueOffsets[indices.length]!);
  let next = 0;
  for (const index of indices) {
    for (let at = offsets[index]!; at < offsets[index + 1]!; at++) positions[next++] = at;
  }
  return { valueOffsets, positions };
}
