import { join } from "node:path";
import type { RecordBatch, Schema } from "apache-arrow";
import { parseOptions } from "../core/option.ts";
import type { EncodedRows, EncodedWriter, Format, Writer } from "../formats/format.ts";
import { type FileSink, fileSink } from "../io/file-sink.ts";
import { type AddedColumn, withAdded } from "./added-columns.ts";
import type { Digester, FileDigest, GrowingFile } from "./digester.ts";
import type { InputSource } from "./inputs.ts";

/** Rows of one file of `data/`. */
const PART_ROWS = 2 ** 20;

interface OpenFile {
  readonly name: string;
  readonly sink: FileSink;
  readonly digested: GrowingFile | undefined;
}

interface Part extends OpenFile {
  /** Of rows by their values. */
  readonly writer?: Writer;
  /** Of rows as they are encoded, and their kind. */
  readonly encoded?: { readonly writer: EncodedWriter; readonly kind: string };
  rows: number;
}

/** A file of `data/` that is whole. */
export interface DataFile {
  readonly name: string;
  /** Under way, where there is a digester. */
  readonly digest: Promise<FileDigest> | undefined;
}

/** The files of `data/`: a new one each `PART_ROWS` rows. */
export class DataParts {
  readonly files: DataFile[] = [];
  rows = 0;
  readonly #folder: string;
  readonly #format: Format;
  readonly #digester: Digester | undefined;
  #open: Part | undefined;

  /** A digester, where there is one, reads the files while they grow. */
  constructor(folder: string, format: Format, digester?: Digester) {
    this.#folder = folder;
    this.#format = format;
    this.#digester = digester;
  }

  /** Whether no file was begun. */
  get isEmpty(): boolean {
    return this.files.length === 0 && !this.#open;
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
      const file = await this.#nextFile();
      writer = this.#format.createEncoded!(file.sink, encoded);
      this.#open = { ...file, encoded: { writer, kind }, rows: 0 };
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
    const file = await this.#nextFile();
    const options = parseOptions(this.#format.options, {}, this.#format.name);
    try {
      const writer = await this.#format.create!(file.sink, schema, options);
      const part = { ...file, writer, rows: 0 };
      this.#open = part;
      return { part, writer };
    } catch (error) {
      await file.sink.abort();
      throw error;
    }
  }

  async #nextFile(): Promise<OpenFile> {
    const number = String(this.files.length).padStart(5, "0");
    const name = `part-${number}${this.#format.extensions[0]}`;
    const path = join(this.#folder, name);
    const sink = await fileSink(path, () => digested?.grown());
    const digested = this.#digester?.follow(sink.temporary, path);
    return { name, sink, digested };
  }

  async close(): Promise<void> {
    const part = this.#open;
    if (!part) return;
    await part.writer?.close();
    await part.encoded?.writer.close();
    await part.sink.close();
    const digest = part.digested?.end();
    // Awaited when the manifest is written.
    digest?.catch(() => {});
    this.files.push({ name: part.name, digest });
    this.#open = undefined;
  }

  async abort(): Promise<void> {
    await this.#open?.sink.abort();
  }
}
