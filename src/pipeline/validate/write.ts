import { join } from "node:path";
import type { Format, RowBatch } from "../../formats/format.ts";
import type { Column } from "../../rules/column.ts";
import { shownValue } from "../../rules/shown.ts";
import type { Progress } from "../../telemetry/progress.ts";
import { DataParts } from "../data-parts.ts";
import type { InputSource } from "../inputs.ts";
import type { RowIndex } from "../row-index.ts";
import { SourceProgress } from "../source-progress.ts";
import { sourceChanged } from "../source-records.ts";
import { takeRows } from "../take.ts";
import { WRITE_PHASE } from "../write-data.ts";
import type { Check } from "./check.ts";
import { columnsOf } from "./read.ts";
import { type Rejected, RejectedRows } from "./rejected-rows.ts";

const BATCH_ROWS = 4096;

export interface WriteRequest {
  readonly sources: readonly InputSource[];
  readonly checks: readonly Check[];
  readonly index: RowIndex;
  readonly format: Format;
  /** Where `data/` and `rejected.parquet` are made. */
  readonly folder: string;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/** The second pass: good rows go to `data/`, the others with their reasons to `rejected.parquet`. */
export async function writeRows(request: WriteRequest): Promise<void> {
  const { sources, checks, index, format, folder, progress, signal } = request;
  progress.start(WRITE_PHASE, "rows", { items: index.rowCount + index.rejected.length });
  const first = await sources[0]!.open();
  await first.close();
  const names = sources.map(({ name }) => name);
  const parts = new DataParts(join(folder, "data"), format);
  const rejects = await RejectedRows.create(join(folder, "rejected.parquet"), first.schema, names);
  let row = 0;
  try {
    for (const [number, source] of sources.entries()) {
      const seen = new SourceProgress(progress, WRITE_PHASE, source);
      const reader = await source.open(seen.onBytes);
      try {
        for await (const rows of reader.read({
          batchRows: BATCH_ROWS,
          ...(signal && { signal }),
        })) {
          signal?.throwIfAborted();
          const { batch } = rows;
          if (batch.numRows > 0) {
            const place = row < index.rowCount ? index.place(row) : undefined;
            if (place?.source !== number) throw sourceChanged(source.name);
          }
          const { good, bad } = sorted(rows, number, row, checks);
          if (good.length > 0) {
            const kept = good.length === batch.numRows ? batch : takeRows(batch, good);
            await parts.write(reader.schema, kept, false);
          }
          await rejects.write(bad, batch);
          row += batch.numRows;
          seen.rows(batch.numRows + rows.rejected.length, batch.numRows, reader);
        }
        seen.end();
      } finally {
        await reader.close();
      }
    }
    if (row !== index.rowCount) throw sourceChanged(sources.at(-1)!.name);
    if (parts.isEmpty) await parts.writeEmpty(sources[0]!, []);
    await parts.close();
    await rejects.close();
  } catch (error) {
    await parts.abort();
    await rejects.abort();
    throw error;
  }
  progress.end(WRITE_PHASE);
}

/** The rows of a batch that stay, by position, and those that do not, in input order. */
function sorted(
  { firstRow, batch, rejected }: RowBatch,
  source: number,
  dense: number,
  checks: readonly Check[],
): { readonly good: Uint32Array; readonly bad: readonly Rejected[] } {
  const good = new Uint32Array(batch.numRows);
  const bad: Rejected[] = [];
  let columns: ReadonlyMap<string, Column> | undefined;
  let kept = 0;
  let rowIndex = firstRow;
  let unread = 0;
  const skipUnread = (): void => {
    for (; rejected[unread]?.rowIndex === rowIndex; rowIndex++, unread++) {
      const { reason } = rejected[unread]!;
      bad.push({ source, rowIndex, stage: "read", reason, at: undefined });
    }
  };
  for (let at = 0; at < batch.numRows; at++, rowIndex++) {
    skipUnread();
    const broken = checks.filter(({ marks }) => marks.has(dense + at));
    if (broken.length === 0) good[kept++] = at;
    else {
      const read = (columns ??= columnsOf(batch));
      const reason = broken.map((check) => reasonOf(check, read, at)).join("; ");
      bad.push({ source, rowIndex, stage: "validate", reason, at });
    }
  }
  skipUnread();
  return { good: good.subarray(0, kept), bad };
}

function reasonOf(
  { name, reads, declared: { column, given, rule } }: Check,
  columns: ReadonlyMap<string, Column>,
  at: number,
): string {
  const options = Object.entries(given)
    .filter(([, value]) => value !== true)
    .map(([key, value]) => (key === rule.short ? "" : `${key} `) + String(value));
  const values = reads
    .filter((each) => columns.has(each) && (column === undefined || each === column))
    .map((each) => (column === undefined ? `${each} ` : "") + shownValue(columns.get(each)!, at));
  const asked = [name, options.join(", ")].filter((text) => text !== "").join(" ");
  const what = values.length === 0 ? "" : `, it is ${values.join(", ")}`;
  return `${column === undefined ? "" : `${column}: `}${asked}${what}`;
}
