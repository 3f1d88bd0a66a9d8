import { join } from "node:path";
import type { RecordBatch, Schema } from "apache-arrow";
import { parseOptions } from "../core/option.ts";
import type { EncodedRows, EncodedWriter, Format, Writer } from "../formats/format.ts";
import type { ByteSink } from "../io/byte-source.ts";
import { fileSink } from "../io/file-sink.ts";
import { type AddedColumn, withAdded } from "./added-columns.ts";
import type { InputSource } from "./inputs.ts";

/** Rows of one file of `data/`. */
const PART_ROWS = 2 ** 20;

interface Part {
  readonly sink: ByteSink;
  /** Of rows by their values. */
  readonly writer?: Writer;
  /** Of rows as they are encoded, and their kind. */
  readonly encoded?: { readonly writer: EncodedWriter; readonly kind: string };
  rows: number;
}

/** The files of `data/`: a new one each `PART_ROWS` rows. */
export class DataParts {
  readonly files: string[] = [];
  rows = 0;
  readonly #folder: string;
  readonly #format: Format;
  #open: Part | undefined;

  constructor(folder: string, format: Format) {
    this.#folder = folder;
    this.#format = format;
  }

  async write(schema: Schema, batch: RecordBatch, raw: boolean): Promise<void> {
    for (let start = 0; start < batch.numRows;) {
      const { part, writer } = await this.#partOf(schema);
      const end = Math.min(batch.numRows, start + PART_ROWS - part.rows);
      const rows = start === 0 && end === batch.numRows ? batch : batch.slice(start, end);
      if (raw) await writer.writeRaw!(rows);
      else await writer.write(rows);
      await this.wrote(end - start);
      start = end;
    }
  }

  /** Bytes that are rows of the format as they stand. */
  async writeBytes(schema: Schema, bytes: Uint8Array): Promise<void> {
    const { part } = await this.#partOf(schema);
    await part.sink.write(bytes);
  }

  /** Rows in the encoding of the format, in a file for their kind. */
  async writeEncoded(encoded: EncodedRows): Promise<void> {
    const { kind, rows } = encoded;
    let writer = this.#open?.encoded?.kind === kind ? this.#open.encoded.writer : undefined;
    if (!writer) {
      await this.close();
      const sink = await this.#nextSink();
      writer = this.#format.createEncoded!(sink, encoded);
      this.#open = { sink, encoded: { writer, kind }, rows: 0 };
    }
    await writer.write(encoded);
    await this.wrote(rows);
  }

  /** That many rows were written; a file that is full ends with them. */
  async wrote(rows: number): Promise<void> {
    this.rows += rows;
    if (!this.#open) return;
    this.#open.rows += rows;
    if (this.#open.rows >= PART_ROWS) await this.close();
  }

  /** A file with the columns and no rows, so that `data/` is never without its schema. */
  async writeEmpty(source: InputSource, added: readonly AddedColumn[]): Promise<void> {
    const reader = await source.open();
    try {
      await this.#partOf(withAdded(reader.schema, added));
    } finally {
      await reader.close();
    }
  }

  /** The file for rows by their values. */
  async #partOf(schema: Schema): Promise<{ readonly part: Part; readonly writer: Writer }> {
    if (this.#open?.writer) return { part: this.#open, writer: this.#open.writer };
    await this.close();
    const sink = await this.#nextSink();
    const options = parseOptions(this.#format.options, {}, this.#format.name);
    try {
      const writer = await this.#format.create!(sink, schema, options);
      const part = { sink, writer, rows: 0 };
      this.#open = part;
      return { part, writer };
    } catch (error) {
      await sink.abort();
      this.files.pop();
      throw error;
    }
  }

  async #nextSink(): Promise<ByteSink> {
    const number = String(this.files.length).padStart(5, "0");
    const file = `part-${number}${this.#format.extensions[0]}`;
    const sink = await fileSink(join(this.#folder, file));
    this.files.push(file);
    return sink;
  }

  async close(): Promise<void> {
    const part = this.#open;
    await part?.writer?.close();
    await part?.encoded?.writer.close();
    await part?.sink.close();
    this.#open = undefined;
  }

  async abort(): Promise<void> {
    await this.#open?.sink.abort();
  }
}
