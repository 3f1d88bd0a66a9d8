import type { Data, RecordBatch, Schema } from "apache-arrow";
import { DataType } from "apache-arrow";
import { SchemaError } from "../core/errors.ts";
import type { TextColumn } from "../core/text-column.ts";
import { NULL_TEXT, textBytes } from "../core/text-column.ts";
import { encodeValue } from "./encode-value.ts";

/**
 * Collects the compared columns of rows into one text column. A single text column stands as its
 * own bytes; several columns, or one of another type, as an encoding that is equal exactly where
 * the values are.
 */
export class TextBatch {
  readonly #columns: readonly string[];
  readonly #plain: boolean;
  /** The one batch so far, as long as its bytes can stand as they are. */
  #adopted: TextColumn | undefined;
  #bytes = new Uint8Array(1 << 16);
  #offsets = new Uint32Array(1 << 10);
  #byteLength = 0;
  #rowCount = 0;

  constructor(schema: Schema, columns: readonly string[]) {
    this.#columns = columns;
    this.#plain = columns.length === 1 && isText(fieldOf(schema, columns[0]!).type);
  }

  get rowCount(): number {
    return this.#adopted?.rowCount ?? this.#rowCount;
  }

  get byteLength(): number {
    const { offsets, rowCount } = this.#adopted ?? { offsets: undefined, rowCount: 0 };
    return offsets?.[rowCount] ?? this.#byteLength;
  }

  append(batch: RecordBatch): void {
    const columns = this.#columns.map((name) => batch.getChild(name)!);
    if (this.#plain) {
      const { data } = columns[0]!;
      const adopted = this.rowCount === 0 && data.length === 1 ? adoptable(data[0]!) : undefined;
      if (adopted) this.#adopted = adopted;
      else {
        this.#disown();
        for (const part of data) this.#appendText(part);
      }
      return;
    }
    for (let row = 0; row < batch.numRows; row++) {
      this.#reserveRow();
      for (const column of columns) {
        encodeValue(column.type, column.get(row), (bytes) => this.#push(bytes));
      }
      this.#endRow();
    }
  }

  /** The rows collected so far; the batch starts empty again. */
  take(): TextColumn {
    const adopted = this.#adopted;
    this.#adopted = undefined;
    if (adopted) return adopted;
    const words = new Uint32Array(Math.ceil(this.#byteLength / 4));
    new Uint8Array(words.buffer).set(this.#bytes.subarray(0, this.#byteLength));
    const offsets = this.#offsets.slice(0, this.#rowCount + 1);
    const column = { rowCount: this.#rowCount, offsets, words };
    this.#byteLength = 0;
    this.#rowCount = 0;
    return column;
  }

  /** Copies what was adopted: more comes behind it. */
  #disown(): void {
    const adopted = this.#adopted;
    this.#adopted = undefined;
    if (adopted) this.#appendValid(textBytes(adopted), adopted.offsets, adopted.rowCount);
  }

  #appendValid(values: Uint8Array, offsets: Int32Array | Uint32Array, length: number): void {
    this.#reserveRows(length);
    const start = offsets[0]!;
    const end = offsets[length]!;
    this.#reserveBytes(end - start);
    this.#bytes.set(values.subarray(start, end), this.#byteLength);
    for (let i = 1; i <= length; i++) {
      this.#offsets[this.#rowCount + i] = this.#byteLength + offsets[i]! - start;
    }
    this.#byteLength += end - start;
    this.#rowCount += length;
  }

  #appendText(data: Data): void {
    const { length, offset, nullCount } = data;
    const offsets = data.valueOffsets as Int32Array;
    const values = data.values as Uint8Array;
    if (nullCount === 0) {
      this.#appendValid(values, offsets, length);
      return;
    }
    this.#reserveRows(length);
    const start = offsets[0]!;
    const end = offsets[length]!;
    this.#reserveBytes(end - start + length);
    for (let i = 0; i < length; i++) {
      const valid = (data.nullBitmap[(offset + i) >> 3]! >> ((offset + i) & 7)) & 1;
      if (valid) this.#push(values.subarray(offsets[i], offsets[i + 1]));
      else this.#push(NULL);
      this.#endRow();
    }
  }

  #push(bytes: Uint8Array): void {
    this.#reserveBytes(bytes.length);
    this.#bytes.set(bytes, this.#byteLength);
    this.#byteLength += bytes.length;
  }

  #endRow(): void {
    this.#offsets[++this.#rowCount] = this.#byteLength;
  }

  #reserveRow(): void {
    this.#reserveRows(1);
  }

  #reserveRows(more: number): void {
    const need = this.#rowCount + more + 1;
    if (need <= this.#offsets.length) return;
    const grown = new Uint32Array(Math.max(need, this.#offsets.length * 2));
    grown.set(this.#offsets.subarray(0, this.#rowCount + 1));
    this.#offsets = grown;
  }

  #reserveBytes(more: number): void {
    const need = this.#byteLength + more;
    if (need <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(need, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#byteLength));
    this.#bytes = grown;
  }
}

/** Memory that a batch may hold besides the texts that are taken from it. */
const SPARE_BYTES = 1 << 16;

/** The texts of a column without nulls as they lie there, if whole words do. */
function adoptable(data: Data): TextColumn | undefined {
  const { length, nullCount } = data;
  const offsets = data.valueOffsets as Int32Array;
  const { buffer, byteOffset } = data.values as Uint8Array;
  const byteLength = offsets[length];
  if (nullCount > 0 || !byteLength || offsets[0] !== 0 || byteOffset % 4 !== 0) return undefined;
  const wordCount = Math.ceil(byteLength / 4);
  if (byteOffset + wordCount * 4 > buffer.byteLength) return undefined;
  if (buffer.byteLength > 2 * byteLength + SPARE_BYTES) return undefined;
  return {
    rowCount: length,
    offsets: new Uint32Array(offsets.buffer, offsets.byteOffset, length + 1),
    words: new Uint32Array(buffer, byteOffset, wordCount),
  };
}

const NULL = Uint8Array.of(NULL_TEXT);

function isText(type: DataType): boolean {
  return DataType.isUtf8(type);
}

function fieldOf(schema: Schema, name: string): Schema["fields"][number] {
  const field = schema.fields.find((candidate) => candidate.name === name);
  if (field) return field;
  throw new SchemaError(name, `There is no column "${name}".`, {
    rule: `its columns are ${schema.fields.map((candidate) => candidate.name).join(", ")}`,
  });
}
