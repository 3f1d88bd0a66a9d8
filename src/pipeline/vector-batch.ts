import type { Data, Schema } from "apache-arrow";
import { DataType, Precision, type RecordBatch, Type } from "apache-arrow";
import { SchemaError } from "../core/errors.ts";
import type { VectorColumn } from "../core/vector-column.ts";
import { typeName } from "../formats/type-name.ts";

/** Numbers in a vector of each column, once known: the same in all batches of a run. */
export type KnownDims = Map<string, number>;

/** Collects a column of lists of numbers of one length into one matrix of 32-bit floats. */
export class VectorBatch {
  readonly #name: string;
  readonly #known: KnownDims;
  #values = new Float32Array(0);
  #valid = new Uint8Array(1 << 10);
  #rowCount = 0;
  #nullCount = 0;

  constructor(schema: Schema, name: string, known: KnownDims) {
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (!field || !isVector(field.type)) throw notVectors(schema, name);
    if (DataType.isFixedSizeList(field.type)) known.set(name, field.type.listSize);
    this.#name = name;
    this.#known = known;
  }

  get byteLength(): number {
    return this.#rowCount * (this.#known.get(this.#name) ?? 0) * 4;
  }

  /** `firstRow` is the number of the batch's first row in `file`, for messages. */
  append(batch: RecordBatch, firstRow: number, file: string): void {
    for (const data of batch.getChild(this.#name)!.data) {
      this.#append(data, firstRow, file);
      firstRow += data.length;
    }
  }

  /** The rows collected so far; the batch starts empty again. */
  take(): VectorColumn {
    const dims = this.#known.get(this.#name);
    const rowCount = this.#rowCount;
    if (dims === undefined && rowCount > 0) {
      throw new SchemaError(this.#name, `The first ${rowCount} rows of "${this.#name}" are null.`, {
        rule: "the first vector says how many numbers all have",
        fix: "put rows with a vector first, or write the column as lists of a fixed size",
      });
    }
    const values = this.#values.slice(0, rowCount * (dims ?? 0));
    const valid = this.#nullCount > 0 ? this.#valid.slice(0, rowCount) : undefined;
    this.#rowCount = 0;
    this.#nullCount = 0;
    return { rowCount, dims: dims ?? 0, values, ...(valid && { valid }) };
  }

  #append(data: Data, firstRow: number, file: string): void {
    const child = data.children[0]!;
    const fixed = data.type.typeId === Type.FixedSizeList;
    const size = fixed ? (data.type as DataType & { listSize: number }).listSize : 0;
    const offsets = data.valueOffsets as unknown as { readonly [i: number]: number | bigint };
    this.#reserveRows(data.length);
    for (let row = 0; row < data.length; row++) {
      const valid = isValid(data, row);
      this.#valid[this.#rowCount] = valid ? 1 : 0;
      if (valid) {
        const start = fixed ? row * size : Number(offsets[row]);
        const length = fixed ? size : Number(offsets[row + 1]) - start;
        this.#check(length, firstRow + row, file);
        this.#reserve(length);
        copyNumbers(child, start, length, this.#values, this.#rowCount * length);
      } else this.#nullCount++;
      this.#rowCount++;
    }
  }

  #check(length: number, row: number, file: string): void {
    const dims = this.#known.get(this.#name);
    if (dims === undefined && length > 0) this.#known.set(this.#name, length);
    else if (dims !== length) {
      throw new SchemaError(
        this.#name,
        `Row ${row} of "${this.#name}" has ${length} numbers${dims === undefined ? "" : `, the rows before it ${dims}`}.`,
        {
          where: `row ${row} of ${file}`,
          rule: "all vectors of a column have the same number of numbers, at least one",
          fix: "mend the row, or leave it out",
        },
      );
    }
  }

  #reserveRows(more: number): void {
    if (this.#rowCount + more <= this.#valid.length) return;
    const grown = new Uint8Array(Math.max(this.#rowCount + more, this.#valid.length * 2));
    grown.set(this.#valid.subarray(0, this.#rowCount));
    this.#valid = grown;
  }

  #reserve(dims: number): void {
    const need = (this.#rowCount + 1) * dims;
    if (need <= this.#values.length) return;
    const grown = new Float32Array(Math.max(need, this.#values.length * 2, dims * 64));
    grown.set(this.#values.subarray(0, this.#rowCount * dims));
    this.#values = grown;
  }
}

/** Numbers of a list; a null among them is NaN. */
function copyNumbers(
  child: Data,
  start: number,
  length: number,
  target: Float32Array,
  at: number,
): void {
  const values = child.values as Float32Array | BigInt64Array;
  if (values instanceof Float32Array || values instanceof Float64Array) {
    target.set(values.subarray(start, start + length), at);
  } else for (let i = 0; i < length; i++) target[at + i] = Number(values[start + i]);
  if (child.nullCount === 0) return;
  for (let i = 0; i < length; i++) if (!isValid(child, start + i)) target[at + i] = Number.NaN;
}

function isValid({ nullCount, nullBitmap, offset }: Data, row: number): boolean {
  if (nullCount === 0) return true;
  const bit = offset + row;
  return ((nullBitmap[bit >> 3]! >> (bit & 7)) & 1) === 1;
}

/** Lists of integers, or of floats of 32 or 64 bits. */
function isVector(type: DataType): boolean {
  if (!DataType.isList(type) && !DataType.isFixedSizeList(type)) return false;
  const item = type.children[0]!.type as DataType;
  return DataType.isInt(item) || (DataType.isFloat(item) && item.precision !== Precision.HALF);
}

function notVectors({ fields }: Schema, name: string): SchemaError {
  const field = fields.find((candidate) => candidate.name === name);
  const vectors = fields.filter(({ type }) => isVector(type)).map((one) => one.name);
  const what = field ? `is ${typeName(field.type)}, not vectors` : "does not exist";
  return new SchemaError(name, `Column "${name}" ${what}.`, {
    rule: "vectors are lists of integers, or of floats of 32 or 64 bits",
    fix:
      vectors.length > 0
        ? `name another column, such as ${vectors[0]}`
        : "make vectors of a text column with sluice embed",
  });
}
