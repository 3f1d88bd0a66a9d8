import type { RejectedRow } from "../formats/format.ts";

/** Where a row comes from. */
export interface RowPlace {
  readonly source: number;
  readonly rowIndex: number;
}

/** A run of rows of one source: dense rows from `start` are its rows from `rowIndex`. */
export interface RowRun extends RowPlace {
  readonly start: number;
}

export interface SourceReject extends RejectedRow {
  readonly source: number;
}

/** Rows, good ones dense, with where they come from. */
export interface PlacedRows {
  readonly rowCount: number;
  readonly runs: readonly RowRun[];
  readonly rejected: readonly SourceReject[];
}

/**
 * Good rows get dense numbers in row-id order; this maps them back to source and row. Bad rows
 * have no dense number: they are listed.
 */
export class RowIndex implements PlacedRows {
  readonly runs: RowRun[] = [];
  readonly rejected: SourceReject[] = [];
  #rowCount = 0;

  /** Good rows so far. */
  get rowCount(): number {
    return this.#rowCount;
  }

  /** Rows `[firstRow, firstRow + good + rejected.length)` of a source, in order. */
  add(source: number, firstRow: number, good: number, rejected: readonly RejectedRow[]): void {
    let next = firstRow;
    const end = firstRow + good + rejected.length;
    for (const reject of rejected) {
      this.#run(source, next, reject.rowIndex - next);
      this.rejected.push({ source, ...reject });
      next = reject.rowIndex + 1;
    }
    this.#run(source, next, end - next);
  }

  /** All rows of another index after those of this one. */
  append({ runs, rejected, rowCount }: PlacedRows): void {
    for (const [i, { source, rowIndex, start }] of runs.entries()) {
      this.#run(source, rowIndex, (runs[i + 1]?.start ?? rowCount) - start);
    }
    for (const reject of rejected) this.rejected.push(reject);
  }

  #run(source: number, rowIndex: number, length: number): void {
    if (length <= 0) return;
    const last = this.runs.at(-1);
    const continues =
      last?.source === source && last.rowIndex + (this.#rowCount - last.start) === rowIndex;
    if (!continues) this.runs.push({ start: this.#rowCount, source, rowIndex });
    this.#rowCount += length;
  }

  /** The dense rows of a source: `[start, end)`. */
  rowsOf(source: number): [start: number, end: number] {
    const { runs } = this;
    const first = runs.findIndex((run) => run.source >= source);
    if (first < 0) return [this.#rowCount, this.#rowCount];
    const after = runs.findIndex((run) => run.source > source);
    return [runs[first]!.start, after < 0 ? this.#rowCount : runs[after]!.start];
  }

  place(row: number): RowPlace {
    const run = this.runs[this.runAt(row)]!;
    return { source: run.source, rowIndex: run.rowIndex + (row - run.start) };
  }

  /** The position of the run that a dense row is in. */
  runAt(row: number): number {
    let low = 0;
    let high = this.runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.runs[middle]!.start <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A row's id in all outputs: source index in the high half, row index in the low one. */
export function rowId({ source, rowIndex }: RowPlace): bigint {
  return (BigInt(source) << 32n) | BigInt(rowIndex);
}
