import { FormatError } from "../../core/errors.ts";
import type { ByteSource } from "../../io/byte-source.ts";
import { concatenate } from "../lines.ts";
import { readStruct, type Thrift, type ThriftStruct, writeStruct } from "./thrift.ts";

export const MAGIC = new TextEncoder().encode("PAR1");

/** Bytes `[start, end)` of the file that hold one column of a row group. */
export interface Chunk {
  /** The name at the top of the schema. */
  readonly column: string;
  readonly path: readonly string[];
  /** By their numbers in Parquet's Thrift definition. */
  readonly type: number;
  readonly codec: number;
  readonly encodings: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly struct: ThriftStruct;
  readonly uncompressed: number;
}

export interface RowGroup {
  readonly rows: number;
  readonly chunks: readonly Chunk[];
  readonly struct: ThriftStruct;
}

/** What the footer of a Parquet file says. */
export interface Footer {
  readonly rowCount: number;
  readonly createdBy: string | undefined;
  readonly keyValues: Readonly<Record<string, string>>;
  readonly rowGroups: readonly RowGroup[];
  readonly struct: ThriftStruct;
  /** Where it starts in the file. */
  readonly offset: number;
}

/** Reads and checks the footer. */
export async function readFooter(source: ByteSource): Promise<Footer> {
  const { name, byteLength } = source;
  const fail = (at: number, message: string, cause?: unknown): FormatError =>
    new FormatError("parquet", name, at, `${name} is not a whole Parquet file: ${message}.`, {
      rule: "a Parquet file begins with PAR1, and ends with a footer and PAR1",
      fix: "it may be cut off, or still being written: fetch or write it again",
      cause,
    });
  const head = await source.read(0, 4);
  if (!MAGIC.every((byte, i) => head[i] === byte)) throw fail(0, "it does not begin with PAR1");
  if (byteLength < 12) throw fail(byteLength, `it ends after ${byteLength} bytes`);
  const tail = await source.read(byteLength - 8, byteLength);
  if (!MAGIC.every((byte, i) => tail[i + 4] === byte)) {
    throw fail(byteLength - 4, "it does not end with PAR1");
  }
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  const offset = byteLength - 8 - length;
  if (offset < 4) {
    throw fail(byteLength - 8, `its footer of ${length} bytes does not fit into ${byteLength}`);
  }
  const bytes = await source.read(offset, byteLength - 8);
  try {
    return parseFooter(bytes, offset);
  } catch (cause) {
    throw fail(offset, `its footer cannot be read, because ${(cause as Error).message}`, cause);
  }
}

// The numbers below are those of the fields in Parquet's Thrift definition.
function parseFooter(bytes: Uint8Array, offset: number): Footer {
  const struct = readStruct(bytes);
  const rowGroups = items(struct.get(4)).map((group) => rowGroup(asStruct(group), offset));
  const rowCount = integer(struct.get(3));
  const sum = rowGroups.reduce((rows, group) => rows + group.rows, 0);
  if (sum !== rowCount) throw new Error(`its row groups have ${sum} rows, not ${rowCount}`);
  const keyValues = items(struct.get(5)).map((item): [string, string] => {
    const pair = asStruct(item);
    return [text(pair.get(1)) ?? "", text(pair.get(2)) ?? ""];
  });
  return {
    rowCount,
    createdBy: text(struct.get(6)),
    keyValues: Object.fromEntries(keyValues),
    rowGroups,
    struct,
    offset,
  };
}

function rowGroup(struct: ThriftStruct, footerOffset: number): RowGroup {
  const rows = integer(struct.get(3));
  const chunks = items(struct.get(1)).map((item): Chunk => {
    const column = asStruct(item);
    const about = asStruct(column.get(3));
    const dictionary = about.has(11) ? integer(about.get(11)) : 0;
    const data = integer(about.get(9));
    const start = dictionary > 0 ? Math.min(dictionary, data) : data;
    const end = start + integer(about.get(7));
    if (rows > 0 && (start < 4 || end > footerOffset)) {
      throw new Error(`a column lies at bytes ${start} to ${end}, behind the data`);
    }
    return {
      column: text(items(about.get(3))[0]) ?? "",
      path: items(about.get(3)).map((part) => text(part) ?? ""),
      type: integer(about.get(1)),
      codec: integer(about.get(4)),
      encodings: items(about.get(2)).map(integer),
      start,
      end,
      struct: column,
      uncompressed: integer(about.get(6)),
    };
  });
  return { rows, chunks, struct };
}

/** A column at the top of the schema, with no others below it. */
export interface FlatColumn {
  /** Whether it may have nulls. */
  readonly optional: boolean;
  /** Bytes of each value; 0 where they differ, or are bits. */
  readonly width: number;
  /** Of points in time: the power of ten that their unit is of a second. */
  readonly secondPower: -3 | -6 | -9 | undefined;
}

/** The physical types whose values are so many bytes, and the one whose schema says how many. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 4, 2: 8, 3: 12, 4: 4, 5: 8 };
const FIXED = 7;

/** What the schema says, column by column, depth first; the first element is the root. */
export function schemaElements({ struct }: Footer): ThriftStruct[] {
  return items(struct.get(2)).map(asStruct);
}

/** The columns at the top that have no others below them, and whether they may have nulls. */
export function flatColumns(footer: Footer): ReadonlyMap<string, FlatColumn> {
  const [, ...elements] = schemaElements(footer);
  const flat = new Map<string, FlatColumn>();
  for (let at = 0; at < elements.length; at = behindTree(elements, at)) {
    const element = elements[at]!;
    const repetition = element.has(3) ? integer(element.get(3)) : 0;
    const isLeaf = !element.has(5) || integer(element.get(5)) === 0;
    if (isLeaf && repetition < 2) {
      const type = integer(element.get(1));
      const width = type === FIXED ? integer(element.get(2)) : (WIDTHS[type] ?? 0);
      flat.set(text(element.get(4)) ?? "", {
        optional: repetition === 1,
        width,
        secondPower: secondPowerOf(element),
      });
    }
  }
  return flat;
}

