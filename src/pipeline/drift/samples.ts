import type { Column } from "../../rules/column.ts";
import { lengths } from "../../rules/length.ts";
import { textOf } from "../../rules/pattern.ts";
import type { Rows } from "../../statistics/frechet.ts";
import { seeded } from "../../statistics/random.ts";

/** Numbers, all of them up to a bound, from then on a random sample of that many. */
export class NumberSample {
  /** Numbers in all. */
  count = 0;
  readonly #most: number;
  readonly #random = seeded(1);
  #values = new Float64Array(1024);

  constructor(most: number) {
    this.#most = most;
  }

  get kept(): number {
    return Math.min(this.count, this.#most);
  }

  add(value: number): void {
    const at = this.count++;
    if (at >= this.#most) {
      const place = Math.floor(this.#random() * this.count);
      if (place < this.#most) this.#values[place] = value;
      return;
    }
    if (at >= this.#values.length) {
      const larger = new Float64Array(Math.min(this.#most, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    // Both zeros are one number.
    this.#values[at] = value + 0;
  }

  /** The numbers kept, ascending. */
  sorted(): Float64Array {
    return this.#values.subarray(0, this.kept).sort();
  }
}

/** Vectors, all of them up to a bound, from then on a random sample of that many. */
export class VectorSample {
  count = 0;
  readonly dims: number;
  readonly #most: number;
  readonly #random = seeded(2);
  readonly #values: number[] = [];

  constructor(dims: number, most: number) {
    this.dims = dims;
    this.#most = most;
  }

  add(numbers: Float64Array, start: number): void {
    const at = this.count++;
    const place = at < this.#most ? at : Math.floor(this.#random() * this.count);
    if (place >= this.#most) return;
    for (let i = 0; i < this.dims; i++) this.#values[place * this.dims + i] = numbers[start + i]!;
  }

  get rows(): Rows {
    const { dims } = this;
    const values = Float64Array.from(this.#values);
    return { rowCount: dims === 0 ? 0 : values.length / dims, dims, values };
  }
}

/** How often each value comes, as long as there are not too many of them. */
export class Categories {
  readonly counts = new Map<string, number>();
  tooMany = false;
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(value: string): void {
    if (this.tooMany) return;
    const count = this.counts.get(value);
    if (count === undefined && this.counts.size >= this.#most) {
      this.tooMany = true;
      this.counts.clear();
    } else this.counts.set(value, (count ?? 0) + 1);
  }
}

/** Adds the values of a column; the answer is how many are missing or no numbers. */
export function addNumbers(column: Column, sample: NumberSample, categories: Categories): number {
  const { numbers, rowCount } = column;
  let missing = 0;
  for (let row = 0; row < rowCount; row++) {
    const value = numbers[row]!;
    if (column.isNull(row) || !Number.isFinite(value)) missing++;
    else {
      sample.add(value);
      if (!categories.tooMany) categories.add(String(value));
    }
  }
  return missing;
}

export function addTruths(column: Column, categories: Categories): number {
  const { numbers, rowCount } = column;
  let missing = 0;
  for (let row = 0; row < rowCount; row++) {
    if (column.isNull(row)) missing++;
    else categories.add(numbers[row] === 1 ? "true" : "false");
  }
  return missing;
}

export function addTexts(column: Column, sample: NumberSample, categories: Categories): number {
  const lengthOf = lengths(column);
  let missing = 0;
  for (let row = 0; row < column.rowCount; row++) {
    if (column.isNull(row)) missing++;
    else {
      sample.add(lengthOf(row));
      if (!categories.tooMany) categories.add(textOf(column, row));
    }
  }
  return missing;
}

/** Lengths of lists; null ones are missing. */
export function addLengths(column: Column, sample: NumberSample): number {
  const { offsets } = column;
  let missing = 0;
  for (let row = 0; row < column.rowCount; row++) {
    if (column.isNull(row)) missing++;
    else sample.add(offsets[row + 1]! - offsets[row]!);
  }
  return missing;
}

/** Vectors of another length, or with numbers that are none, count as missing. */
export function addVectors(column: Column, sample: VectorSample): number {
  const { offsets, items } = column;
  const { numbers } = items;
  let missing = 0;
  for (let row = 0; row < column.rowCount; row++) {
    const start = offsets[row]!;
    let fits = !column.isNull(row) && offsets[row + 1]! - start === sample.dims;
    for (let i = 0; fits && i < sample.dims; i++) {
      fits = Number.isFinite(numbers[start + i]) && !items.isNull(start + i);
    }
    if (fits) sample.add(numbers, start);
    else missing++;
  }
  return missing;
}
