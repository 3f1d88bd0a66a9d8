import { type Data, DataType, DateUnit, TimeUnit } from "apache-arrow";
import { doublesOf, isNumber, isTime, numbersOf, validityOf } from "./arrow-values.ts";
import type { Engine } from "./engine.ts";
import { type MissingBlocks, MissingColumn } from "./missing.ts";
import { type Keeping, NumberColumn, type NumberState } from "./number-column.ts";
import { NumberTaker, type PlainShape, textColumn, textState } from "./plain-column.ts";
import { RowSample, type Sampled } from "./row-sample.ts";
import type { TextColumn, TextState } from "./text-column.ts";
import type { TextRange, TextRangeColumn } from "./text-range.ts";
import { type VectorState, VectorColumn } from "./vector-column.ts";

/** What is known of a column, by the kind of its values; states of parts can be merged. */
export type KindState =
  | { readonly kind: "number"; readonly number: NumberState; readonly steps?: NumberState }
  | {
      readonly kind: "time";
      readonly number: NumberState;
      readonly steps: NumberState;
      /** Seconds that one unit is. */
      readonly unit: number;
      /** Whether 0 is the beginning of 1970. */
      readonly dated: boolean;
    }
  | {
      readonly kind: "boolean";
      readonly nulls: number;
      readonly trues: number;
      readonly falses: number;
    }
  | { readonly kind: "text"; readonly text: TextState }
  /** Of a summary: numbers, which are times where `time` is there, and the range of texts. */
  | {
      readonly kind: "summary";
      readonly number: NumberState;
      readonly time?: { readonly unit: number; readonly dated: boolean };
    }
  | { readonly kind: "texts"; readonly range: TextRange }
  | {
      readonly kind: "binary";
      readonly bytes: NumberState;
      /** The beginnings of sampled values. */
      readonly heads: readonly Sampled<Uint8Array>[];
    }
  | ({ readonly kind: "vector" } & VectorState)
  | {
      readonly kind: "struct";
      readonly nulls: number;
      readonly count: number;
      readonly fields: Readonly<Record<string, ColumnState>>;
    }
  | { readonly kind: "other"; readonly nulls: number; readonly count: number };

export type ColumnState = KindState & { readonly type: string; readonly missing: MissingBlocks };

/** Takes in a column of any type, batch by batch. */
export class Column {
  readonly #type: string;
  readonly #taker: Taker;
  readonly #missing = new MissingColumn();

  constructor(engine: Engine, name: string, type: DataType, keeping: Keeping) {
    // As `typeName` of the formats says it.
    this.#type = `${type as unknown as string | undefined}`;
    this.#taker = takerOf(engine, name, type, keeping);
  }

  /** Rows from `firstRow` on. */
  observe(data: Data, firstRow: number): void {
    this.#taker.observe(data, firstRow);
    if (data.nullCount === 0) return;
    this.#missing.observe(firstRow, data.length, (row) => data.getValid(row));
  }

  state(): ColumnState {
    return { ...this.#taker.state(), type: this.#type, missing: this.#missing.state() };
  }
}

interface Taker {
  observe(data: Data, firstRow: number): void;
  state(): KindState;
}

/** Numbers of such names are seconds, or the like, that go on from row to row. */
const CLOCK = /(^|[_.])(timestamp|time|stamp|t|ts)(_?(s|ms|us|ns|sec|secs|seconds))?$/i;

/** What a column of this name and type is taken for, where it is one of numbers, times or texts. */
export function plainShape(name: string, type: DataType): PlainShape | undefined {
  if (isNumber(type)) return { kind: "number", clock: CLOCK.test(name) };
  if (isTime(type)) {
    const dated = DataType.isTimestamp(type) || DataType.isDate(type);
    return { kind: "time", unit: secondsOf(type), dated };
  }
  return DataType.isUtf8(type) ? { kind: "text" } : undefined;
}

function takerOf(engine: Engine, name: string, type: DataType, keeping: Keeping): Taker {
  const shape = plainShape(name, type);
  if (shape?.kind === "text") return new TextTaker(engine, keeping);
  if (shape) return numberTaker(new NumberTaker(engine, keeping, shape));
  if (DataType.isBool(type)) return new BooleanTaker();
  if (keeping.brief) return new OtherTaker();
  if (DataType.isBinary(type) || DataType.isFixedSizeBinary(type)) {
    return new BinaryTaker(engine, keeping);
  }
  if (DataType.isList(type) || DataType.isFixedSizeList(type)) {
    return new ListTaker(engine, keeping);
  }
  if (DataType.isStruct(type)) return new StructTaker(engine, type, keeping);
  return new OtherTaker();
}

const numberTaker = (taker: NumberTaker): Taker => ({
  observe: (data, firstRow) => taker.observe(numbersOf(data), firstRow, validityOf(data)),
  state: () => taker.state(),
});

function secondsOf(type: DataType): number {
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 86_400 : 1e-3;
  const { unit } = type as unknown as { readonly unit: TimeUnit };
  return {
    [TimeUnit.SECOND]: 1,
    [TimeUnit.MILLISECOND]: 1e-3,
    [TimeUnit.MICROSECOND]: 1e-6,
    [TimeUnit.NANOSECOND]: 1e-9,
  }[unit];
}

class BooleanTaker implements Taker {
  #nulls = 0;
  #trues = 0;
  #falses = 0;

