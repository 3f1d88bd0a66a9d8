import {
  Field,
  type RecordBatch,
  RecordBatch as Batch,
  makeData,
  Schema,
  Struct,
  Uint64,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { parseOptions } from "../../core/option.ts";
import type { Writer } from "../../formats/format.ts";
import { gather, type Piece } from "../../formats/gather.ts";
import { formatNamed } from "../../formats/index.ts";
import type { ByteSink } from "../../io/byte-source.ts";
import { fileSink } from "../../io/file-sink.ts";
import { rowId } from "../row-index.ts";

/** A row that is left out, and why. */
export interface Rejected {
  readonly source: number;
  readonly rowIndex: number;
  readonly stage: "read" | "validate";
  readonly reason: string;
  /** Its position in the batch that it is written with; undefined where it could not be read. */
  readonly at: number | undefined;
}

/** `rejected.parquet`: where each row comes from, why it is out, and the row itself. */
export class RejectedRows {
  readonly #sink: ByteSink;
  readonly #writer: Writer;
  readonly #schema: Schema;
  readonly #row: Struct;
  readonly #sources: readonly string[];

  private constructor(
    sink: ByteSink,
    writer: Writer,
    schema: Schema,
    row: Struct,
    sources: readonly string[],
  ) {
    this.#sink = sink;
    this.#writer = writer;
    this.#schema = schema;
    this.#row = row;
    this.#sources = sources;
  }

  static async create(
    path: string,
    input: Schema,
    sources: readonly string[],
  ): Promise<RejectedRows> {
    const row = new Struct(
      input.fields.map(({ name, type, metadata }) => new Field(name, type, true, metadata)),
    );
    const schema = new Schema([
      new Field("row_id", new Uint64(), false),
      new Field("source", new Utf8(), false),
      new Field("row_index", new Uint64(), false),
      new Field("stage", new Utf8(), false),
      new Field("reason", new Utf8(), false),
      ...(input.fields.length > 0 ? [new Field("row", row, true)] : []),
    ]);
    const sink = await fileSink(path);
    const parquet = formatNamed("parquet");
    const writer = await parquet.create!(
      sink,
      schema,
      parseOptions(parquet.options, {}, "parquet"),
    );
    return new RejectedRows(sink, writer, schema, row, sources);
  }

  /** Rows in input order; `batch` has the rows that could be read. */
  async write(rows: readonly Rejected[], batch: RecordBatch): Promise<void> {
    if (rows.length === 0) return;
    const texts = (values: readonly string[]) => vectorFromArray(values, new Utf8()).data[0]!;
    const numbers = (values: readonly bigint[]) => vectorFromArray(values, new Uint64()).data[0]!;
    const pieces = rows.map(({ at }): Piece =>
      at === undefined
        ? { data: undefined, from: 0, to: 1 }
        : { data: batch.data, from: at, to: at + 1 },
    );
    const children = [
      numbers(rows.map(rowId)),
      texts(rows.map(({ source }) => this.#sources[source]!)),
      numbers(rows.map(({ rowIndex }) => BigInt(rowIndex))),
      texts(rows.map(({ stage }) => stage)),
      texts(rows.map(({ reason }) => reason)),
      ...(this.#row.children.length > 0 ? [gather(this.#row, pieces)] : []),
    ];
    const type = new Struct(this.#schema.fields);
    const data = makeData({ type, length: rows.length, nullCount: 0, children });
    await this.#writer.write(new Batch(this.#schema, data));
  }

  async close(): Promise<void> {
    await this.#writer.close();
    await this.#sink.close();
  }

  async abort(): Promise<void> {
    await this.#sink.abort();
  }
}
