import { Field, Schema } from "apache-arrow";
import { arrowType, type Kind } from "../column-builder.ts";
import { decodeString, scanObject, skipSpace, skipValue } from "./scan.ts";

const BOOL = 1;
const INT = 2;
const FLOAT = 4;
const NUMBERS = 8;
const EMPTY_LIST = 16;
const OTHER = 32;

/** Paths remembered below the top, at most. */
const MAX_PATHS = 1000;
const MAX_DEPTH = 8;

/** Learns the columns of JSON objects, and the types that hold all their values. */
export class JsonTypes {
  private readonly top = new Map<string, number>();
  private readonly below = new Map<string, number>();

  /** Takes note of a line; one that is not a JSON object teaches nothing. */
  observe(bytes: Uint8Array, start: number, end: number): void {
    const first = skipSpace(bytes, start, end);
    const behind = skipValue(bytes, first, end);
    if (behind < 0 || bytes[first] !== 0x7b || skipSpace(bytes, behind, end) !== end) return;
    this.members(bytes, first, end, "", 1);
  }

  private members(
    bytes: Uint8Array,
    start: number,
    end: number,
    prefix: string,
    depth: number,
  ): void {
    const seen = prefix === "" ? this.top : this.below;
    scanObject(bytes, start, end, (keyStart, keyEnd, valueStart, valueEnd) => {
      const path = prefix + decodeString(bytes, keyStart, keyEnd);
      if (prefix !== "" && seen.size >= MAX_PATHS && !seen.has(path)) return;
      seen.set(path, (seen.get(path) ?? 0) | shapeOf(bytes, valueStart, valueEnd));
      if (bytes[valueStart] === 0x7b && depth < MAX_DEPTH) {
        this.members(bytes, valueStart, valueEnd, `${path}.`, depth + 1);
      }
    });
  }

  schema(): Schema {
    return new Schema([...this.top].map(([name, shapes]) => fieldOf(name, shapes)));
  }

  /** Columns of which nothing but nulls was seen. */
  unsure(): ReadonlySet<string> {
    return new Set([...this.top].filter(([, shapes]) => shapes === 0).map(([name]) => name));
  }

  /** Values inside objects, by paths such as `meta.lang`. */
  nested(): Field[] {
    return [...this.below].map(([path, shapes]) => fieldOf(path, shapes));
  }
}

const fieldOf = (name: string, shapes: number): Field =>
  new Field(name, arrowType(kindFor(shapes)), true);

function kindFor(shapes: number): Kind {
  if (shapes === BOOL) return "bool";
  if (shapes === INT) return "int64";
  if (shapes === FLOAT || shapes === (INT | FLOAT)) return "float64";
  if ((shapes & ~EMPTY_LIST) === NUMBERS) return "float64s";
  return "utf8";
}

function shapeOf(bytes: Uint8Array, start: number, end: number): number {
  const c = bytes[start]!;
  if (c === 0x6e) return 0;
  if (c === 0x74 || c === 0x66) return BOOL;
  if (c === 0x22 || c === 0x7b) return OTHER;
  if (c === 0x5b) return listShape(bytes, start, end);
  if (
    !isWhole(bytes, start, end) ||
    (end - start === 2 && c === 0x2d && bytes[start + 1] === 0x30)
  ) {
    return FLOAT;
  }
  // A double would change the digits of a whole number beyond int64; text keeps them.
  return wholeNumber(bytes, start, end) === undefined ? OTHER : INT;
}

function listShape(bytes: Uint8Array, start: number, end: number): number {
  let i = skipSpace(bytes, start + 1, end);
  if (bytes[i] === 0x5d) return EMPTY_LIST;
  let shape = EMPTY_LIST;
  while (i < end) {
    const c = bytes[i]!;
    if (c === 0x2d || (c >= 0x30 && c <= 0x39)) shape = NUMBERS;
    else if (c !== 0x6e) return OTHER;
    i = skipSpace(bytes, skipValue(bytes, i, end), end);
    i = skipSpace(bytes, i + 1, end);
  }
  return shape;
}

/** Whether a number is written without fraction and exponent. */
function isWhole(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    if (c === 0x2e || c === 0x65 || c === 0x45) return false;
  }
  return true;
}

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** The value of a number that is written as a whole one and fits int64; `-0` is a double. */
export function wholeNumber(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  if (!isWhole(bytes, start, end)) return undefined;
  const negative = bytes[start] === 0x2d;
  const digits = negative ? start + 1 : start;
  if (end - digits <= 15) {
    let value = 0;
    for (let i = digits; i < end; i++) value = value * 10 + bytes[i]! - 0x30;
    if (negative && value === 0) return undefined;
    return BigInt(negative ? -value : value);
  }
  const value = BigInt(ascii(bytes, start, end));
  return value >= MIN_INT64 && value <= MAX_INT64 ? value : undefined;
}

/** ASCII bytes as a string. */
export function ascii(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!);
  return text;
}
