import { mkdir } from "node:fs/promises";
import type { RecordBatch } from "apache-arrow";
import type { Format, Reader, RowBatch, RowRanges } from "../formats/format.ts";
import type { Progress } from "../telemetry/progress.ts";
import { countOnes } from "../core/mask.ts";
import { type DataFile, DataParts } from "./data-parts.ts";
import type { Digester } from "./digester.ts";
import { copiesRows, type InputSource, passesOn } from "./inputs.ts";
import { type AddedColumn, appendAdded, withAdded } from "./added-columns.ts";
import { maskedRanges } from "./row-ranges.ts";
import type { RowIndex } from "./row-index.ts";
import type { RowStore } from "./row-store.ts";
import { sourceChanged } from "./source-records.ts";
import { SourceProgress } from "./source-progress.ts";
import { takeRows } from "./take.ts";

export const WRITE_PHASE = "Write";

const READER_ROWS = 2048;
/** Rows whose places in their source are in memory at once. */
const RANGE_ROWS = 2 ** 16;

export interface WriteRequest {
  readonly sources: readonly InputSource[];
  readonly index: RowIndex;
  /** 1 for the rows to write, by dense row. */
  readonly alive: Uint8Array;
  /** Rows and sources of the index, which come first and are not written. */
  readonly indexRows: number;
  readonly sourceOffset: number;
  /** The columns that the first pass read. */
  readonly columns: readonly string[];
  /** Where rows `[start, end)` are in their source, where the first pass kept that. */
  readonly ranges?: (start: number, end: number) => Promise<RowRanges | undefined>;
  /** The columns that map stages added, and where their values are. */
  readonly added: readonly AddedColumn[];
  readonly store: Pick<RowStore, "columnRows">;
  readonly format: Format;
  readonly folder: string;
  readonly digester: Digester;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

export interface WrittenData {
  readonly files: readonly DataFile[];
  readonly rows: number;
}

/**
 * The second pass: reads the sources again and writes the rows that stay, in input order. Its phase
 * goes on until all outputs are written.
 */
export async function writeData(request: WriteRequest): Promise<WrittenData> {
  const { sources, alive, added, store, format, folder, digester, progress, signal } = request;
  await mkdir(folder, { recursive: true });
  progress.start(WRITE_PHASE, "rows", { items: alive.length - request.indexRows });
  const parts = new DataParts(folder, format, digester);
  let row = request.indexRows;
  try {
    for (const [i, source] of sources.entries()) {
      const seen = new SourceProgress(progress, WRITE_PHASE, source);
      const reader = await source.open(seen.onBytes);
      try {
        const copied =
          (await copyRows(request, reader, i, parts)) ||
          (await copyEncoded(request, reader, i, parts));
        row += copied;
        if (copied > 0) {
          seen.rows(copied, copied, reader);
          seen.end();
          continue;
        }
        const { batches, raw } = readRows(reader, source, request);
        const schema = withAdded(reader.schema, added);
        for await (const rows of batches) {
          signal?.throwIfAborted();
          checkUnsourceChanged(request.index, row, request.sourceOffset + i, rows, source.name);
          const batch =
            added.length > 0
              ? await appendAdded(rows.batch, schema, added, store, row)
              : rows.batch;
          const kept = keptRows(batch, alive.subarray(row, row + batch.numRows));
          row += batch.numRows;
          if (kept) await parts.write(schema, kept, raw);
          seen.rows(rows.batch.numRows + rows.rejected.length, rows.batch.numRows, reader);
        }
        seen.end();
      } finally {
        await reader.close();
      }
    }
    if (row !== alive.length) throw sourceChanged(sources.at(-1)?.name ?? folder);
    if (parts.isEmpty && sources[0]) await parts.writeEmpty(sources[0], added);
    await parts.close();
  } catch (error) {
    await parts.abort();
    throw error;
  }
  return { files: parts.files, rows: parts.rows };
}

/** Copies the rows of a source that stay from where they are; returns 0 where it cannot. */
async function copyRows(
  request: WriteRequest,
  reader: Reader,
  source: number,
  parts: DataParts,
): Promise<number> {
  const { sources, index, alive, added, ranges, format, sourceOffset, signal } = request;
  if (added.length > 0 || !copiesRows(sources, reader, format)) return 0;
  const [start, end] = index.rowsOf(sourceOffset + source);
  if (start === end || !(await ranges?.(start, start + 1))) return 0;
  const kept = keptRanges(request, start, end);
  for await (const bytes of reader.copyRanges!(kept, signal)) {
    await parts.writeBytes(reader.schema, bytes);
  }
  await parts.wrote(countOnes(alive.subarray(start, end)));
  return end - start;
}

/** Where the rows from `start` to `end` are that stay, so many at a time. */
async function* keptRanges(
  { alive, ranges }: WriteRequest,
  start: number,
  end: number,
): AsyncGenerator<RowRanges> {
  for (let from = start; from < end; from += RANGE_ROWS) {
    const to = Math.min(end, from + RANGE_ROWS);
    const mask = alive.subarray(from, to);
    yield maskedRanges((await ranges!(from, to))!, mask, countOnes(mask));
  }
}

/** Copies the rows of a source that stay as they are encoded; returns 0 where it cannot. */
async function copyEncoded(
  { sources, index, alive, added, format, sourceOffset, signal }: WriteRequest,
  reader: Reader,
  source: number,
  parts: DataParts,
): Promise<number> {
  const { encodedRows, rowCount } = reader;
  const { name, format: own } = sources[source]!;
  if (added.length > 0 || !encodedRows || own.name !== format.name) return 0;
  const [start, end] = index.rowsOf(sourceOffset + source);
  if (rowCount !== end - start) throw sourceChanged(name);
  for await (const encoded of encodedRows(alive.subarray(start, end), signal)) {
    await parts.writeEncoded(encoded);
  }
  return end - start;
}

/**
 * All columns of the rows, or their own bytes where the format of the output is that of the input.
 * Either way the rows that the first pass rejected are rejected again, and no others.
 */
function readRows(
  reader: Reader,
  source: InputSource,
  { columns, added, format, signal }: WriteRequest,
): { batches: AsyncIterable<RowBatch>; raw: boolean } {
  const request = { batchRows: READER_ROWS, ...(signal && { signal }) };
  if (added.length === 0 && passesOn(source, reader, format)) {
    return { batches: reader.readRaw!({ ...request, columns }), raw: true };
  }
  return { batches: reader.read(request), raw: false };
}

/** The batch without its removed rows; undefined where none is left. */
function keptRows(batch: RecordBatch, alive: Uint8Array): RecordBatch | undefined {
  const indices = new Uint32Array(batch.numRows);
  let count = 0;
  alive.forEach((live, i) => {
    if (live) indices[count++] = i;
  });
  if (count === 0) return undefined;
  return count === batch.numRows ? batch : takeRows(batch, indices.subarray(0, count));
}

/** The rows of the second pass must be those of the first. */
function checkUnsourceChanged(
  index: RowIndex,
  row: number,
  source: number,
  rows: RowBatch,
  name: string,
): void {
  if (rows.batch.numRows === 0) return;
  if (row + rows.batch.numRows > index.rowCount) throw sourceChanged(name);
  const place = index.place(row);
  const rejectedBefore = rows.rejected.filter(
    ({ rowIndex }, i) => rowIndex === rows.firstRow + i,
  ).length;
  if (place.source !== source || place.rowIndex !== rows.firstRow + rejectedBefore) {
    throw sourceChanged(name);
  }
}
