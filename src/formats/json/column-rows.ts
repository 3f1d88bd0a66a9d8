import type { Schema } from "apache-arrow";
import type { ByteSource } from "../../io/byte-source.ts";
import { readAhead } from "../../io/read-ahead.ts";
import { Utf8Builder } from "../column-builder.ts";
import type { ReadRequest, RejectedRow, RowBatch } from "../format.ts";
import { concatenate, isBlank, trimmedEnd } from "../lines.ts";
import { BATCH_BYTES, DEFAULT_ROWS } from "../row-assembler.ts";
import { bomLength, invalidUtf8At } from "../utf8.ts";
import { CARRY_BYTES, type ColumnScanner, MAX_ROWS } from "./column-scanner.ts";
import { JsonColumns } from "./columns.ts";

const LINE_FEED = 10;

/**
 * The rows of JSON lines with one text column, which is what `schema` has. The scanner reads the
 * lines; those that it stops at, and those that are too long for it, are read by `JsonColumns`.
 */
export async function* columnRows(
  source: ByteSource,
  scanner: ColumnScanner,
  schema: Schema,
  request: ReadRequest,
): AsyncIterable<RowBatch> {
  const { signal } = request;
  const rows = new ColumnRows(scanner, schema, request);
  const { bytes, buffers } = scanner;
  /** The beginning of a line that is not complete: in front of the next block, or by itself. */
  let carried = 0;
  let long: Uint8Array[] = [];
  let offset = 0;
  let next = buffers[0].byteOffset;
  for await (const block of readAhead(source, buffers, signal)) {
    signal?.throwIfAborted();
    const origin = offset - block.byteOffset;
    const end = block.byteOffset + block.length;
    let from = block.byteOffset - carried + (offset === 0 ? bomLength(block) : 0);
    const lastFeed = block.lastIndexOf(LINE_FEED);
    const lines = lastFeed < 0 ? from : block.byteOffset + lastFeed + 1;
    next = buffers[block.byteOffset === buffers[0].byteOffset ? 1 : 0].byteOffset;
    if (long.length > 0 && lines > from) {
      const feed = bytes.indexOf(LINE_FEED, from);
      const line = concatenate([...long, bytes.subarray(from, feed)]);
      rows.appendLine(line, 0, line.length, origin + feed - line.length);
      long = [];
      from = feed + 1;
    }
    for (const batch of rows.append(from, lines, origin)) {
      yield batch;
      signal?.throwIfAborted();
    }
    from = Math.max(from, lines);
    carried = 0;
    if (long.length > 0 || end - from > CARRY_BYTES) long.push(bytes.slice(from, end));
    else {
      carried = end - from;
      bytes.copyWithin(next - carried, from, end);
    }
    offset += block.length;
  }
  // The last line may have no line feed.
  if (long.length > 0) {
    const line = concatenate(long);
    rows.appendLine(line, 0, line.length, offset - line.length);
  }
  bytes[next] = LINE_FEED;
  for (const batch of rows.append(next - carried, next + 1, offset - next)) {
    yield batch;
    signal?.throwIfAborted();
  }
  if (!rows.empty) yield rows.take();
}

/** Rows on their way into batches. */
class ColumnRows {
  private readonly scanner: ColumnScanner;
  private readonly schema: Schema;
  private readonly batchRows: number;
  private readonly withRanges: boolean;
  private readonly builder = new Utf8Builder();
  private readonly columns: JsonColumns;
  private firstRow = 0;
  private rejected: RejectedRow[] = [];

  constructor(scanner: ColumnScanner, schema: Schema, request: ReadRequest) {
    this.scanner = scanner;
    this.schema = schema;
    this.batchRows = Math.min(request.batchRows ?? DEFAULT_ROWS, MAX_ROWS);
    this.withRanges = request.ranges === true;
    this.columns = new JsonColumns(schema, [this.builder], false);
  }

  get empty(): boolean {
    return this.scanner.rowCount + this.rejected.length === 0;
  }

  private get full(): boolean {
    const { scanner, rejected, batchRows } = this;
    return scanner.rowCount + rejected.length >= batchRows || scanner.textBytes >= BATCH_BYTES;
  }

  /** Appends the lines `[start, end)` of the scanner's memory; yields the batches that are full. */
  *append(start: number, end: number, origin: number): Iterable<RowBatch> {
    const { scanner, batchRows } = this;
    let at = start;
    while (at < end || this.full) {
      if (this.full) {
        yield this.take();
        continue;
      }
      const maxRows = batchRows - this.rejected.length;
      const outcome = scanner.scan(at, end, origin, maxRows, BATCH_BYTES);
      const [lineStart, lineEnd] = scanner.line;
      at = lineStart;
      if (outcome === "line") {
        this.appendLine(scanner.bytes, lineStart, lineEnd, origin + lineStart);
        at = lineEnd + 1;
      }
    }
  }

  /** Appends a line without its line feed, from its place in the source. */
  appendLine(bytes: Uint8Array, start: number, lineEnd: number, at: number): void {
    const end = trimmedEnd(bytes, start, lineEnd);
    if (isBlank(bytes, start, end)) return;
    const utf8 = invalidUtf8At(bytes.subarray(start, end));
    if (utf8 >= 0) {
      this.reject(`is not valid UTF-8 at byte ${at + utf8}`);
      return;
    }
    const bad = this.columns.append(bytes, start, end);
    if (bad) this.reject(`${bad.reason}, at byte ${at + bad.at}`);
    else {
      const { nullCount, values } = this.builder.finish();
      const text = nullCount > 0 ? undefined : (values as Uint8Array);
      this.scanner.append(text, at, end - start);
    }
  }

  take(): RowBatch {
    const { firstRow, rejected } = this;
    const { batch, ranges } = this.scanner.take(this.schema);
    this.firstRow += batch.numRows + rejected.length;
    this.rejected = [];
    return { firstRow, batch, rejected, ...(this.withRanges && { ranges }) };
  }

  private reject(reason: string): void {
    const rowIndex = this.firstRow + this.scanner.rowCount + this.rejected.length;
    this.rejected.push({ rowIndex, reason });
  }
}
