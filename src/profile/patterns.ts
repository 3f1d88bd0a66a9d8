import type { RecordBatch } from "apache-arrow";

/** Which columns miss a value together, and in how many rows. */
export interface MissingPattern {
  readonly columns: readonly string[];
  readonly rows: number;
}

/** Patterns that are told apart. */
const MOST_PATTERNS = 1000;

/** Takes in which values of a row are missing. */
export class MissingPatterns {
  readonly #names: readonly string[];
  readonly #rows = new Map<string, number>();
  #others = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  observe({ data: { children }, numRows }: RecordBatch): void {
    const some = children.flatMap(({ nullCount }, c) => (nullCount > 0 ? [c] : []));
    if (some.length === 0) return this.#add("", numRows);
    for (let row = 0; row < numRows; row++) {
      let key = "";
      for (const c of some) if (!children[c]!.getValid(row)) key += `${c},`;
      this.#add(key, 1);
    }
  }

  #add(key: string, rows: number): void {
    const before = this.#rows.get(key);
    if (before === undefined && this.#rows.size >= MOST_PATTERNS) this.#others += rows;
    else this.#rows.set(key, (before ?? 0) + rows);
  }

  /** The most frequent first; `others` are rows of patterns beyond those that are told apart. */
  result(): { readonly patterns: readonly MissingPattern[]; readonly others: number } {
    const patterns = [...this.#rows]
      .filter(([key]) => key !== "")
      .map(([key, rows]) => ({
        columns: key
          .split(",")
          .slice(0, -1)
          .map((c) => this.#names[Number(c)]!),
        rows,
      }))
      .sort((a, b) => b.rows - a.rows || a.columns.length - b.columns.length);
    return { patterns, others: this.#others };
  }
}
