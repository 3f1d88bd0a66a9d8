import { typeName } from "./type-name.ts";
import {
  Binary,
  Bool,
  type Data,
  type DataType,
  Field,
  Float64,
  Int64,
  List,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
  Utf8,
} from "apache-arrow";

/** The types that formats without declared types are read as. */
export type Kind = "bool" | "int64" | "float64" | "utf8" | "float64s";

/** The Arrow type of each kind. */
export function arrowType(kind: Kind): DataType {
  switch (kind) {
    case "bool":
      return new Bool();
    case "int64":
      return new Int64();
    case "float64":
      return new Float64();
    case "utf8":
      return new Utf8();
    case "float64s":
      return new List(new Field("item", new Float64(), true));
    default:
      return kind satisfies never;
  }
}

/** The kind of an Arrow type that one stands for. */
export function kindOf(type: DataType): Kind | undefined {
  const name = typeName(type);
  const kinds: Readonly<Record<string, Kind>> = {
    Bool: "bool",
    Int64: "int64",
    Float64: "float64",
    Utf8: "utf8",
    "List<Float64>": "float64s",
  };
  return kinds[name];
}

/** Builds one column, value by value, in growing buffers; empty again after `finish`. */
export interface ColumnBuilder {
  readonly kind: Kind;
  readonly length: number;
  /** Bytes the values take, for bounding a batch. */
  readonly byteLength: number;
  appendNull(): void;
  /** Removes the last value. */
  pop(): void;
  /** Removes all values. */
  clear(): void;
  finish(): Data;
}

abstract class NullableBuilder implements ColumnBuilder {
  abstract readonly kind: Kind;
  abstract readonly byteLength: number;
  length = 0;
  private valid = new Uint8Array(1024);
  private nullCount = 0;

  appendNull(): void {
    this.mark(false);
  }

  pop(): void {
    this.length--;
    if (((this.valid[this.length >> 3]! >> (this.length & 7)) & 1) === 0) this.nullCount--;
  }

  clear(): void {
    this.length = 0;
    this.nullCount = 0;
  }

  protected mark(valid: boolean): void {
    const byte = this.length >> 3;
    if (byte >= this.valid.length) this.valid = grown(this.valid, byte + 1);
    const bit = 1 << (this.length & 7);
    if (valid) this.valid[byte]! |= bit;
    else {
      this.valid[byte]! &= ~bit;
      this.nullCount++;
    }
    this.length++;
  }

  /** The parts that every Data has; resets the counters. */
  protected take(): { length: number; nullCount: number; nullBitmap: Uint8Array | undefined } {
    const { length, nullCount } = this;
    const nullBitmap = nullCount > 0 ? this.valid.slice(0, (length + 7) >> 3) : undefined;
    if (nullBitmap && length & 7) nullBitmap[nullBitmap.length - 1]! &= (1 << (length & 7)) - 1;
    this.clear();
    return { length, nullCount, nullBitmap };
  }

  abstract finish(): Data;
}

/** True and false, a bit each. */
export class BoolBuilder extends NullableBuilder {
  readonly kind = "bool";
  private bits = new Uint8Array(1024);

  get byteLength(): number {
    return this.length >> 3;
  }

  append(value: boolean): void {
    this.put(value);
    this.mark(true);
  }

  override appendNull(): void {
    this.put(false);
    super.appendNull();
  }

  private put(value: boolean): void {
    const byte = this.length >> 3;
    if (byte >= this.bits.length) this.bits = grown(this.bits, byte + 1);
    const bit = 1 << (this.length & 7);
    if (value) this.bits[byte]! |= bit;
    else this.bits[byte]! &= ~bit;
  }

  finish(): Data {
    const taken = this.take();
    const data = this.bits.slice(0, (taken.length + 7) >> 3);
    if (taken.length & 7) data[data.length - 1]! &= (1 << (taken.length & 7)) - 1;
    return makeData({ type: new Bool(), ...taken, data });
  }
}

/** Whole numbers of 64 bits. */
export class Int64Builder extends NullableBuilder {
  readonly kind = "int64";
  private values = new BigInt64Array(1024);

  get byteLength(): number {
    return this.length * 8;
  }

  append(value: bigint): void {
    this.put(value);
    this.mark(true);
  }

  override appendNull(): void {
    this.put(0n);
    super.appendNull();
  }

  private put(value: bigint): void {
    if (this.length >= this.values.length) this.values = grown(this.values, this.length + 1);
    this.values[this.length] = value;
  }

  finish(): Data {
    const taken = this.take();
    return makeData({ type: new Int64(), ...taken, data: this.values.slice(0, taken.length) });
  }
}

/** Doubles. */
export class Float64Builder extends NullableBuilder {
  readonly kind = "float64";
  private values = new Float64Array(1024);

  get byteLength(): number {
    return this.length * 8;
  }

  append(value: number): void {
    this.put(value);
    this.mark(true);
  }

  override appendNull(): void {
    this.put(0);
    super.appendNull();
  }

  private put(value: number): void {
    if (this.length >= this.values.length) this.values = grown(this.values, this.length + 1);
    this.values[this.length] = value;
  }

  finish(): Data {
    const taken = this.take();
    return makeData({ type: new Float64(), ...taken, data: this.values.slice(0, taken.length) });
  }
}

const encoder = new TextEncoder();

/** Texts as offsets and UTF-8 bytes; or just bytes, when given the type Binary. */
export class Utf8Builder extends NullableBuilder {
  readonly kind = "utf8";
  private readonly type: Utf8 | Binary;
  private offsets = new Int32Array(1025);
  private bytes = new Uint8Array(1 << 16);