function secondPowerOf(element: ThriftStruct): FlatColumn["secondPower"] {
  const logical = element.get(10);
  if (logical?.type === "struct" && logical.value.has(8)) {
    const unit = asStruct(asStruct(logical.value.get(8)).get(2));
    if (unit.has(1)) return -3;
    return unit.has(2) ? -6 : -9;
  }
  const converted = element.has(6) ? integer(element.get(6)) : 0;
  if (converted === 9) return -3;
  return converted === 10 ? -6 : undefined;
}

/** What a file of the same columns says of them: the schema, and that of Arrow. */
export function schemaOf({ struct }: Footer): { schema: Thrift; keyValues: ThriftStruct[] } {
  const keyValues = items(struct.get(5)).map(asStruct);
  const isSchema = (pair: ThriftStruct): boolean => text(pair.get(1)) === ARROW_SCHEMA;
  return { schema: struct.get(2)!, keyValues: keyValues.filter(isSchema) };
}

/** A Parquet file with the columns of this one and no rows. */
export function emptyFile({ struct }: Footer): Uint8Array {
  return assembled([], new Map([...struct, [3, count(0)], [4, structs([])]]));
}

/**
 * A Parquet file of one row group and some columns, with their bytes. It is decoded at once, so that
 * damage is an error where it is found. `arrowSchema` replaces the hint of the writer, if there was one.
 */
export async function smallFile(
  source: ByteSource,
  footer: Footer,
  group: RowGroup,
  columns: ReadonlySet<string>,
  arrowSchema: string,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let at: number = MAGIC.length;
  const chunks: ThriftStruct[] = [];
  for (const { column, start, end, struct } of group.chunks) {
    if (!columns.has(column)) continue;
    chunks.push(moved(struct, at - start));
    parts.push(await source.read(start, end));
    at += end - start;
  }
  const keyValues = items(footer.struct.get(5)).map((item) => {
    const pair = asStruct(item);
    if (text(pair.get(1)) !== ARROW_SCHEMA) return pair;
    return new Map([
      ...pair,
      [2, { type: "binary", value: new TextEncoder().encode(arrowSchema) }],
    ]);
  });
  const smallGroup = new Map([...group.struct, [1, structs(chunks)]]);
  for (const id of [4, 5]) smallGroup.delete(id);
  const struct = new Map([
    ...footer.struct,
    [2, structs(elementsOf(footer, columns))],
    [3, count(group.rows)],
    [4, structs([smallGroup])],
    [5, structs(keyValues)],
  ]);
  struct.delete(7);
  return assembled(parts, struct);
}

/** The key under which writers that know Arrow keep its schema. */
export const ARROW_SCHEMA = "ARROW:schema";

const count = (value: number): Thrift => ({ type: "i64", value: BigInt(value) });
const structs = (values: readonly ThriftStruct[]): Thrift => ({
  type: "list",
  element: 12,
  value: values.map((value) => ({ type: "struct", value })),
});

/** The schema, which is a tree written depth first, with some of the columns at its top. */
function elementsOf(footer: Footer, columns: ReadonlySet<string>): ThriftStruct[] {
  const [root, ...elements] = schemaElements(footer);
  const kept: ThriftStruct[] = [];
  let tops = 0;
  let at = 0;
  while (at < elements.length) {
    const end = behindTree(elements, at);
    if (columns.has(text(elements[at]!.get(4)) ?? "")) {
      kept.push(...elements.slice(at, end));
      tops++;
    }
    at = end;
  }
  return [new Map([...root!, [5, { type: "i32", value: BigInt(tops) }]]), ...kept];
}

function behindTree(elements: readonly ThriftStruct[], start: number): number {
  let pending = 1;
  let at = start;
  while (pending > 0 && at < elements.length) {
    const children = elements[at++]!.get(5);
    pending += (children ? integer(children) : 0) - 1;
  }
  return at;
}

function assembled(parts: readonly Uint8Array[], struct: ThriftStruct): Uint8Array {
  const written = writeStruct(struct);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, written.length, true);
  return concatenate([MAGIC, ...parts, written, length, MAGIC]);
}

/** A column chunk at another place, without the indexes, which are not taken along. */
export function moved(chunk: ThriftStruct, distance: number): ThriftStruct {
  const about = new Map(asStruct(chunk.get(3)));
  for (const id of [9, 10, 11]) {
    if (about.has(id)) {
      const offset = Math.max(0, integer(about.get(id)) + distance);
      about.set(id, { type: "i64", value: BigInt(offset) });
    }
  }
  about.delete(14);
  about.delete(15);
  const result = new Map(chunk);
  result.set(2, { type: "i64", value: 0n });
  result.set(3, { type: "struct", value: about });
  for (const id of [4, 5, 6, 7]) result.delete(id);
  return result;
}

function integer(field: Thrift | undefined): number {
  const value = typeof field?.value === "bigint" ? Number(field.value) : -1;
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error("a count of it is missing or wrong");
  return value;
}

function text(field: Thrift | undefined): string | undefined {
  return field?.type === "binary" ? new TextDecoder().decode(field.value) : undefined;
}

function items(field: Thrift | undefined): readonly Thrift[] {
  return field?.type === "list" ? field.value : [];
}

function asStruct(field: Thrift | undefined): ThriftStruct {
  if (field?.type !== "struct") throw new Error("a part of it is missing");
  return field.value;
}
