/** Tokens of texts, one behind the other. */
export interface TokenRows {
  readonly ids: Int32Array;
  /** Where each row starts, and behind the last. */
  readonly starts: Uint32Array;
}

/** Rows that run together, all filled up to the same length. */
export interface TokenBatch {
  readonly rows: readonly number[];
  readonly length: number;
}

/** Rows are filled up to multiples of this. */
const STEP = 8;

/**
 * Batches of rows of nearly the same length, at most `budget` tokens each, or one row. Rows without
 * tokens are in none. What a row is filled up to depends on that row alone, so that its vector does
 * not depend on the rows it comes with.
 */
export function* tokenBatches(
  { starts }: TokenRows,
  maxTokens: number,
  budget: number,
): Iterable<TokenBatch> {
  const buckets = new Map<number, number[]>();
  for (let row = 0; row + 1 < starts.length; row++) {
    const tokens = starts[row + 1]! - starts[row]!;
    if (tokens === 0) continue;
    const length = Math.min(Math.ceil(tokens / STEP) * STEP, maxTokens);
    const bucket = buckets.get(length);
    if (bucket) bucket.push(row);
    else buckets.set(length, [row]);
  }
  for (const [length, rows] of [...buckets].toSorted(([a], [b]) => a - b)) {
    const most = Math.max(1, Math.floor(budget / length));
    for (let first = 0; first < rows.length; first += most) {
      yield { rows: rows.slice(first, first + most), length };
    }
  }
}
