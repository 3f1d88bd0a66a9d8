import type { ByteSink } from "../../io/byte-source.ts";
import { deltas, dictionaryIndices, plainTexts } from "./encodings.ts";
import { MAGIC } from "./footer.ts";
import {
  fieldsOf,
  type Fields,
  i32,
  i32s,
  i64,
  struct,
  structs,
  text,
  texts,
} from "./make-thrift.ts";
import { type ThriftStruct, writeStruct } from "./thrift.ts";

/** Values of one column of a row group; none is null. */
export type TableValues =
  | { readonly kind: "u64"; readonly high: Uint32Array; readonly low: Uint32Array }
  | { readonly kind: "f64"; readonly values: Float64Array }
  | { readonly kind: "text"; readonly texts: readonly string[] }
  /** One of a few texts each, by its position among them. */
  | { readonly kind: "name"; readonly names: readonly string[]; readonly indices: Uint32Array };

export interface TableField {
  readonly name: string;
  readonly kind: TableValues["kind"];
}

/** Differences of numbers below this are exact in doubles. */
const EXACT_HIGH = 2 ** 20;
/** Distinct numbers of a row group that a dictionary is made for. */
const MAX_DISTINCT = 2 ** 12;

// The numbers in this file are those of Parquet's Thrift definition.
const PLAIN = 0;
const RLE = 3;
const DELTA_BINARY_PACKED = 5;
const RLE_DICTIONARY = 8;
const INT64 = 2;
const DOUBLE = 5;
const BYTE_ARRAY = 6;

/**
 * Writes a table of numbers and short texts as Parquet. Its encodings leave little to compress, so
 * that no compressor has to be loaded for it.
 */
export class TableWriter {
  private readonly sink: ByteSink;
  private readonly fields: readonly TableField[];
  private readonly groups: ThriftStruct[] = [];
  private rowCount = 0;
  private at = 0;

  constructor(sink: ByteSink, fields: readonly TableField[]) {
    this.sink = sink;
    this.fields = fields;
  }

  /** Writes a row group; the columns are in the order of the fields. */
  async write(columns: readonly TableValues[], rows: number): Promise<void> {
    if (this.at === 0) await this.put(MAGIC);
    const start = this.at;
    const chunks: ThriftStruct[] = [];
    const encodings: Encoded[] = [];
    for (const [i, column] of columns.entries()) {
      const same = columns.findIndex((other) => sameNumbers(other, column));
      encodings.push(encodings[same] ?? encoded(column));
      chunks.push(await this.writeColumn(this.fields[i]!.name, encodings[i]!, rows));
    }
    const group = { 1: structs(chunks), 2: i64(this.at - start), 3: i64(rows) };
    this.groups.push(fieldsOf(group));
    this.rowCount += rows;
  }

  async close(): Promise<void> {
    if (this.at === 0) await this.put(MAGIC);
    const root = { 4: text("schema"), 5: i32(this.fields.length) };
    const footer = writeStruct(
      fieldsOf({
        1: i32(2),
        2: structs([fieldsOf(root), ...this.fields.map(schemaElement)]),
        3: i64(this.rowCount),
        4: structs(this.groups),
        6: text("sluice"),
      }),
    );
    await this.put(footer);
    await this.put(new Uint8Array(Uint32Array.of(footer.length).buffer));
    await this.put(MAGIC);
  }

  private async writeColumn(
    name: string,
    { type, encoding, values, dictionary }: Encoded,
    rows: number,
  ): Promise<ThriftStruct> {
    const start = this.at;
    if (dictionary) {
      const { length } = dictionary.bytes;
      const header = { 1: i32(dictionary.count), 2: i32(PLAIN) };
      await this.put(pageHeader(2, length, { 7: struct(header) }));
      await this.put(dictionary.bytes);
    }
    const dataStart = this.at;
    const header = { 1: i32(rows), 2: i32(encoding), 3: i32(RLE), 4: i32(RLE) };
    await this.put(pageHeader(0, values.length, { 5: struct(header) }));
    await this.put(values);
    const byteLength = i64(this.at - start);
    const encodings = dictionary ? [PLAIN, encoding] : [encoding];
    return fieldsOf({
      2: i64(start),
      3: struct({
        1: i32(type),
        2: i32s(encodings),
        3: texts([name]),
        4: i32(0),
        5: i64(rows),
        6: byteLength,
        7: byteLength,
        9: i64(dataStart),
        ...(dictionary && { 11: i64(start) }),
      }),
    });
  }

