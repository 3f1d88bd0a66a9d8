import { type Data, DataType, type RecordBatch, type Schema } from "apache-arrow";
import { doublesOf, isNumber } from "./arrow-values.ts";
import { Column, type ColumnState } from "./column.ts";
import { type Correlations, CorrelationColumns } from "./correlations.ts";
import { Engine } from "./engine.ts";
import type { Keeping } from "./number-column.ts";
import { type MissingPattern, MissingPatterns } from "./patterns.ts";

/** What is known of the rows of a dataset. */
export interface DatasetState {
  readonly rows: number;
  readonly columns: readonly (readonly [name: string, state: ColumnState])[];
  readonly correlations?: Correlations;
  readonly patterns: readonly MissingPattern[];
}

/** Bytes of values that are kept as they are, over all columns. */
const EXACT_BYTES = 64 << 20;
const MOST_EXACT = 1 << 18;
/** Columns of numbers beyond these are not correlated. */
const MOST_CORRELATED = 512;

/** How much is kept of each of so many columns. */
function keepingFor(columns: number): Keeping {
  const share = Math.floor(EXACT_BYTES / 8 / Math.max(1, columns));
  return {
    exactMost: Math.max(4096, Math.min(MOST_EXACT, share)),
    capacity: columns > 256 ? 1024 : 4096,
    slots: columns > 256 ? 4096 : 16_384,
    precision: columns > 256 ? 12 : 14,
  };
}

/** Takes in a dataset, batch by batch. */
export class Dataset {
  readonly #columns: readonly (readonly [name: string, column: Column])[];
  readonly #patterns: MissingPatterns;
  readonly #engine: Engine;
  readonly #correlated: readonly number[];
  #correlations: CorrelationColumns | undefined;
  #sizes: readonly number[] = [];
  readonly #names: readonly string[];
  readonly #correlate: boolean;
  #rows = 0;

  private constructor(engine: Engine, schema: Schema, keeping: Keeping, correlate: boolean) {
    this.#engine = engine;
    this.#names = schema.fields.map(({ name }) => name);
    this.#columns = schema.fields.map(({ name, type }) => [
      name,
      new Column(engine, name, type as DataType, keeping),
    ]);
    this.#patterns = new MissingPatterns(this.#names);
    this.#correlate = correlate;
    this.#correlated = schema.fields.flatMap(({ type }, c) =>
      isCorrelated(type as DataType) ? [c] : [],
    );
  }

  /** `of` is how many columns share the memory, where it is more than those of the schema. */
  static async open(
    schema: Schema,
    {
      correlate = true,
      of = schema.fields.length,
    }: { readonly correlate?: boolean; readonly of?: number } = {},
  ): Promise<Dataset> {
    return new Dataset(await Engine.open(), schema, keepingFor(of), correlate);
  }

  /** Rows from `firstRow` on. */
  observe(batch: RecordBatch, firstRow: number): void {
    const children = batch.data.children;
    this.#rows += batch.numRows;
    this.#columns.forEach(([, column], c) => column.observe(children[c]!, firstRow));
    const some = children.flatMap(({ nullCount }, c) => (nullCount > 0 ? [c] : []));
    this.#patterns.observe(batch.numRows, some, (c, row) => !children[c]!.getValid(row));
    if (this.#correlate && batch.numRows > 0) this.#relate(children, firstRow);
  }

  #relate(children: readonly Data[], firstRow: number): void {
    if (!this.#correlations) {
      this.#sizes = this.#correlated.map((c) => widthOf(children[c]!));
      const names = this.#correlated.flatMap((c, i) =>
        placeNames(this.#names[c]!, this.#sizes[i]!),
      );
      if (names.length < 2 || names.length > MOST_CORRELATED) return;
      this.#correlations = new CorrelationColumns(this.#engine, names);
    }
    const columns = this.#correlated.flatMap((c, i) => placesOf(children[c]!, this.#sizes[i]!));
    this.#correlations.observe(columns, firstRow);
  }

  state(): DatasetState {
    return {
      rows: this.#rows,
      columns: this.#columns.map(([name, column]) => [name, column.state()]),
      ...(this.#correlations && { correlations: this.#correlations.result() }),
      patterns: this.#patterns.result().patterns,
    };
  }
}

function isCorrelated(type: DataType): boolean {
  if (isNumber(type)) return true;
  const item = type.children?.[0]?.type as DataType | undefined;
  return (
    (DataType.isFixedSizeList(type) || DataType.isList(type)) &&
    item !== undefined &&
    isNumber(item)
  );
}

/** How many numbers a row of a column has: 1, or those of the first vector; 0 where vectors are none. */
function widthOf(data: Data): number {
  if (isNumber(data.type)) return 1;
  if (DataType.isFixedSizeList(data.type)) return data.type.listSize;
  const offsets = data.valueOffsets as Int32Array;
  const width = (offsets[1] ?? 0) - (offsets[0] ?? 0);
  for (let row = 0; row < data.length; row++) {
    if (data.getValid(row) && offsets[row + 1]! - offsets[row]! !== width) return 0;
  }
  return width;
}

function placeNames(name: string, width: number): string[] {
  return Array.from({ length: width }, (_, i) => (width === 1 ? name : `${name}[${i}]`));
}

/** The numbers of a column, place by place; NaN where a row has none, or another number of them. */
function placesOf(data: Data, width: number): Float64Array[] {
  if (isNumber(data.type)) return [doublesOf(data)];
  const items = doublesOf(data.children[0]!);
  const offsets = DataType.isFixedSizeList(data.type)
    ? undefined
    : (data.valueOffsets as Int32Array);
  return Array.from({ length: width }, (_place, place) =>
    Float64Array.from({ length: data.length }, (_, row) => {
      const start = offsets ? offsets[row]! : row * width;
      const whole = !offsets || offsets[row + 1]! - start === width;
      return whole && data.getValid(row) ? items[start + place]! : Number.NaN;
    }),
  );
}
