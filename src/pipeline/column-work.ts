import { type ColumnChunks, columnValues } from "../formats/parquet/column-values.ts";
import { PageMemory } from "../formats/parquet/page-memory.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { fileSource } from "../io/file-source.ts";
import type { ColumnState } from "../profile/column.ts";
import type { Engine } from "../profile/engine.ts";
import type { Keeping } from "../profile/number-column.ts";
import { PlainColumn, type PlainShape } from "../profile/plain-column.ts";

/** A column to take in: by the places of its values in files, or by name where those are not plain. */
export type ColumnWork = PlainWork | NamedWork;

export interface PlainWork {
  readonly name: string;
  /** As Arrow names it. */
  readonly type: string;
  readonly shape: PlainShape;
  readonly keeping: Keeping;
  readonly files: readonly {
    readonly path: string;
    readonly firstRow: number;
    readonly column: ColumnChunks;
  }[];
}

export interface NamedWork {
  readonly name: string;
  readonly inputs: readonly string[];
  /** How many columns share the memory. */
  readonly of: number;
  /** Whether a summary is wanted. */
  readonly brief: boolean;
}

/** What many threads share: the work, and how much of it is taken. */
export interface SharedWork {
  readonly work: readonly ColumnWork[];
  readonly taken: Int32Array<SharedArrayBuffer>;
}

/** Hears of values that were taken in, and the bytes of the file that they were. */
export type OnValues = (values: number, bytes: number) => void;

/** Takes the next column, until none is left. */
export async function* takeWork(
  { work, taken }: SharedWork,
  engine: Engine,
  named: (work: NamedWork) => Promise<ColumnState>,
  onValues: OnValues,
): AsyncGenerator<readonly [name: string, state: ColumnState]> {
  const memory = await PageMemory.open();
  for (;;) {
    const next = work[Atomics.add(taken, 0, 1)];
    if (!next) return;
    const state =
      "files" in next ? await plainColumn(next, engine, memory, onValues) : await named(next);
    yield [next.name, state];
  }
}

async function plainColumn(
  { type, shape, keeping, files }: PlainWork,
  engine: Engine,
  memory: PageMemory | undefined,
  onValues: OnValues,
): Promise<ColumnState> {
  if (!memory) throw new TypeError("Columns are read by a module that is not allowed here.");
  const column = new PlainColumn(engine, type, shape, keeping);
  for (const { path, firstRow, column: chunks } of files) {
    const source = await open(path);
    try {
      let row = firstRow;
      const onBytes = (bytes: number): void => onValues(0, bytes);
      for await (const values of columnValues(source, chunks, memory, onBytes)) {
        column.observe(values, row);
        await engine.measuring?.settle();
        row += values.rows;
        onValues(values.rows, 0);
      }
    } finally {
      await source.close();
    }
  }
  await engine.measuring?.finish();
  return column.state();
}

async function open(path: string): Promise<ByteSource> {
  if (!/^https?:\/\//i.test(path)) return await fileSource(path);
  const { httpSource } = await import("../io/http-source.ts");
  return await httpSource(path);
}
