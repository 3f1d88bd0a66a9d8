import type { Engine } from "./engine.ts";
import { type Keeping, mergeNumbers, NumberColumn, type NumberState } from "./number-column.ts";

/** What is known of a column of lists; states of parts can be merged. */
export interface VectorState {
  readonly nulls: number;
  readonly lengths: NumberState;
  /** Where all lists are numbers of one length: each place of them. */
  readonly dims?: readonly NumberState[];
  readonly norms?: NumberState;
  /** Where lists are numbers, but of different lengths: all items. */
  readonly items?: NumberState;
}

/** Lists as Arrow has them: list `i` is the items from `offsets[i]` to `offsets[i + 1]`. */
export interface ListValues {
  readonly offsets: Int32Array;
  readonly length: number;
  readonly isValid?: (row: number) => boolean;
  /** The items, where they are numbers. */
  readonly items?: Float64Array | Float32Array;
}

/** Longer vectors are not looked at place by place. */
const MOST_DIMS = 4096;

/** Takes in lists. Those of numbers are vectors as long as all have one length. */
export class VectorColumn {
  readonly #engine: Engine;
  readonly #keeping: Keeping;
  readonly #lengths: NumberColumn;
  readonly #norms: NumberColumn;
  #dims: NumberColumn[] | undefined;
  #items: NumberColumn | undefined;
  /** The dimensions of what came before lists turned out to differ. */
  #before: NumberState | undefined;
  #nulls = 0;

  constructor(engine: Engine, keeping: Keeping) {
    this.#engine = engine;
    this.#keeping = keeping;
    this.#lengths = new NumberColumn(engine, { ...keeping, slots: 256, precision: 8 });
    this.#norms = new NumberColumn(engine, keeping);
  }

  /** Rows from `firstRow` on. */
  observe({ offsets, length, isValid, items }: ListValues, firstRow: number): void {
    const rows: number[] = [];
    for (let row = 0; row < length; row++) if (!isValid || isValid(row)) rows.push(row);
    this.#nulls += length - rows.length;
    if (rows.length === 0) return;
    const places = Uint32Array.from(rows);
    const lengths = Float64Array.from(rows, (row) => offsets[row + 1]! - offsets[row]!);
    this.#lengths.observeRows(lengths, places, firstRow);
    if (!items) return;
    const dims = lengths[0]!;
    const equal = lengths.every((each) => each === (this.#dims?.length ?? dims));
    if (!this.#items && equal && dims > 0 && dims <= MOST_DIMS) {
      this.#vectors(items, offsets, rows, dims, firstRow);
    } else this.#anyItems(items, offsets, rows, firstRow);
  }

  #vectors(
    items: Float64Array | Float32Array,
    offsets: Int32Array,
    rows: readonly number[],
    dims: number,
    firstRow: number,
  ): void {
    this.#dims ??= Array.from(
      { length: dims },
      () => new NumberColumn(this.#engine, lighter(this.#keeping, dims)),
    );
    const norms = new Float64Array(rows.length);
    const column = new Float64Array(rows.length);
    const places = Uint32Array.from(rows);
    for (let dim = 0; dim < dims; dim++) {
      for (let i = 0; i < rows.length; i++) {
        const value = items[offsets[rows[i]!]! + dim]!;
        column[i] = value;
        norms[i]! += value * value;
      }
      this.#dims[dim]!.observeRows(column, places, firstRow);
    }
    this.#norms.observeRows(norms.map(Math.sqrt), places, firstRow);
  }

  /** Items of lists of different lengths are numbers like any others. */
  #anyItems(
    items: Float64Array | Float32Array,
    offsets: Int32Array,
    rows: readonly number[],
    firstRow: number,
  ): void {
    this.#items ??= new NumberColumn(this.#engine, this.#keeping);
    if (this.#dims) {
      this.#before = this.#dims.map((dim) => dim.state()).reduce(mergeNumbers);
      this.#dims = undefined;
    }
    const ends = rows.map((row) => offsets[row + 1]!);
    const total = rows.reduce((sum, row, i) => sum + ends[i]! - offsets[row]!, 0);
    const values = new Float64Array(total);
    const places = new Uint32Array(total);
    let next = 0;
    rows.forEach((row, i) => {
      for (let at = offsets[row]!; at < ends[i]!; at++) {
        places[next] = row;
        values[next++] = items[at]!;
      }
    });
    this.#items.observeRows(values, places, firstRow);
  }

  state(): VectorState {
    const common = { nulls: this.#nulls, lengths: this.#lengths.state() };
    if (this.#items) {
      const items = this.#items.state();
      return { ...common, items: this.#before ? mergeNumbers(this.#before, items) : items };
    }
    if (!this.#dims) return common;
    return { ...common, dims: this.#dims.map((dim) => dim.state()), norms: this.#norms.state() };
  }
}

/** Of many dimensions less is kept each. */
function lighter(keeping: Keeping, dims: number): Keeping {
  const capacity = dims > 64 ? 256 : 512;
  return {
    exactMost: Math.max(1024, Math.floor(keeping.exactMost / dims)),
    capacity: Math.min(keeping.capacity, capacity),
    slots: Math.min(keeping.slots, 1024),
    precision: Math.min(keeping.precision, 10),
  };
}

/** Of both parts together; `a` has the rows before those of `b`. */
export function mergeVectors(a: VectorState, b: VectorState): VectorState {
  const nulls = a.nulls + b.nulls;
  const lengths = mergeNumbers(a.lengths, b.lengths);
  if (a.lengths.count === 0) return { ...b, nulls };
  if (b.lengths.count === 0) return { ...a, nulls };
  if (a.dims && b.dims && a.norms && b.norms && a.dims.length === b.dims.length) {
    const dims = a.dims.map((dim, i) => mergeNumbers(dim, b.dims![i]!));
    return { nulls, lengths, dims, norms: mergeNumbers(a.norms, b.norms) };
  }
  const [x, y] = [a, b].map(({ items, dims }) => items ?? dims?.reduce(mergeNumbers));
  return { nulls, lengths, ...(x && y && { items: mergeNumbers(x, y) }) };
}
