import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { DataType } from "apache-arrow";
import type { ColumnChunks } from "../formats/parquet/column-values.ts";
import { selectSchema } from "../formats/select.ts";
import { typeName } from "../formats/type-name.ts";
import { type ColumnState, plainShape } from "../profile/column.ts";
import { Engine } from "../profile/engine.ts";
import { keepingFor } from "../profile/keeping.ts";
import type { ProfileInput } from "../profile/profile.ts";
import { type ColumnWork, type NamedWork, type SharedWork, takeWork } from "./column-work.ts";
import type { InputSource } from "./inputs.ts";
import { observeHere, type Observed, patternsOf, type Reading, relate } from "./profile-parts.ts";
import type { ThreadNews } from "./profile-thread.ts";

/** With fewer rows a thread takes longer to start than it saves. */
const LEAST_ROWS = 200_000;
/** Formats that read some columns without the others. */
const COLUMNAR = new Set(["parquet"]);

const threadFile = new URL(
  import.meta.url.endsWith(".ts") ? "./profile-thread.ts" : "./profile-thread.js",
  import.meta.url,
);

/** The columns of a dataset, one by one, and where its rows are. */
export interface ColumnPlan {
  readonly work: readonly ColumnWork[];
  /** In the order of the dataset. */
  readonly names: readonly string[];
  readonly inputs: readonly ProfileInput[];
  readonly rows: number;
}

/** How a dataset is taken in column by column, where its format can be read so. */
export async function columnPlan(
  sources: readonly InputSource[],
  { columns, brief }: Pick<Reading, "columns" | "brief">,
): Promise<ColumnPlan | undefined> {
  if (!sources.every(({ format }) => COLUMNAR.has(format.name))) return undefined;
  const inputs: ProfileInput[] = [];
  const places: ((name: string) => ColumnChunks | undefined)[] = [];
  let rows = 0;
  let fields: readonly { readonly name: string; readonly type: DataType }[] = [];
  for (const source of sources) {
    const { name: path, byteLength, format } = source;
    const reader = await source.open();
    const { columnChunks = () => undefined, rowCount } = reader;
    if (inputs.length === 0) fields = selectSchema(path, reader, columns).fields;
    await reader.close();
    if (rowCount === undefined) return undefined;
    places.push(columnChunks);
    inputs.push({ path, format: format.name, byteLength, firstRow: rows, rows: rowCount });
    rows += rowCount;
  }
  const keeping = keepingFor(fields.length, brief);
  const work = fields.map(({ name, type }): ColumnWork & { readonly weight: number } => {
    const shape = plainShape(name, type);
    const files = inputs.flatMap(({ path, firstRow, rows: count }, i) => {
      const column = count > 0 ? places[i]!(name) : undefined;
      return column ? [{ path, firstRow, column }] : [];
    });
    const all = files.length === inputs.filter((input) => input.rows > 0).length;
    if (!shape || !all) {
      const paths = inputs.map(({ path }) => path);
      const named = { name, inputs: paths, of: fields.length, brief };
      return { ...named, weight: Number.POSITIVE_INFINITY };
    }
    const weight = files.reduce((sum, file) => sum + weightOf(file.column), 0);
    return { name, type: typeName(type), shape, keeping, files, weight };
  });
  // The longest first, so that the last to end does not end long after the others.
  work.sort((a, b) => b.weight - a.weight);
  return { work, names: fields.map(({ name }) => name), inputs, rows };
}

function weightOf({ chunks }: ColumnChunks): number {
  return chunks.reduce((sum, { uncompressed }) => sum + uncompressed, 0);
}

/**
 * Takes in columns one by one, on as many threads as there are, this one among them, or on this one alone
 * where numbers are measured elsewhere. Every column is
 * taken in by one thread, in the order of the rows, so that the result is the same for any number of
 * threads. What concerns several columns is found here: correlations before, and which columns miss
 * values together when it is known which miss any.
 */
export async function observeColumns(
  sources: readonly InputSource[],
  { work, names, inputs, rows }: ColumnPlan,
  reading: Reading,
  threads: number,
  onRows: (rows: number, bytes: number) => void,
): Promise<Observed> {
  const { correlate, brief, signal, measuring } = reading;
  const shared: SharedWork = { work, taken: new Int32Array(new SharedArrayBuffer(4)) };
  const found = new Map<string, ColumnState>();
  const news = rowsOf(names.length, onRows);
  const alone = measuring || rows < LEAST_ROWS || !existsSync(fileURLToPath(threadFile));
  const more = alone ? 0 : threads - 1;
  const others = Array.from({ length: Math.min(more, work.length - 1) }, () =>
    runThread(shared, signal, ([name, state]) => found.set(name, state), news),
  );
  const here = async () => {
    const related = correlate ? await relate(sources, reading) : undefined;
    const named = async ({ name, of }: NamedWork): Promise<ColumnState> => {
      const one = { columns: [name], correlate: false, brief, signal, measuring };
      const { state } = await observeHere(sources, one, of);
      news(state.rows, 0);
      return state.columns[0]![1];
    };
    const onValues = (values: number, bytes: number): void => {
      signal?.throwIfAborted();
      news(values, bytes);
    };
    const engine = await Engine.open(measuring);
    for await (const [name, state] of takeWork(shared, engine, named, onValues)) {
      found.set(name, state);
    }
    return related;
  };
  const [correlations] = await Promise.all([here(), ...others]);
  const states = names.map((name) => [name, found.get(name)!] as const);
  return {
    inputs,
    rejected: 0,
    state: {
      rows,
      columns: states,
      ...(correlations && { correlations }),
      patterns: brief ? [] : await patternsOf(sources, states, rows, signal),
    },
  };
}

/** Tells of whole rows: a row is as many values as there are columns. */
function rowsOf(
  columns: number,
  onRows: (rows: number, bytes: number) => void,
): (values: number, bytes: number) => void {
  let left = 0;
  return (values, bytes) => {
    left += values;
    const rows = Math.floor(left / columns);
    left -= rows * columns;
    onRows(rows, bytes);
  };
}

async function runThread(
  work: SharedWork,
  signal: AbortSignal | undefined,
  onColumn: (column: readonly [name: string, state: ColumnState]) => void,
  onValues: (values: number, bytes: number) => void,
): Promise<void> {
  const worker = new Worker(threadFile, { workerData: work, execArgv: [], name: "sluice-profile" });
  const stop = (): void => void worker.terminate();
  signal?.addEventListener("abort", stop);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on("message", (news: ThreadNews) => {
        if ("column" in news) onColumn(news.column);
        else onValues(news.values, news.bytes);
      });
      worker.on("error", reject);
      worker.on("exit", (code) => {
        if (code === 0 && !signal?.aborted) resolve();
        else
          reject(signal?.aborted ? signal.reason : new Error(`a thread ended with code ${code}`));
      });
    });
  } finally {
    signal?.removeEventListener("abort", stop);
    await worker.terminate();
  }
}