  private async put(bytes: Uint8Array): Promise<void> {
    await this.sink.write(bytes);
    this.at += bytes.length;
  }
}

interface Encoded {
  readonly type: number;
  readonly encoding: number;
  readonly values: Uint8Array;
  readonly dictionary?: { readonly count: number; readonly bytes: Uint8Array };
}

/** Whether two columns have the same numbers, as far as that shows without looking at all. */
function sameNumbers(one: TableValues, other: TableValues): boolean {
  if (one.kind !== "u64" || other.kind !== "u64" || one.low !== other.low) return false;
  return one.high === other.high || one.high.every((word, i) => word === other.high[i]);
}

function encoded(column: TableValues): Encoded {
  switch (column.kind) {
    case "u64":
      return { type: INT64, ...wholeNumbers(column.high, column.low) };
    case "f64":
      return { type: DOUBLE, ...numbers(column.values) };
    case "text":
      return { type: BYTE_ARRAY, encoding: PLAIN, values: plainTexts(column.texts) };
    case "name": {
      const { names, indices } = column;
      return {
        type: BYTE_ARRAY,
        encoding: RLE_DICTIONARY,
        values: dictionaryIndices(indices, names.length),
        dictionary: { count: names.length, bytes: plainTexts(names) },
      };
    }
    default:
      return column satisfies never;
  }
}

function wholeNumbers(high: Uint32Array, low: Uint32Array): Omit<Encoded, "type"> {
  if (high.every((word) => word < EXACT_HIGH)) {
    const values = new Float64Array(low.length);
    for (let i = 0; i < values.length; i++) values[i] = high[i]! * 2 ** 32 + low[i]!;
    return { encoding: DELTA_BINARY_PACKED, values: deltas(values) };
  }
  const words = new Uint32Array(low.length * 2);
  for (let i = 0; i < low.length; i++) {
    words[i * 2] = low[i]!;
    words[i * 2 + 1] = high[i]!;
  }
  return { encoding: PLAIN, values: new Uint8Array(words.buffer) };
}

/** Numbers that are few, however often they occur, get a dictionary. */
function numbers(values: Float64Array): Omit<Encoded, "type"> {
  const places = new Map<number, number>();
  const indices = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (i > 0 && value === values[i - 1] && value !== 0) {
      indices[i] = indices[i - 1]!;
      continue;
    }
    let place = places.get(value);
    if (place === undefined) {
      place = places.size;
      // A map takes the two zeros for one.
      if (place === MAX_DISTINCT || Object.is(value, -0))
        return { encoding: PLAIN, values: bytesOf(values) };
      places.set(value, place);
    }
    indices[i] = place;
  }
  return {
    encoding: RLE_DICTIONARY,
    values: dictionaryIndices(indices, places.size),
    dictionary: { count: places.size, bytes: bytesOf(Float64Array.from(places.keys())) },
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

function schemaElement({ name, kind }: TableField): ThriftStruct {
  const required = { 3: i32(0), 4: text(name) };
  if (kind === "f64") return fieldsOf({ 1: i32(DOUBLE), ...required });
  if (kind === "u64") {
    const unsigned = { 1: { type: "byte", value: 64 }, 2: { type: "bool", value: false } } as const;
    return fieldsOf({
      1: i32(INT64),
      ...required,
      6: i32(14),
      10: struct({ 10: struct(unsigned) }),
    });
  }
  return fieldsOf({ 1: i32(BYTE_ARRAY), ...required, 6: i32(0), 10: struct({ 1: struct({}) }) });
}

function pageHeader(type: number, length: number, more: Fields) {
  return writeStruct(fieldsOf({ 1: i32(type), 2: i32(length), 3: i32(length), ...more }));
}
