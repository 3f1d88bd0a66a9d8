import type { Format, RowBatch } from "../formats/format.ts";
import { SchemaError } from "../core/errors.ts";
import { concatWords } from "../core/words.ts";
import { GatheredColumns, type TakenColumns } from "./gathered-columns.ts";
import { rangeColumns } from "./row-ranges.ts";
import type { Counts, Observation } from "../stages/stage.ts";
import type { Progress } from "../telemetry/progress.ts";
import { copiesRows, type InputSource, keepFormat, passesOn } from "./inputs.ts";
import type { RunningMap, RunningStage } from "./parse-stages.ts";
import { extraState } from "./preference.ts";
import { requireText } from "./require-text.ts";
import { RowIndex } from "./row-index.ts";
import type { RowStore } from "./row-store.ts";
import type { Position } from "./shard.ts";
import { SourceProgress } from "./source-progress.ts";
import { vectorSections, vectorWords } from "./stored-vectors.ts";
import type { KnownDims } from "./vector-batch.ts";

export const READ_PHASE = "Read and hash";

/** What the first pass is called: where no rows are removed, none are hashed. */
export function readPhase(maps: number, removing: number): string {
  return maps > 0 && removing === 0 ? "Read and compute" : READ_PHASE;
}

/** Bytes of text a device batch gathers. */
const BATCH_BYTES = 8 * 2 ** 20;
/** Bytes that make one, so that a batch of a reader that is nearly full goes as it is. */
const ENOUGH_BYTES = 6 * 2 ** 20;
/** Device batches on their way at once. */
const IN_FLIGHT = 3;

export interface ObserveRequest {
  readonly sources: readonly InputSource[];
  /** What to read of them. */
  readonly columns: readonly string[];
  /** What the rows are written as: a row that cannot be is rejected now. */
  readonly output: Format;
  readonly maps: readonly RunningMap[];
  readonly stages: readonly RunningStage[];
  readonly store: RowStore;
  /** Sources of the index, which are counted first. */
  readonly sourceOffset: number;
  /** Where an unfinished run stopped. */
  readonly from: Position;
  readonly batchRows: number;
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
}

/** The first pass: every stage sees every row, in row order, batch by batch. */
export async function observe(request: ObserveRequest): Promise<void> {
  const { sources, sourceOffset, columns, store, from, progress, signal } = request;
  const known: KnownDims = new Map();
  const rewrites = request.maps.length > 0;
  const bytes = sources.slice(from.source).reduce((sum, source) => sum + source.byteLength, 0);
  const phase = readPhase(request.maps.length, request.stages.length);
  progress.start(phase, "rows", { bytes });
  const queue = new OrderedQueue(IN_FLIGHT);
  let batch: PendingBatch | undefined;
  const send = async (pending: PendingBatch, next: Position): Promise<void> => {
    const observed = pending.observe();
    // Thrown where the queue gets to it; here it only must not go unseen.
    observed.catch(() => {});
    await queue.push(async () => {
      const { observations, vectors, counts } = await observed;
      const words = { ...pending.columns(), ...vectors };
      await store.append(pending.index, observations, words, next, counts);
    });
  };
  try {
    for (let source = from.source; source < sources.length; source++) {
      const input = sources[source]!;
      const seen = new SourceProgress(progress, phase, input);
      const reader = await input.open(seen.onBytes);
      try {
        const skip = source === from.source ? from.rowIndex : 0;
        for await (const rows of reader.read({
          columns,
          checkAll: rewrites || !passesOn(input, reader, request.output),
          ranges: !rewrites && copiesRows(sources, reader, request.output),
          remember: !rewrites && keepFormat(sources, request.output),
          batchRows: request.batchRows,
          batchBytes: BATCH_BYTES,
          ...(signal && { signal }),
        })) {
          signal?.throwIfAborted();
          const count = rows.batch.numRows + rows.rejected.length;
          const end = rows.firstRow + count;
          if (end <= skip) {
            seen.rows(count, 0, reader);
            continue;
          }
          const fresh = rowsFrom(rows, skip);
          batch ??= new PendingBatch(request, fresh, known);
          batch.add(sourceOffset + source, input.name, fresh);
          seen.rows(count, fresh.batch.numRows, reader);
          if (batch.rowCount >= request.batchRows || batch.byteLength >= ENOUGH_BYTES) {
            await send(batch, { source, rowIndex: end });
            batch = undefined;
          }
        }
        seen.end();
      } finally {
        await reader.close();
      }
    }
  } catch (error) {
    // What was observed so far is kept: a stopped run goes on from there.
    await queue.drain().catch(() => {});
    throw error;
  }
  if (batch) await send(batch, { source: sources.length, rowIndex: 0 });
  await queue.drain();
  progress.end(phase);
}

