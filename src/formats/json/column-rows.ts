import type { Schema } from "apache-arrow";
import type { ByteSource } from "../../io/byte-source.ts";
import { Utf8Builder } from "../column-builder.ts";
import type { ReadRequest, RejectedRow, RowBatch } from "../format.ts";
import { isBlank, trimmedEnd } from "../lines.ts";
import { BATCH_BYTES, DEFAULT_ROWS } from "../row-assembler.ts";
import { invalidUtf8At } from "../utf8.ts";
import { JsonColumns } from "./columns.ts";
import { type LineScanner, MAX_ROWS } from "./line-scanner.ts";
import { type Lines, scannedLines } from "./scanned-lines.ts";

/**
 * The rows of JSON lines with one text column, which is what `schema` has, and the scanner gathers.
 * Lines that it stops at, and those that are too long for it, are read by `JsonColumns`.
 */
export async function* columnRows(
  source: ByteSource,
  scanner: LineScanner,
  schema: Schema,
  request: ReadRequest,
): AsyncIterable<RowBatch> {
  const { signal } = request;
  const rows = new ColumnRows(scanner, schema, request);
  for await (const lines of scannedLines(source, scanner, signal)) {
    for (const batch of rows.append(lines)) {
      yield batch;
      signal?.throwIfAborted();
    }
  }
  if (!rows.empty) yield rows.take();
}

/** Rows on their way into batches. */
class ColumnRows {
  private readonly scanner: LineScanner;
  private readonly schema: Schema;
  private readonly batchRows: number;
  private readonly batchBytes: number;
  private readonly withRanges: boolean;
  private readonly builder = new Utf8Builder();
  private readonly columns: JsonColumns;
  private firstRow = 0;
  private rejected: RejectedRow[] = [];

  constructor(scanner: LineScanner, schema: Schema, request: ReadRequest) {
    this.scanner = scanner;
    this.schema = schema;
    this.batchRows = Math.min(request.batchRows ?? DEFAULT_ROWS, MAX_ROWS);
    this.batchBytes = request.batchBytes ?? BATCH_BYTES;
    this.withRanges = request.ranges === true;
    this.columns = new JsonColumns(schema, [this.builder], false);
  }

  get empty(): boolean {
    return this.scanner.rowCount + this.rejected.length === 0;
  }

  private get full(): boolean {
    const { scanner, rejected, batchRows, batchBytes } = this;
    return scanner.rowCount + rejected.length >= batchRows || scanner.textBytes >= batchBytes;
  }

  /** Appends the rows of lines; yields the batches that are full. */
  *append({ scannable, bytes, start, end, origin }: Lines): Iterable<RowBatch> {
    const { scanner, batchRows, batchBytes } = this;
    let at = start;
    while (at < end) {
      let stop = { outcome: "line", lineStart: at, lineEnd: end };
      if (scannable) {
        const maxRows = batchRows - this.rejected.length;
        stop = scanner.scan(at, end, origin, maxRows, batchBytes);
      }
      const { outcome, lineStart, lineEnd } = stop;
      if (outcome === "line") {
        this.appendLine(bytes, lineStart, lineEnd, origin + lineStart);
        at = lineEnd + 1;
      } else at = lineStart;
      if (this.full) yield this.take();
    }
  }

  /** The rows gathered so far. */
  take(): RowBatch {
    const { firstRow, rejected } = this;
    const { batch, ranges } = this.scanner.take(this.schema);
    this.firstRow += batch.numRows + rejected.length;
    this.rejected = [];
    return { firstRow, batch, rejected, ...(this.withRanges && { ranges }) };
  }

  /** Appends a line without its line feed, from its place in the source. */
  private appendLine(bytes: Uint8Array, start: number, lineEnd: number, place: number): void {
    const end = trimmedEnd(bytes, start, lineEnd);
    if (isBlank(bytes, start, end)) return;
    const utf8 = invalidUtf8At(bytes.subarray(start, end));
    if (utf8 >= 0) {
      this.reject(`is not valid UTF-8 at byte ${place + utf8}`);
      return;
    }
    const bad = this.columns.append(bytes, start, end);
    if (bad) this.reject(`${bad.reason}, at byte ${place + bad.at}`);
    else {
      const { nullCount, values } = this.builder.finish();
      const text = nullCount > 0 ? undefined : (values as Uint8Array);
      this.scanner.append(text, place, end - start);
    }
  }

  private reject(reason: string): void {
    const rowIndex = this.firstRow + this.scanner.rowCount + this.rejected.length;
    this.rejected.push({ rowIndex, reason });
  }
}