  observe(data: Data): void {
    const bits = data.values as Uint8Array;
    this.#nulls += data.nullCount;
    for (let row = 0; row < data.length; row++) {
      if (data.nullCount > 0 && !data.getValid(row)) continue;
      const at = data.offset + row;
      if ((bits[at >> 3]! >> (at & 7)) & 1) this.#trues++;
      else this.#falses++;
    }
  }

  state(): KindState {
    return { kind: "boolean", nulls: this.#nulls, trues: this.#trues, falses: this.#falses };
  }
}

class TextTaker implements Taker {
  readonly #column: TextColumn | TextRangeColumn;

  constructor(engine: Engine, keeping: Keeping) {
    this.#column = textColumn(engine, keeping);
  }

  observe(data: Data, firstRow: number): void {
    const texts = {
      bytes: data.values as Uint8Array,
      offsets: data.valueOffsets as Int32Array,
      length: data.length,
    };
    const valid = { ...texts, isValid: (row: number) => data.getValid(row) };
    this.#column.observe(data.nullCount > 0 ? valid : texts, firstRow);
  }

  state(): KindState {
    return textState(this.#column);
  }
}

/** Values whose beginnings are kept, and how much of each. */
export const HEADS = 128;
const HEAD_BYTES = 32 * 1024;

class BinaryTaker implements Taker {
  readonly #bytes: NumberColumn;
  readonly #heads = new RowSample<Uint8Array>(HEADS);

  constructor(engine: Engine, keeping: Keeping) {
    this.#bytes = new NumberColumn(engine, keeping);
  }

  observe(data: Data, firstRow: number): void {
    const { type, length } = data;
    const offsets = data.valueOffsets as Int32Array | undefined;
    const sizes = DataType.isFixedSizeBinary(type)
      ? new Int32Array(length).fill(type.byteWidth)
      : Int32Array.from({ length }, (_, i) => offsets![i + 1]! - offsets![i]!);
    this.#bytes.observe(sizes, firstRow, validityOf(data));
    const values = data.values as Uint8Array;
    for (let row = 0; row < length; row++) {
      const start = offsets ? offsets[row]! : row * sizes[row]!;
      if (!this.#heads.wants(firstRow + row) || sizes[row] === 0 || !data.getValid(row)) continue;
      this.#heads.put(
        firstRow + row,
        values.slice(start, start + Math.min(HEAD_BYTES, sizes[row]!)),
      );
    }
  }

  state(): KindState {
    return { kind: "binary", bytes: this.#bytes.state(), heads: this.#heads.rows() };
  }
}

/** Lists whose items are numbers are vectors; of others only lengths are kept. */
class ListTaker implements Taker {
  readonly #vectors: VectorColumn;

  constructor(engine: Engine, keeping: Keeping) {
    this.#vectors = new VectorColumn(engine, keeping);
  }

  observe(data: Data, firstRow: number): void {
    const { type, length } = data;
    const child = data.children[0]!;
    const offsets = DataType.isFixedSizeList(type)
      ? Int32Array.from({ length: length + 1 }, (_, i) => i * type.listSize)
      : (data.valueOffsets as Int32Array);
    const isValid = data.nullCount > 0 ? (row: number) => data.getValid(row) : undefined;
    this.#vectors.observe(
      {
        offsets,
        length,
        ...(isValid && { isValid }),
        ...(isNumber(child.type) && { items: itemsOf(child) }),
      },
      firstRow,
    );
  }

  state(): KindState {
    return { kind: "vector", ...this.#vectors.state() };
  }
}

function itemsOf(child: Data): Float64Array | Float32Array {
  const values = numbersOf(child);
  const plain = values instanceof Float64Array || values instanceof Float32Array;
  return plain && child.nullCount === 0 ? values : doublesOf(child);
}

class StructTaker implements Taker {
  readonly #fields: readonly (readonly [name: string, column: Column])[];
  #nulls = 0;
  #count = 0;

  constructor(engine: Engine, type: DataType, keeping: Keeping) {
    this.#fields = type.children.map((field) => [
      field.name,
      new Column(engine, field.name, field.type as DataType, keeping),
    ]);
  }

  observe(data: Data, firstRow: number): void {
    this.#nulls += data.nullCount;
    this.#count += data.length - data.nullCount;
    this.#fields.forEach(([, column], i) => column.observe(data.children[i]!, firstRow));
  }

  state(): KindState {
    const fields = Object.fromEntries(this.#fields.map(([name, column]) => [name, column.state()]));
    return { kind: "struct", nulls: this.#nulls, count: this.#count, fields };
  }
}

class OtherTaker implements Taker {
  #nulls = 0;
  #count = 0;

  observe(data: Data): void {
    this.#nulls += data.nullCount;
    this.#count += data.length - data.nullCount;
  }

  state(): KindState {
    return { kind: "other", nulls: this.#nulls, count: this.#count };
  }
}
