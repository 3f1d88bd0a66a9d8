import type { Schema } from "apache-arrow";
import type { AnyBuilder, Float64sBuilder, Utf8Builder } from "../column-builder.ts";
import { ascii, wholeNumber } from "./infer.ts";
import { decodeString, scanObject, skipSpace, skipValue } from "./scan.ts";
import { unescape } from "./unescape.ts";

/** One place where the value of a column may be. */
interface Place {
  readonly key: Uint8Array;
  /** Keys to follow below the top-level one. */
  readonly below: readonly string[];
}

/** Why a line is not a row. */
export interface BadLine {
  readonly reason: string;
  /** Position in the line. */
  readonly at: number;
  /** Columns that got a value before it was found. */
  readonly appended: number;
}

/** Reads the values of columns from lines of JSON, without building objects. */
export class JsonColumns {
  private readonly names: readonly string[];
  /** The places of all columns; those of column `c` begin at `firstPlace[c]`, the preferred first. */
  private readonly places: readonly Place[];
  private readonly firstPlace: readonly number[];
  private readonly builders: readonly AnyBuilder[];
  private readonly complete: boolean;
  private readonly starts: Float64Array;
  private readonly ends: Float64Array;
  private readonly escapes: Uint8Array;

  /**
   * `complete` says that the schema has every column of the file: then a line with any other key is
   * bad, for that key would be lost.
   */
  constructor(schema: Schema, builders: readonly AnyBuilder[], complete: boolean) {
    const encoder = new TextEncoder();
    this.names = schema.fields.map(({ name }) => name);
    const places: Place[] = [];
    const firstPlace = this.names.map((name) => {
      const first = places.push({ key: encoder.encode(name), below: [] }) - 1;
      const [head, ...below] = name.split(".");
      if (below.length > 0) places.push({ key: encoder.encode(head), below });
      return first;
    });
    this.firstPlace = [...firstPlace, places.length];
    this.places = places;
    this.builders = builders;
    this.complete = complete;
    this.starts = new Float64Array(places.length);
    this.ends = new Float64Array(places.length);
    this.escapes = new Uint8Array(places.length);
  }

  /** Appends the values of a line to the builders. */
  append(bytes: Uint8Array, start: number, end: number): BadLine | undefined {
    const { names, places, firstPlace, starts, ends, escapes, builders } = this;
    const bad = this.find(bytes, start, end);
    if (bad) return bad;
    for (let c = 0; c < names.length; c++) {
      let place = firstPlace[c]!;
      while (starts[place]! < 0 && place + 1 < firstPlace[c + 1]!) place++;
      let from = starts[place]!;
      let to = ends[place]!;
      for (const key of places[place]!.below) {
        if (from >= 0) [from, to] = memberOf(bytes, from, to, key);
      }
      const builder = builders[c]!;
      if (from < 0 || bytes[from] === 0x6e) builder.appendNull();
      else {
        const reason = appendValue(builder, bytes, from, to, escapes[place] === 1);
        if (reason) return { reason: `${names[c]!} ${reason}`, at: from - start, appended: c };
      }
    }
    return undefined;
  }

  /** Finds the top-level values, and validates the whole line. */
  private find(bytes: Uint8Array, start: number, end: number): BadLine | undefined {
    const { names, places, starts, ends, escapes, complete } = this;
    const onePlaceEach = places.length === names.length;
    starts.fill(-1);
    const first = skipSpace(bytes, start, end);
    if (bytes[first] !== 0x7b) return notAnObject(bytes, first, start, end);
    let unknown: string | undefined;
    let next = 0;
    let behind = scanObject(
      bytes,
      first,
      end,
      (keyStart, keyEnd, valueStart, valueEnd, escaped) => {
        let key = bytes;
        let from = keyStart;
        let to = keyEnd;
        if (escaped && bytes.subarray(keyStart, keyEnd).includes(0x5c)) {
          key = new TextEncoder().encode(decodeString(bytes, keyStart, keyEnd));
          from = 0;
          to = key.length;
        }
        let matched = false;
        // Keys mostly come in the order of the columns: begin behind the last one.
        for (let tried = 0; tried < places.length; tried++) {
          const place = next;
          next = next + 1 === places.length ? 0 : next + 1;
          if (!sameBytes(key, from, to, places[place]!.key)) continue;
          matched = true;
          starts[place] = valueStart;
          ends[place] = valueEnd;
          escapes[place] = escaped ? 1 : 0;
          if (onePlaceEach) break;
        }
        if (!matched && complete) unknown ??= decodeString(bytes, keyStart, keyEnd);
      },
    );
    if (behind >= 0) {
      behind = skipSpace(bytes, behind, end);
      if (behind !== end) behind = ~behind;
    }
    if (behind < 0) return invalid(~behind, start, end);
    if (unknown !== undefined) {
      const reason = `has the key ${JSON.stringify(unknown)}, which the rows that the columns were inferred from do not have; infer: all finds it`;
      return { reason, at: 0, appended: 0 };
    }
    return undefined;
  }
}

