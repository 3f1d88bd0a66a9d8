import type { DataType } from "apache-arrow";
import { UnsupportedError } from "../core/errors.ts";
import { typeName } from "../formats/type-name.ts";

const encoder = new TextEncoder();

/**
 * A value as bytes: two values of one column are equal exactly where their bytes are. Each is a
 * tag (0 null, 1 value), a length and the bytes, so that neighbouring columns cannot run together.
 */
export function encodeValue(
  type: DataType,
  value: unknown,
  push: (bytes: Uint8Array) => void,
): void {
  if (value === null || value === undefined) {
    push(Uint8Array.of(0));
    return;
  }
  const bytes = valueBytes(type, value);
  const head = new Uint8Array(5);
  head[0] = 1;
  new DataView(head.buffer).setUint32(1, bytes.length, true);
  push(head);
  push(bytes);
}

function valueBytes(type: DataType, value: unknown): Uint8Array {
  switch (typeof value) {
    case "string":
      return encoder.encode(value);
    case "boolean":
      return Uint8Array.of(value ? 1 : 0);
    case "number":
      return new Uint8Array(Float64Array.of(value).buffer);
    case "bigint":
      return encoder.encode(value.toString());
    default:
  }
  if (value instanceof Uint8Array) return value;
  if (value instanceof Date) return new Uint8Array(Float64Array.of(value.getTime()).buffer);
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
  if (isIterable(value)) return joined(type, value);
  throw new UnsupportedError(`Values of type ${typeName(type)} cannot be compared.`, {
    fix: "name other columns with --columns",
  });
}

/** Lists, structs and maps: their parts, one after the other. */
function joined(type: DataType, values: Iterable<unknown>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const value of values) encodeValue(type, value, (bytes) => parts.push(bytes));
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}
