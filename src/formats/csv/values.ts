import type { AnyBuilder, Kind } from "../column-builder.ts";
import { ascii, wholeNumber } from "../json/infer.ts";
import { decode } from "../json/scan.ts";
import type { CsvRecord } from "./records.ts";

const BOOL = 1;
const INT = 2;
const FLOAT = 4;
const TEXT = 8;

const BOOLS: Readonly<Record<string, boolean>> = {
  true: true,
  True: true,
  TRUE: true,
  false: false,
  False: false,
  FALSE: false,
};
const NOT_FINITE: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  nan: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  inf: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};
const WHOLE = /^-?(0|[1-9][0-9]*)$/;
const NUMBER = /^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/;
/** Longer fields are texts. */
const MAX_NUMBER_LENGTH = 64;

/** The value of a number that is not written as a whole one with needless zeros, such as a code. */
function doubleOf(text: string): number | undefined {
  const special = NOT_FINITE[text];
  if (special !== undefined) return special;
  if (!NUMBER.test(text) || /^[-+]?0[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Learns the types of columns from records. */
export class CsvTypes {
  private readonly shapes: number[] = [];

  observe(record: CsvRecord): void {
    for (let c = 0; c < record.fieldCount; c++) {
      this.shapes[c] = (this.shapes[c] ?? 0) | shapeOf(record, c);
    }
  }

  kind(column: number): Kind {
    const shapes = this.shapes[column] ?? 0;
    if (shapes === BOOL) return "bool";
    if (shapes === INT) return "int64";
    return shapes === FLOAT || shapes === (INT | FLOAT) ? "float64" : "utf8";
  }

  /** Whether nothing but nulls was seen. */
  unsure(column: number): boolean {
    return !this.shapes[column];
  }
}

function shapeOf({ bytes, starts, ends, quoting }: CsvRecord, c: number): number {
  const length = ends[c]! - starts[c]!;
  if (length === 0) return quoting[c] === "none" ? 0 : TEXT;
  if (length > MAX_NUMBER_LENGTH) return TEXT;
  const text = decode(bytes, starts[c]!, ends[c]!);
  if (BOOLS[text] !== undefined) return BOOL;
  if (WHOLE.test(text) && text !== "-0") {
    return wholeNumber(bytes, starts[c]!, ends[c]!) === undefined ? TEXT : INT;
  }
  return doubleOf(text) === undefined ? TEXT : FLOAT;
}

/** The text of a field, with doubled quotes made single. */
export function fieldText({ bytes, starts, ends, quoting }: CsvRecord, c: number): string {
  const text = decode(bytes, starts[c]!, ends[c]!);
  return quoting[c] === "escaped" ? text.replaceAll('""', '"') : text;
}

/** Appends field `c` to a column; the reason when its type does not fit the column's. */
export function appendField(builder: AnyBuilder, record: CsvRecord, c: number): string | undefined {
  const { bytes, starts, ends, quoting } = record;
  const start = starts[c]!;
  const end = ends[c]!;
  // Without quotes an empty field is null; with them it is an empty text.
  if (start === end && (quoting[c] === "none" || builder.kind !== "utf8")) builder.appendNull();
  else if (builder.kind === "utf8") {
    if (quoting[c] === "escaped") builder.append(fieldText(record, c));
    else builder.appendBytes(bytes, start, end);
  } else if (!appendNumber(builder, bytes, start, end)) {
    const value = JSON.stringify(decode(bytes, start, Math.min(end, start + 40)));
    return `is ${value}, which the column's type ${builder.kind} cannot hold`;
  }
  return undefined;
}

function appendNumber(builder: AnyBuilder, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start > MAX_NUMBER_LENGTH) return false;
  const text = ascii(bytes, start, end);
  switch (builder.kind) {
    case "bool": {
      const value = BOOLS[text];
      if (value === undefined) return false;
      builder.append(value);
      return true;
    }
    case "int64": {
      const value = WHOLE.test(text) ? wholeNumber(bytes, start, end) : undefined;
      if (value === undefined) return false;
      builder.append(value);
      return true;
    }
    case "float64": {
      const value = doubleOf(text);
      if (value === undefined) return false;
      builder.append(value);
      return true;
    }
    case "float64s":
    case "utf8":
      return false;
    default:
      return builder satisfies never;
  }
}
