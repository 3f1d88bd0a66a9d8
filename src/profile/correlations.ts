import { CHUNK, type Engine } from "./engine.ts";
import { bothSums, measureBlock, SUMS } from "./pair-sums.ts";
import { rowHash } from "./row-sample.ts";

/** Columns whose every pair is summed up over all rows; beyond, over the sampled rows. */
const MOST_COLUMNS = 128;
const BLOCK = 8192;
/** Rows of a block whose products are summed up elsewhere. */
const MEASURED_BLOCK = 16_384;
const SAMPLE_ROWS = 8192;

/** How numbers of a row go together. */
export interface Correlations {
  readonly columns: readonly string[];
  /** Of all rows, or of the sampled ones where the columns are many. */
  readonly pearson: readonly (readonly (number | null)[])[];
  readonly pearsonRows: number;
  /** Of the sampled rows. */
  readonly spearman: readonly (readonly (number | null)[])[];
  readonly spearmanRows: number;
}

/**
 * Takes in columns of numbers row by row. Rows are sampled by a hash of their position, so that which
 * ones are depends on nothing else.
 */
export class CorrelationColumns {
  readonly #engine: Engine;
  readonly #names: readonly string[];
  readonly #at: number;
  readonly #pairs: Float64Array | undefined;
  #shifts: Float64Array | undefined;
  #rows = 0;
  #limit = 2 ** 32;
  #sample: { readonly hash: number; readonly values: Float64Array }[] = [];

  constructor(engine: Engine, names: readonly string[]) {
    this.#engine = engine;
    this.#names = names;
    const exact = names.length <= MOST_COLUMNS;
    this.#at = exact && !engine.measuring ? engine.exports.take(names.length * BLOCK * 8) : 0;
    this.#pairs = exact ? new Float64Array(names.length ** 2 * SUMS) : undefined;
  }

  /** The columns of rows from `firstRow` on, NaN where there is no value. */
  observe(columns: readonly Float64Array[], firstRow: number): void {
    const rows = columns[0]?.length ?? 0;
    this.#rows += rows;
    this.#sampleRows(columns, firstRow, rows);
    if (!this.#pairs) return;
    this.#shifts ??= Float64Array.from(columns, (column) => column.find(Number.isFinite) ?? 0);
    const { measuring } = this.#engine;
    const most = measuring ? MEASURED_BLOCK : BLOCK;
    for (let from = 0; from < rows; from += most) {
      const some = Math.min(most, rows - from);
      if (measuring) {
        const block = columns.map((column) => column.subarray(from, from + some));
        measureBlock(measuring, block, this.#shifts, this.#pairs);
      } else this.#block(columns, from, some);
    }
  }

  #sampleRows(columns: readonly Float64Array[], firstRow: number, rows: number): void {
    for (let row = 0; row < rows; row++) {
      const hash = rowHash(firstRow + row);
      if (hash >= this.#limit) continue;
      this.#sample.push({ hash, values: Float64Array.from(columns, (column) => column[row]!) });
      if (this.#sample.length <= 2 * SAMPLE_ROWS) continue;
      this.#limit /= 2;
      this.#sample = this.#sample.filter((each) => each.hash < this.#limit);
    }
  }

  #block(columns: readonly Float64Array[], from: number, n: number): void {
    const shifts = this.#shifts!;
    const { exports } = this.#engine;
    const whole = columns.map((column, c) => {
      const values = this.#engine.doubles(this.#at + c * BLOCK * 8, n);
      values.set(column.subarray(from, from + n));
      return values.every(Number.isFinite);
    });
    const size = columns.length;
    const part = (c: number): Float64Array => columns[c]!.subarray(from, from + n);
    const address = (c: number): number => this.#at + c * BLOCK * 8;
    // A column of ones, so that plain sums are sums of products.
    const ones = this.#engine.valuesAt;
    this.#engine.doubles(ones, Math.min(n, CHUNK)).fill(1);
    const plain = columns.map((_, c) =>
      whole[c] ? exports.sumProducts(address(c), ones, n, shifts[c]!, 0) : 0,
    );
    const square = columns.map((_, c) =>
      whole[c] ? exports.sumProducts(address(c), address(c), n, shifts[c]!, shifts[c]!) : 0,
    );
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        const both = whole[i]! && whole[j]!;
        const sums = both
          ? [
              n,
              plain[i]!,
              plain[j]!,
              square[i]!,
              square[j]!,
              exports.sumProducts(address(i), address(j), n, shifts[i]!, shifts[j]!),
            ]
          : bothSums(part(i), part(j), shifts[i]!, shifts[j]!);
        const at = (i * size + j) * SUMS;
        for (let s = 0; s < SUMS; s++) this.#pairs![at + s]! += sums[s]!;
      }
    }
  }

  result(): Correlations {
    const size = this.#names.length;
    const sample = this.#sample.toSorted((a, b) => a.hash - b.hash).slice(0, SAMPLE_ROWS);
    const columns = this.#names.map((_, c) =>
      Float64Array.from(sample, ({ values }) => values[c]!),
    );
    const pairs = this.#pairs;
    return {
      columns: this.#names,
      pearson: pairs
        ? matrix(size, (i, j) => fromSums(pairs.subarray((i * size + j) * SUMS)))
        : related(columns, (column) => column),
      pearsonRows: pairs ? this.#rows : sample.length,
      spearman: related(columns, ranksOf),
      spearmanRows: sample.length,
    };
  }
}

/** Pearson's correlation of what `as` makes of each two columns, of the rows that have both. */
function related(
  columns: readonly Float64Array[],
  as: (column: Float64Array) => Float64Array,
): (number | null)[][] {
  const whole = columns.map((column) =>
    column.every(Number.isFinite) ? unit(as(column)) : undefined,
  );
  return matrix(columns.length, (i, j) => {
    const [x, y] = [whole[i], whole[j]];
    if (x && y) return x.length > 1 && y.length > 1 ? dot(x, y) : null;
    const [a, b] = [columns[i]!, columns[j]!];
    const both = (_: number, row: number): boolean => Number.isFinite(a[row]! + b[row]!);
    const [u, v] = [unit(as(a.filter(both))), unit(as(b.filter(both)))];
    return u.length > 1 && v.length > 1 ? dot(u, v) : null;
  });
}

/** Moved and scaled to mean 0 and length 1; nothing of what does not vary. */
function unit(values: Float64Array): Float64Array {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  if (!(squares > 0)) return new Float64Array();
  const scale = 1 / Math.sqrt(squares);
  return values.map((value) => (value - mean) * scale);
}

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return Math.max(-1, Math.min(1, sum));
}

function fromSums([n, x, y, xx, yy, xy]: Float64Array): number | null {
  return ratioOf(xy! - (x! * y!) / n!, xx! - (x! * x!) / n!, yy! - (y! * y!) / n!);
}

/** Nothing where one of the two does not vary. */
function ratioOf(both: number, first: number, second: number): number | null {
  if (!(first > 0) || !(second > 0)) return null;
  return Math.max(-1, Math.min(1, both / Math.sqrt(first * second)));
}

/** Positions in ascending order from 1; equal values share the mean of theirs. */
function ranksOf(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

function matrix(size: number, of: (i: number, j: number) => number | null): (number | null)[][] {
  const cells = Array.from({ length: size }, () => Array<number | null>(size).fill(1));
  for (let i = 0; i < size; i++) {
    for (let j = i + 1; j < size; j++) cells[i]![j] = cells[j]![i] = of(i, j);
  }
  return cells;
}
