/** Blocks that a dataset is cut in, at most. */
const MOST_BLOCKS = 96;

/** How many values are missing by position: `counts[i]` in rows from `i * width` on. */
export interface MissingBlocks {
  readonly width: number;
  readonly counts: readonly number[];
}

/** Counts missing values by position, in blocks that double as rows come. */
export class MissingColumn {
  #width = 1;
  #counts: number[] = [];

  /** Some of `length` rows from `firstRow` on have no value. */
  observe(firstRow: number, length: number, isValid: (row: number) => boolean): void {
    while ((firstRow + length) / this.#width > MOST_BLOCKS) this.#double();
    for (let row = 0; row < length; row++) {
      if (isValid(row)) continue;
      const block = Math.floor((firstRow + row) / this.#width);
      while (this.#counts.length <= block) this.#counts.push(0);
      this.#counts[block]!++;
    }
  }

  #double(): void {
    this.#counts = doubled(this.#counts);
    this.#width *= 2;
  }

  state(): MissingBlocks {
    return { width: this.#width, counts: this.#counts };
  }
}

function doubled(counts: readonly number[]): number[] {
  return Array.from(
    { length: Math.ceil(counts.length / 2) },
    (_, i) => counts[2 * i]! + (counts[2 * i + 1] ?? 0),
  );
}

/** Both in the blocks of the wider one. */
export function mergeMissing(a: MissingBlocks, b: MissingBlocks): MissingBlocks {
  const width = Math.max(a.width, b.width);
  const [x, y] = [a, b].map((each) => blocksOf(each, width));
  const length = Math.max(x!.length, y!.length);
  const counts = Array.from({ length }, (_, i) => (x![i] ?? 0) + (y![i] ?? 0));
  return { width, counts };
}

/** The counts in blocks of `width` rows, a power of two not below their own. */
export function blocksOf(missing: MissingBlocks, width: number): readonly number[] {
  let { counts } = missing;
  for (let own = missing.width; own < width; own *= 2) counts = doubled(counts);
  return counts;
}

/** The block width that a dataset of so many rows has. */
export function blockWidth(rows: number): number {
  let width = 1;
  while (rows / width > MOST_BLOCKS) width *= 2;
  return width;
}
