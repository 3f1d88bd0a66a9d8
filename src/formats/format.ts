import type { Field, RecordBatch, Schema } from "apache-arrow";
import type { Options, OptionValues } from "../core/option.ts";
import type { ByteFolder, ByteSink, ByteSource } from "../io/byte-source.ts";
import type { ColumnChunks } from "./parquet/column-values.ts";

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
  /** Where the good rows are, when it was asked for and the format knows. */
  readonly ranges?: RowRanges;
}

/** Places of rows in the bytes of a source, after decompression: of JSONL, lines without their ends. */
export interface RowRanges {
  readonly starts: Float64Array;
  readonly lengths: Uint32Array;
}

export interface ReadRequest {
  /** Columns to read, in this order; all when absent. A row is bad if one of these is bad. */
  readonly columns?: readonly string[];
  /** Makes rows bad that a read of all columns rejects, too. */
  readonly checkAll?: boolean;
  /** Rows of a batch, at most; the reader's choice when absent. */
  readonly batchRows?: number;
  /** Bytes of values that a batch need not exceed: more rows than that are for the next one. */
  readonly batchBytes?: number;
  /** Says where the rows are, for `copyRanges`. */
  readonly ranges?: boolean;
  /** Remembers, within bounds, what `encodedRows` would decode again. */
  readonly remember?: boolean;
  readonly signal?: AbortSignal;
}

/** Rows of a batch where rows take so many bytes: what was asked for, or `otherwise`. */
export function rowsOfBatch(
  { batchRows, batchBytes }: ReadRequest,
  rowBytes: number,
  otherwise: number,
): number {
  const most = batchRows ?? otherwise;
  return batchBytes === undefined ? most : Math.max(1, Math.min(most, batchBytes / rowBytes) | 0);
}

/** One open file of a known format. */
export interface Reader {
  readonly schema: Schema;
  /**
   * There where the schema was learnt from some rows, because the format does not state one. The
   * `unsure` columns had nothing but nulls, and are text unless other sources know better.
   */
  readonly inferred?: { readonly unsure: ReadonlySet<string> };
  /** Columns that can be read although they are not in the schema: `a.b`, values inside objects. */
  readonly nested?: readonly Field[];
  /** Rows in all, where the file says so without being read. */
  readonly rowCount: number | undefined;
  /** What the file says about itself; plain JSON values. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Streams the rows; every batch has the schema of the request. */
  read(request?: ReadRequest): AsyncIterable<RowBatch>;
  /**
   * Rows as the file's own bytes (a line of JSONL), in one Binary column, for writing them on
   * unchanged. The same request rejects the same rows as in `read`.
   */
  readonly readRaw?: (request?: ReadRequest) => AsyncIterable<RowBatch>;
  /**
   * Copies rows that `read` said the ranges of, in ascending order, without looking at them: their
   * bytes, each followed by one line feed. Reads the source once. A chunk is overwritten when the
   * next is asked for.
   */
  readonly copyRanges?: (
    ranges: AsyncIterable<RowRanges>,
    signal?: AbortSignal,
  ) => AsyncIterable<Uint8Array>;
  /**
   * The rows that are 1 in `keep`, which has all rows of the source, as they are encoded there.
   * Absent where that cannot be done.
   */
  readonly encodedRows?: (keep: Uint8Array, signal?: AbortSignal) => AsyncIterable<EncodedRows>;
  /** Where a column is, if its values can be read without the rows of others and without Arrow. */
  readonly columnChunks?: (name: string) => ColumnChunks | undefined;
  /** Gives back what the reader holds. */
  close(): Promise<void>;
}

/** Rows in the encoding of their format, for another file of it. */
export interface EncodedRows {
  readonly rows: number;
  /** Only rows of one kind go into one file. */
  readonly kind: string;
}

/** A file of encoded rows being written. */
export interface EncodedWriter {
  write(rows: EncodedRows): Promise<void>;
  /** Writes what ends a file. */
  close(): Promise<void>;
}

/** One file being written. */
export interface Writer {
  /** Writes the rows of a batch after those before. */
  write(batch: RecordBatch): Promise<void>;
  /** Batches of one Binary column, each value a row in the format's own bytes. */
  readonly writeRaw?: (batch: RecordBatch) => Promise<void>;
  /** Writes what ends a file. */
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
  /** Whether first bytes look like this type; asked where magic and extension say nothing. */
  sniff?(head: Uint8Array): boolean;
  readonly options: O;
  /**
   * Opens a file; the reader does not close the source. `schema`, where given, takes the place of
   * what a format without stated types would infer. Readers with one `owner` may share what they
   * remember of the files, which must not change as long as it lives.
   */
  open(
    source: ByteSource,
    options: OptionValues<O>,
    schema?: Schema,
    owner?: object,
  ): Promise<Reader>;
  /** A file that makes the folder it is in one source of this format, as `meta/info.json` does. */
  readonly folderMarker?: string;
  /** Opens the folder that the marker is in. */
  openFolder?(folder: ByteFolder, options: OptionValues<O>): Promise<Reader>;
  /** Starts a file; the writer does not close the sink. */
  create?(sink: ByteSink, schema: Schema, options: OptionValues<O>): Promise<Writer>;
  /** Starts a file for rows of the kind of `first`, which is not written yet. */
  createEncoded?(sink: ByteSink, first: EncodedRows): EncodedWriter;
}

export function defineFormat<const O extends Options>(format: Format<O>): Format<O> {
  return format;
}
