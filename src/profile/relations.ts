import { type Data, DataType, type RecordBatch, type Schema } from "apache-arrow";
import { doublesOf, isNumber } from "./arrow-values.ts";
import { type Correlations, CorrelationColumns } from "./correlations.ts";
import type { Engine } from "./engine.ts";

/** Numbers of a row beyond these are not correlated. */
const MOST_CORRELATED = 512;

/** Takes in the columns of numbers of a dataset, to correlate them; dimensions of vectors are columns. */
export class Relations {
  readonly #engine: Engine;
  readonly #names: readonly string[];
  readonly #columns: readonly number[];
  #sizes: readonly number[] | undefined;
  #correlations: CorrelationColumns | undefined;

  constructor(engine: Engine, schema: Schema) {
    this.#engine = engine;
    this.#names = schema.fields.map(({ name }) => name);
    this.#columns = schema.fields.flatMap(({ type }, c) =>
      isCorrelated(type as DataType) ? [c] : [],
    );
  }

  /** Rows from `firstRow` on. */
  observe({ data: { children }, numRows }: RecordBatch, firstRow: number): void {
    if (numRows === 0) return;
    if (!this.#sizes) this.#begin(children);
    if (!this.#correlations) return;
    const sizes = this.#sizes!;
    const columns = this.#columns.flatMap((c, i) => placesOf(children[c]!, sizes[i]!));
    this.#correlations.observe(columns, firstRow);
  }

  /** How many numbers a row has is told by the first batch. */
  #begin(children: readonly Data[]): void {
    this.#sizes = this.#columns.map((c) => widthOf(children[c]!));
    const names = this.#columns.flatMap((c, i) => placeNames(this.#names[c]!, this.#sizes![i]!));
    if (names.length < 2 || names.length > MOST_CORRELATED) return;
    this.#correlations = new CorrelationColumns(this.#engine, names);
  }

  result(): Correlations | undefined {
    return this.#correlations?.result();
  }
}

/** Whether a column is of numbers, or of lists of them. */
export function isCorrelated(type: DataType): boolean {
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
