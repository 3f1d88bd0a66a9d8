/**
 * Thrift's compact protocol, which Parquet's footer is written in: structs are read into maps from
 * field number to value, whatever their meaning, and written as they were.
 */

/** A value with the type it is written as. */
export type Thrift =
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "byte"; readonly value: number }
  | { readonly type: "i16" | "i32" | "i64"; readonly value: bigint }
  | { readonly type: "double" | "binary" | "uuid"; readonly value: Uint8Array }
  | { readonly type: "list" | "set"; readonly element: number; readonly value: readonly Thrift[] }
  | { readonly type: "struct"; readonly value: ThriftStruct };
export type ThriftStruct = ReadonlyMap<number, Thrift>;

const NAMES = {
  3: "byte",
  4: "i16",
  5: "i32",
  6: "i64",
  7: "double",
  8: "binary",
  9: "list",
  10: "set",
  12: "struct",
  13: "uuid",
} as const;
const CODES: Readonly<Record<string, number>> = Object.fromEntries(
  Object.entries(NAMES).map(([code, name]) => [name, Number(code)]),
);
const TRUE = 1;
const FALSE = 2;
const MAX_DEPTH = 64;

/** Reads the struct that the bytes begin with. */
export function readStruct(bytes: Uint8Array): ThriftStruct {
  return new ThriftReader(bytes).struct(0);
}

/** Reads the struct that begins at a position, and says where it ends. */
export function readStructAt(bytes: Uint8Array, at: number): [struct: ThriftStruct, end: number] {
  const reader = new ThriftReader(bytes.subarray(at));
  const struct = reader.struct(0);
  return [struct, at + reader.at];
}

class ThriftReader {
  at = 0;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  struct(depth: number): ThriftStruct {
    if (depth > MAX_DEPTH) throw new Error("it is nested too deeply");
    const fields = new Map<number, Thrift>();
    let id = 0;
    for (;;) {
      const header = this.byte();
      if (header === 0) return fields;
      id = header >> 4 === 0 ? Number(this.zigzag()) : id + (header >> 4);
      fields.set(id, this.value(header & 15, depth, header & 15));
    }
  }

  private value(code: number, depth: number, flag: number): Thrift {
    if (code === TRUE || code === FALSE) return { type: "bool", value: flag === TRUE };
    const type = NAMES[code as keyof typeof NAMES];
    switch (type) {
      case "byte":
        return { type, value: this.byte() };
      case "i16":
      case "i32":
      case "i64":
        return { type, value: this.zigzag() };
      case "double":
        return { type, value: this.take(8) };
      case "uuid":
        return { type, value: this.take(16) };
      case "binary":
        return { type, value: this.take(Number(this.varint())) };
      case "list":
      case "set":
        return this.list(type, depth);
      case "struct":
        return { type, value: this.struct(depth + 1) };
      case undefined:
        throw new Error(`a field of it is of no type: ${code}`);
      default:
        return type satisfies never;
    }
  }

  private list(type: "list" | "set", depth: number): Thrift {
    const header = this.byte();
    const element = header & 15;
    const size = header >> 4 === 15 ? Number(this.varint()) : header >> 4;
    // Every item takes a byte at least.
    if (size > this.bytes.length - this.at) throw new Error("a list of it is too long");
    const isBool = element === TRUE || element === FALSE;
    const value = Array.from({ length: size }, () =>
      this.value(element, depth + 1, isBool ? this.byte() : 0),
    );
    return { type, element, value };
  }

  private take(length: number): Uint8Array {
    const end = this.at + length;
    if (end > this.bytes.length) throw new Error("it ends too early");
    const taken = this.bytes.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  private byte(): number {
    return this.take(1)[0]!;
  }

  private varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error("a number of it is too long");
  }

  private zigzag(): bigint {
    const value = this.varint();
    return (value >> 1n) ^ -(value & 1n);
  }
}

/** Writes a struct. */
export function writeStruct(struct: ThriftStruct): Uint8Array {
  const out: number[] = [];
  putStruct(out, struct);
  return Uint8Array.from(out);
}

function putStruct(out: number[], struct: ThriftStruct): void {
  let before = 0;
  for (const [id, field] of [...struct].toSorted(([a], [b]) => a - b)) {
    const code = field.type === "bool" ? (field.value ? TRUE : FALSE) : CODES[field.type]!;
    const step = id - before;
    if (step > 0 && step < 16) out.push((step << 4) | code);
    else {
      out.push(code);
      putZigzag(out, BigInt(id));
    }
    if (field.type !== "bool") putValue(out, field);
    before = id;
  }
  out.push(0);
}

function putValue(out: number[], field: Thrift): void {
  switch (field.type) {
    case "bool":
      out.push(field.value ? TRUE : FALSE);
      break;
    case "byte":
      out.push(field.value);
      break;
    case "i16":
    case "i32":
    case "i64":
      putZigzag(out, field.value);
      break;
    case "double":
    case "uuid":
      for (const byte of field.value) out.push(byte);
      break;
    case "binary":
      putVarint(out, BigInt(field.value.length));
      for (const byte of field.value) out.push(byte);
      break;
    case "list":
    case "set":
      if (field.value.length < 15) out.push((field.value.length << 4) | field.element);
      else {
        out.push(0xf0 | field.element);
        putVarint(out, BigInt(field.value.length));
      }
      for (const item of field.value) putValue(out, item);
      break;
    case "struct":
      putStruct(out, field.value);
      break;
    default:
      field satisfies never;
  }
}

function putVarint(out: number[], value: bigint): void {
  let rest = value;
  while (rest > 0x7fn) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
}

const putZigzag = (out: number[], value: bigint): void =>
  putVarint(out, value >= 0n ? value << 1n : (-value << 1n) - 1n);
