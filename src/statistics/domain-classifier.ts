import type { Rows } from "./frechet.ts";
import { upperGamma } from "./gamma.ts";
import { seeded } from "./random.ts";

const FOLDS = 5;
const MOST_STEPS = 50;

/** How well a classifier tells rows of one side from those of the other. */
export interface DomainClassifier {
  /** Area under its ROC curve on rows that it was not trained on: 0.5 is no better than chance. */
  readonly auc: number;
  /** At most so likely does a classifier that knows nothing rank the rows as well. */
  readonly pValue: number;
  readonly rows: readonly [reference: number, current: number];
}

/**
 * Trains a logistic regression (L2, weight 1, columns standardised over both sides) to tell the sides
 * apart, in five folds; the areas of the folds are averaged. Folds train on rows in common, so that
 * their areas go together: the one-sided p-value (Mann and Whitney) takes them for as variable together
 * as one alone, which is the most they can be. Undefined where a fold would have no row of a side.
 */
export function domainClassifier(
  reference: Rows,
  current: Rows,
  seed = 1,
): DomainClassifier | undefined {
  const [n, m] = [reference.rowCount, current.rowCount];
  if (n < FOLDS || m < FOLDS) return undefined;
  const { dims } = reference;
  const values = standardized(reference, current);
  const folds = [...foldsOf(n, seeded(seed)), ...foldsOf(m, seeded(seed + 1))];
  let [auc, variance] = [0, 0];
  for (let fold = 0; fold < FOLDS; fold++) {
    const inside = folds.flatMap((own, row) => (own === fold ? [row] : []));
    const outside = folds.flatMap((own, row) => (own === fold ? [] : [row]));
    const weights = logistic(values, dims, outside, n);
    const scores = inside.map((row) => ({ score: dot(values, row, weights, dims), now: row >= n }));
    const found = rankArea(scores);
    auc += found.auc / FOLDS;
    variance += found.variance / FOLDS;
  }
  const z = variance > 0 ? (auc - 0.5) / Math.sqrt(variance) : 0;
  const half = upperGamma(0.5, (z * z) / 2) / 2;
  return { auc, pValue: z > 0 ? half : 1 - half, rows: [n, m] };
}

/** The fold of each row of a side: as many rows in each, at random. */
function foldsOf(count: number, random: () => number): Uint8Array {
  const folds = Uint8Array.from({ length: count }, (_, i) => i % FOLDS);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [folds[i], folds[j]] = [folds[j]!, folds[i]!];
  }
  return folds;
}

/** Rows of both sides, each with a 1 behind it for the intercept. */
function standardized(a: Rows, b: Rows): Float64Array {
  const { dims } = a;
  const [total, size] = [a.rowCount + b.rowCount, dims + 1];
  const values = new Float64Array(total * size).fill(1);
  for (let d = 0; d < dims; d++) {
    const at = (row: number): number =>
      row < a.rowCount ? a.values[row * dims + d]! : b.values[(row - a.rowCount) * dims + d]!;
    let [mean, square] = [0, 0];
    for (let row = 0; row < total; row++) mean += at(row) / total;
    for (let row = 0; row < total; row++) square += (at(row) - mean) ** 2 / total;
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let row = 0; row < total; row++) values[row * size + d] = (at(row) - mean) * scale;
  }
  return values;
}

function dot(values: Float64Array, row: number, weights: Float64Array, dims: number): number {
  let sum = 0;
  for (let d = 0; d <= dims; d++) sum += values[row * (dims + 1) + d]! * weights[d]!;
  return sum;
}

/** By Newton's method, each step halved until the loss falls; the intercept is not penalised. */
function logistic(
  values: Float64Array,
  dims: number,
  rows: readonly number[],
  first: number,
): Float64Array {
  const size = dims + 1;
  let weights = new Float64Array(size);
  const lossOf = (at: Float64Array): number => {
    let loss = 0;
    for (let d = 0; d < dims; d++) loss += at[d]! ** 2 / 2;
    for (const row of rows) {
      const score = dot(values, row, at, dims) * (row >= first ? -1 : 1);
      loss += score > 0 ? score + Math.log1p(Math.exp(-score)) : Math.log1p(Math.exp(score));
    }
    return loss;
  };
  let loss = lossOf(weights);
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = weights.map((weight, d) => (d < dims ? weight : 0));
    const curve = new Float64Array(size * size);
    for (let d = 0; d < size; d++) curve[d * size + d] = d < dims ? 1 : 1e-9;
    for (const row of rows) {
      const chance = 1 / (1 + Math.exp(-dot(values, row, weights, dims)));
      const off = chance - Number(row >= first);
      const bend = chance * (1 - chance);
      for (let i = 0; i < size; i++) {
        const value = values[row * size + i]!;
        gradient[i]! += off * value;
        for (let j = 0; j <= i; j++) {
          curve[i * size + j]! += bend * value * values[row * size + j]!;
        }
      }
    }
    const move = solved(curve, gradient, size);
    let share = 1;
    let next = weights.map((weight, d) => weight - move[d]!);
    let lower = lossOf(next);
    while (lower > loss && share > 1e-6) {
      share /= 2;
      const part = share;
      next = weights.map((weight, d) => weight - part * move[d]!);
      lower = lossOf(next);
    }
    const gained = loss - lower;
    if (!(gained > 0)) break;
    [weights, loss] = [next, lower];
    if (gained < 1e-12 * Math.max(1, loss)) break;
  }
  return weights;
}

/** Solves for a positive definite matrix of which the lower half is there (Cholesky), in its place. */
function solved(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k]! * matrix[j * size + k]!;
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j]!;
    }
  }
  const result = right.slice();
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) result[i]! -= matrix[i * size + k]! * result[k]!;
    result[i]! /= matrix[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) result[i]! -= matrix[k * size + i]! * result[k]!;
    result[i]! /= matrix[i * size + i]!;
  }
  return result;
}

/** The share of pairs that are ranked right, ties half; and its variance where ranks are chance. */
function rankArea(scores: readonly { readonly score: number; readonly now: boolean }[]): {
  readonly auc: number;
  readonly variance: number;
} {
  const sorted = scores.toSorted((a, b) => a.score - b.score);
  const total = sorted.length;
  let [ranks, ties, now] = [0, 0, 0];
  for (let from = 0; from < total;) {
    let to = from + 1;
    while (to < total && sorted[to]!.score === sorted[from]!.score) to++;
    const size = to - from;
    for (let i = from; i < to; i++) {
      if (!sorted[i]!.now) continue;
      ranks += (from + 1 + to) / 2;
      now++;
    }
    ties += size ** 3 - size;
    from = to;
  }
  const before = total - now;
  const pairs = now * before;
  const spread = total + 1 - ties / (total * (total - 1));
  return { auc: (ranks - (now * (now + 1)) / 2) / pairs, variance: spread / (12 * pairs) };
}
