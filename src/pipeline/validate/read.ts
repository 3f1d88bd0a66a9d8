import type { Field, RecordBatch } from "apache-arrow";
import type { Reader } from "../../formats/format.ts";
import { Column } from "../../rules/column.ts";
import type { RuleBatch } from "../../rules/rule.ts";
import type { Progress } from "../../telemetry/progress.ts";
import { type InputSource, resolveInputs } from "../inputs.ts";
import type { RowIndex } from "../row-index.ts";
import { SourceProgress } from "../source-progress.ts";

const CHECK_PHASE = "Check";

/** Rows of a batch, at most. */
const BATCH_ROWS = 16_384;

/** The columns of the inputs. */
export interface InputFields {
  readonly fields: readonly Field[];
  /** Those inside objects, too. */
  readonly byName: ReadonlyMap<string, Field>;
  /** Columns whose type is a guess: no value was found that says it. */
  readonly unsure: ReadonlySet<string>;
}

export async function inputFields(sources: readonly InputSource[]): Promise<InputFields> {
  const reader = await sources[0]!.open();
  await reader.close();
  const { fields } = reader.schema;
  const all = [...(reader.nested ?? []), ...fields];
  return {
    fields,
    byName: new Map(all.map((field) => [field.name, field])),
    unsure: sources[0]!.unsure ?? new Set(),
  };
}

export interface ReadRequest {
  readonly sources: readonly InputSource[];
  readonly columns: readonly string[];
  readonly index: RowIndex;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
  /** What the progress is called. */
  readonly phase?: string;
}

/** The rows of all sources, good ones in batches; bad ones are in the index. */
export async function* readRows(request: ReadRequest): AsyncIterable<RuleBatch> {
  const { sources, columns, index, progress, signal, phase = CHECK_PHASE } = request;
  progress.start(phase, "rows", {
    bytes: sources.reduce((sum, { byteLength }) => sum + byteLength, 0),
  });
  for (const [number, source] of sources.entries()) {
    const seen = new SourceProgress(progress, phase, source);
    const reader = await source.open(seen.onBytes);
    try {
      const wanted = { columns, checkAll: true, batchRows: BATCH_ROWS, ...(signal && { signal }) };
      for await (const { firstRow, batch, rejected } of reader.read(wanted)) {
        signal?.throwIfAborted();
        const first = index.rowCount;
        index.add(number, firstRow, batch.numRows, rejected);
        if (batch.numRows > 0) {
          yield {
            columns: columnsOf(batch),
            rowCount: batch.numRows,
            firstRow: first,
            source: number,
          };
        }
        const rows = batch.numRows + rejected.length;
        seen.rows(rows, rows, reader);
      }
      seen.end();
    } finally {
      await reader.close();
    }
  }
  progress.end(phase);
}

export function columnsOf(batch: RecordBatch): Map<string, Column> {
  return new Map(
    batch.schema.fields.map(({ name }, i) => [name, new Column(name, batch.data.children[i]!)]),
  );
}

/** The values of one column of other files. */
export async function* readColumn(
  file: string,
  column: string,
  signal: AbortSignal | undefined,
): AsyncIterable<Column> {
  for (const source of await resolveInputs([file], { columns: [column] })) {
    const reader: Reader = await source.open();
    try {
      for await (const { batch } of reader.read({ columns: [column], ...(signal && { signal }) })) {
        if (batch.numRows > 0) yield new Column(column, batch.data.children[0]!);
      }
    } finally {
      await reader.close();
    }
  }
}
