import type { RecordBatch, Schema } from "apache-arrow";
import type { Options, OptionValues } from "../core/option.ts";
import type { ByteSink, ByteSource } from "../io/byte-source.ts";

/** A row that could not be read, and why. */
export interface RejectedRow {
  /** Position in its source, counted over good and bad rows alike. */
  readonly rowIndex: number;
  readonly reason: string;
}

/** Rows `[firstRow, firstRow + batch.numRows + rejected.length)` of a source. */
export interface RowBatch {
  readonly firstRow: number;
  /** The good rows of that range, in order. */
  readonly batch: RecordBatch;
  /** The bad rows of that range, in order. */
  readonly rejected: readonly RejectedRow[];
}

export interface ReadRequest {
  /** Columns to read, in this order; all when absent. */
  readonly columns?: readonly string[];
  /** Rows of a batch, at most; the reader's choice when absent. */
  readonly batchRows?: number;
  readonly signal?: AbortSignal;
}

/** One open file of a known format. */
export interface Reader {
  readonly schema: Schema;
  /** Rows in all, where the file says so without being read. */
  readonly rowCount: number | undefined;
  /** What the file says about itself; plain JSON values. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Streams the rows; every batch has the schema of the request. */
  read(request?: ReadRequest): AsyncIterable<RowBatch>;
  /** Rows as the file's own bytes (a line of JSONL), for writing them on unchanged. */
  readonly readRaw?: (request?: ReadRequest) => AsyncIterable<RowBatch>;
  close(): Promise<void>;
}

/** One file being written. */
export interface Writer {
  write(batch: RecordBatch): Promise<void>;
  /** Batches of one Binary column, each value a row in the format's own bytes. */
  readonly writeRaw?: (batch: RecordBatch) => Promise<void>;
  close(): Promise<void>;
}

/** A file type: how to know it, read it and, where there is `create`, write it. */
export interface Format<O extends Options = Options> {
  readonly name: string;
  readonly doc: string;
  /** Lower case, with the dot; the first is what written files get. */
  readonly extensions: readonly string[];
  /** First bytes of every file of this type, where there are such. */
  readonly magic?: Uint8Array;
  readonly options: O;
  open(source: ByteSource, options: OptionValues<O>): Promise<Reader>;
  readonly create?: (sink: ByteSink, schema: Schema, options: OptionValues<O>) => Promise<Writer>;
}

export function defineFormat<const O extends Options>(format: Format<O>): Format<O> {
  return format;
}