function notAnObject(bytes: Uint8Array, first: number, start: number, end: number): BadLine {
  const behind = skipValue(bytes, first, end);
  const rest = behind < 0 ? behind : skipSpace(bytes, behind, end);
  if (rest !== end) return invalid(rest < 0 ? ~rest : rest, start, end);
  return { reason: `is ${describe(bytes, first)}, not an object`, at: first - start, appended: 0 };
}

function invalid(at: number, start: number, end: number): BadLine {
  const reason = at >= end ? "is cut off: its JSON does not end" : "is not valid JSON";
  return { reason, at: at - start, appended: 0 };
}

function sameBytes(bytes: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  if (end - start !== key.length) return false;
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key[i]) return false;
  return true;
}

/** The value of a key in the value at `[start, end)`: the last one, as `JSON.parse` has it. */
function memberOf(
  bytes: Uint8Array,
  start: number,
  end: number,
  key: string,
): [start: number, end: number] {
  let found: [number, number] = [-1, -1];
  if (bytes[start] !== 0x7b) return found;
  scanObject(bytes, start, end, (keyStart, keyEnd, valueStart, valueEnd) => {
    if (decodeString(bytes, keyStart, keyEnd) === key) found = [valueStart, valueEnd];
  });
  return found;
}

/** Appends a value that is not null; the reason when its type does not fit the column's. */
function appendValue(
  builder: AnyBuilder,
  bytes: Uint8Array,
  start: number,
  end: number,
  escaped: boolean,
): string | undefined {
  const c = bytes[start]!;
  const number = c === 0x2d || (c >= 0x30 && c <= 0x39);
  switch (builder.kind) {
    case "utf8":
      return appendText(builder, bytes, start, end, escaped);
    case "bool":
      if (c !== 0x74 && c !== 0x66) break;
      builder.append(c === 0x74);
      return undefined;
    case "int64": {
      if (!number) break;
      const whole = wholeNumber(bytes, start, end) ?? wholeDouble(bytes, start, end);
      if (whole === undefined) break;
      builder.append(whole);
      return undefined;
    }
    case "float64": {
      if (!number) break;
      const value = Number(ascii(bytes, start, end));
      if (!Number.isFinite(value)) break;
      builder.append(value);
      return undefined;
    }
    case "float64s":
      if (c !== 0x5b) break;
      return appendNumbers(builder, bytes, start, end);
    default:
      builder satisfies never;
  }
  const value = number ? ascii(bytes, start, Math.min(end, start + 40)) : describe(bytes, start);
  return `is ${value}, which the column's type ${builder.kind} cannot hold`;
}

/** A double such as `1.0` that is a whole number. */
function wholeDouble(bytes: Uint8Array, start: number, end: number): bigint | undefined {
  const value = Number(ascii(bytes, start, end));
  const digitsOnly = !bytes.subarray(start, end).some((c) => c === 0x2e || (c | 0x20) === 0x65);
  return Number.isSafeInteger(value) && (!digitsOnly || value === 0) ? BigInt(value) : undefined;
}

/** A string as it is, anything else as its JSON text. */
function appendText(
  builder: Utf8Builder,
  bytes: Uint8Array,
  start: number,
  end: number,
  escaped: boolean,
): string | undefined {
  if (bytes[start] !== 0x22) builder.appendBytes(bytes, start, end);
  else if (!escaped) builder.appendBytes(bytes, start + 1, end - 1);
  else {
    const at = builder.reserve(end - start);
    const to = unescape(bytes, start + 1, end - 1, builder.buffer, at);
    if (to < 0) return "has half of a surrogate pair, which UTF-8 cannot hold";
    builder.commit(to);
  }
  return undefined;
}

const isNumbers = (items: readonly unknown[]): items is (number | null)[] =>
  items.every((item) => item === null || (typeof item === "number" && Number.isFinite(item)));

function appendNumbers(
  builder: Float64sBuilder,
  bytes: Uint8Array,
  start: number,
  end: number,
): string | undefined {
  const list = JSON.parse(ascii(bytes, start, end)) as unknown[];
  if (!isNumbers(list))
    return "is a list with items that are neither numbers nor null, unlike in other rows";
  builder.append(list);
  return undefined;
}

function describe(bytes: Uint8Array, start: number): string {
  switch (bytes[start]) {
    case 0x22:
      return "a text";
    case 0x7b:
      return "an object";
    case 0x5b:
      return "a list";
    case 0x74:
      return "true";
    case 0x66:
      return "false";
    case 0x6e:
      return "null";
    case undefined:
      return "nothing";
    default:
      return "a number";
  }
}