  constructor(type: Utf8 | Binary = new Utf8()) {
    super();
    this.type = type;
  }

  get byteLength(): number {
    return this.offsets[this.length]!;
  }

  /** Appends `source[start, end)`, which must be valid UTF-8. */
  appendBytes(source: Uint8Array, start: number, end: number): void {
    const at = this.offsets[this.length]!;
    this.roomFor(at + end - start);
    // A short copy is quicker byte by byte than through a view.
    if (end - start < 32) {
      for (let i = start, to = at; i < end; i++, to++) this.bytes[to] = source[i]!;
    } else this.bytes.set(source.subarray(start, end), at);
    this.close(at + end - start, true);
  }

  append(text: string): void {
    const at = this.reserve(text.length * 3);
    const { written } = encoder.encodeInto(text, this.bytes.subarray(at));
    this.commit(at + written);
  }

  /** Makes room in `buffer` for the next text, and says where it starts; `commit` appends it. */
  reserve(byteLength: number): number {
    const at = this.offsets[this.length]!;
    this.roomFor(at + byteLength);
    return at;
  }

  get buffer(): Uint8Array {
    return this.bytes;
  }

  /** Appends what was written to `buffer`, up to `end`. */
  commit(end: number): void {
    this.close(end, true);
  }

  override appendNull(): void {
    this.close(this.offsets[this.length]!, false);
  }

  private close(end: number, valid: boolean): void {
    const next = this.length + 1;
    if (next >= this.offsets.length) this.offsets = grown(this.offsets, next + 1);
    this.offsets[next] = end;
    this.mark(valid);
  }

  private roomFor(byteLength: number): void {
    if (byteLength > this.bytes.length) this.bytes = grown(this.bytes, byteLength);
  }

  finish(): Data {
    const taken = this.take();
    const valueOffsets = this.offsets.slice(0, taken.length + 1);
    const data = this.bytes.slice(0, valueOffsets[taken.length]);
    return this.type instanceof Binary
      ? makeData({ type: this.type, ...taken, valueOffsets, data })
      : makeData({ type: this.type, ...taken, valueOffsets, data });
  }
}

/** Lists of doubles. */
export class Float64sBuilder extends NullableBuilder {
  readonly kind = "float64s";
  private offsets = new Int32Array(1025);
  private values = new Float64Array(4096);
  /** Where items are null, ascending. */
  private readonly holes: number[] = [];

  get byteLength(): number {
    return this.offsets[this.length]! * 8;
  }

  append(items: ArrayLike<number | null>): void {
    const at = this.offsets[this.length]!;
    const end = at + items.length;
    if (end > this.values.length) this.values = grown(this.values, end);
    this.dropHoles(at);
    for (let i = 0; i < items.length; i++) {
      this.values[at + i] = items[i] ?? 0;
      if (items[i] === null) this.holes.push(at + i);
    }
    this.close(end, true);
  }

  /** Forgets the holes of lists that were removed. */
  private dropHoles(from: number): void {
    const { holes } = this;
    while (holes.length > 0 && holes[holes.length - 1]! >= from) holes.pop();
  }

  override appendNull(): void {
    this.close(this.offsets[this.length]!, false);
  }

  private close(end: number, valid: boolean): void {
    const next = this.length + 1;
    if (next >= this.offsets.length) this.offsets = grown(this.offsets, next + 1);
    this.offsets[next] = end;
    this.mark(valid);
  }

  finish(): Data {
    const taken = this.take();
    const valueOffsets = this.offsets.slice(0, taken.length + 1);
    const values = this.values.slice(0, valueOffsets[taken.length]);
    this.dropHoles(values.length);
    const nullCount = this.holes.length;
    let nullBitmap: Uint8Array | undefined;
    if (nullCount > 0) {
      nullBitmap = new Uint8Array((values.length + 7) >> 3).fill(0xff);
      for (const hole of this.holes) nullBitmap[hole >> 3]! &= ~(1 << (hole & 7));
      this.holes.length = 0;
    }
    const type = new Float64();
    const child = makeData({ type, length: values.length, data: values, nullCount, nullBitmap });
    return makeData({
      type: new List(new Field("item", type, true)),
      ...taken,
      valueOffsets,
      child,
    });
  }
}

export type AnyBuilder =
  | BoolBuilder
  | Int64Builder
  | Float64Builder
  | Utf8Builder
  | Float64sBuilder;

export function columnBuilder(kind: Kind): AnyBuilder {
  switch (kind) {
    case "bool":
      return new BoolBuilder();
    case "int64":
      return new Int64Builder();
    case "float64":
      return new Float64Builder();
    case "utf8":
      return new Utf8Builder();
    case "float64s":
      return new Float64sBuilder();
    default:
      return kind satisfies never;
  }
}

/** A batch of columns that were built; all have `length` values. */
export function finishBatch(
  schema: Schema,
  builders: readonly ColumnBuilder[],
  length: number,
): RecordBatch {
  const children = builders.map((builder) => builder.finish());
  return new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length, nullCount: 0, children }),
  );
}

type Growable = Uint8Array | Int32Array | Float64Array | BigInt64Array;

function grown<T extends Growable>(array: T, atLeast: number): T {
  const type = array.constructor as new (length: number) => T;
  const larger = new type(Math.max(atLeast, array.length * 2));
  (larger as { set(from: ArrayLike<number> | ArrayLike<bigint>): void }).set(array);
  return larger;
}