/** The rows of a batch from row `first` of the source on. */
function rowsFrom(rows: RowBatch, first: number): RowBatch {
  if (rows.firstRow >= first) return rows;
  const rejected = rows.rejected.filter(({ rowIndex }) => rowIndex >= first);
  const done = first - rows.firstRow - (rows.rejected.length - rejected.length);
  const ranges = rows.ranges && {
    starts: rows.ranges.starts.subarray(done),
    lengths: rows.ranges.lengths.subarray(done),
  };
  const batch = rows.batch.slice(done);
  return { firstRow: first, batch, rejected, ...(ranges && { ranges }) };
}

type Stages = Pick<ObserveRequest, "maps" | "stages" | "store">;

/** What the stages make of a batch. */
interface Observed {
  /** What each remembers. */
  readonly observations: readonly Observation[];
  /** The vector columns that are compared or added. */
  readonly vectors: Readonly<Record<string, Uint32Array>>;
  /** What each map stage counted. */
  readonly counts: readonly Counts[];
}

/** Rows gathered for one device batch. */
class PendingBatch {
  readonly index = new RowIndex();
  readonly #request: Stages;
  readonly #gathered: GatheredColumns;
  readonly #extra: Record<string, Uint32Array[]> = {};

  constructor(request: Stages, { batch: { schema } }: RowBatch, known: KnownDims) {
    this.#request = request;
    for (const { compares, measure } of request.stages) {
      if (measure !== "degree" || compares === "all") continue;
      requireText(schema, compares, {
        rule: "fuzzy dedup compares a text column",
        otherwise: "dedup exact compares any column",
      });
    }
    this.#gathered = new GatheredColumns(schema, request.maps, request.stages, known);
  }

  get rowCount(): number {
    return this.index.rowCount;
  }

  get byteLength(): number {
    return this.#gathered.byteLength;
  }

  add(source: number, name: string, { firstRow, batch, rejected, ranges }: RowBatch): void {
    this.index.add(source, firstRow, batch.numRows, rejected);
    for (const [column, words] of Object.entries(ranges ? rangeColumns(ranges) : {})) {
      (this.#extra[column] ??= []).push(words);
    }
    this.#gathered.append(batch, firstRow, name);
    for (const [i, { options }] of this.#request.stages.entries()) {
      for (const [column, values] of Object.entries(extraState(options, batch))) {
        (this.#extra[`${i}.${column}`] ??= []).push(values);
      }
    }
  }

  async observe(): Promise<Observed> {
    const { maps, stages } = this.#request;
    const columns = this.#gathered.take();
    const counts = await columns.add(maps);
    const observations = await Promise.all(
      stages.map(({ run, compares, vectors }) =>
        run.observe(
          columns.compared(compares),
          vectors === undefined ? undefined : columns.vectors(vectors),
        ),
      ),
    );
    return { observations, vectors: this.#vectors(columns), counts };
  }

  #vectors(columns: TakenColumns): Record<string, Uint32Array> {
    const { maps, stages, store } = this.#request;
    const compared = stages.flatMap(({ vectors }) => vectors ?? []);
    const words: Record<string, Uint32Array> = {};
    for (const name of new Set([...maps.map(({ adds }) => adds), ...compared])) {
      const column = columns.vectors(name);
      requireDims(store, name, column.dims);
      Object.assign(words, vectorWords(name, column));
    }
    return words;
  }

  columns(): Record<string, Uint32Array> {
    return Object.fromEntries(
      Object.entries(this.#extra).map(([name, parts]) => [name, concatWords(parts)]),
    );
  }
}

/** Vectors are as long as those of the index, or of the rows before a stop. */
function requireDims(store: RowStore, name: string, dims: number): void {
  const stored = store.columnWidth(vectorSections(name)[0]) ?? dims;
  if (stored === dims) return;
  const whose = store.indexRows > 0 ? "those of the index" : "those before them";
  throw new SchemaError(
    name,
    `The vectors of "${name}" have ${dims} numbers, ${whose} have ${stored}.`,
    {
      rule: "vectors that are compared have one length, and are made by one model",
      fix: "embed with the model of the index, or use another --index for these",
    },
  );
}

/** Runs tasks one after the other while their inputs are prepared ahead, up to a limit. */
class OrderedQueue {
  readonly #limit: number;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();
  readonly #done: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  async push(task: () => Promise<void>): Promise<void> {
    this.#waiting++;
    this.#last = this.#last.then(task).finally(() => {
      this.#waiting--;
      this.#done.shift()?.();
    });
    this.#last.catch(() => {});
    if (this.#waiting >= this.#limit) await Promise.race([this.#freed(), this.#last]);
  }

  #freed(): Promise<void> {
    return new Promise((resolve) => this.#done.push(resolve));
  }

  drain(): Promise<void> {
    return this.#last;
  }
}
