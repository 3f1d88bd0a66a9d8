import type { Rows } from "./frechet.ts";
import { upperGamma } from "./gamma.ts";
import { seeded } from "./random.ts";

/** Permutations that the p-value comes from. */
const PERMUTATIONS = 500;

export interface MeanDiscrepancy {
  /** The squared maximum mean discrepancy, unbiased: about 0, or below, for equal distributions. */
  readonly statistic: number;
  readonly pValue: number;
  /** Width of the kernel: the median distance of two rows. */
  readonly bandwidth: number;
  /** Rows of each side that were compared. */
  readonly rows: readonly [reference: number, current: number];
}

/**
 * The maximum mean discrepancy of two sets of rows under a Gaussian kernel (Gretton and others
 * 2012). The p-value is the share of random divisions of all rows that are as far apart; beyond
 * what they can tell, the tail of a gamma distribution with their mean, variance and skew.
 */
export function meanDiscrepancy(reference: Rows, current: Rows, seed = 1): MeanDiscrepancy {
  const [n, m] = [reference.rowCount, current.rowCount];
  const total = n + m;
  const kernel = squaredDistances(reference, current);
  const bandwidth = Math.sqrt(medianOf(kernel, total)) || 1;
  const divisor = -1 / (2 * bandwidth * bandwidth);
  for (let i = 0; i < kernel.length; i++) kernel[i] = Math.exp(kernel[i]! * divisor);
  const side = new Uint8Array(total).fill(1, 0, n);
  const statistic = discrepancy(kernel, side, n, m);
  const random = seeded(seed);
  const found = new Float64Array(PERMUTATIONS);
  for (let p = 0; p < PERMUTATIONS; p++) {
    for (let i = total - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [side[i], side[j]] = [side[j]!, side[i]!];
    }
    found[p] = discrepancy(kernel, side, n, m);
  }
  return { statistic, pValue: tail(statistic, found), bandwidth, rows: [n, m] };
}

/** Between all pairs of rows, those of the reference first. */
function squaredDistances(reference: Rows, current: Rows): Float32Array {
  const { dims } = reference;
  const total = reference.rowCount + current.rowCount;
  const values = new Float64Array(total * dims);
  values.set(reference.values);
  values.set(current.values, reference.rowCount * dims);
  const squared = new Float32Array(total * total);
  for (let i = 0; i < total; i++) {
    for (let j = i + 1; j < total; j++) {
      let sum = 0;
      for (let d = 0; d < dims; d++) sum += (values[i * dims + d]! - values[j * dims + d]!) ** 2;
      squared[i * total + j] = sum;
      squared[j * total + i] = sum;
    }
  }
  return squared;
}

function medianOf(squared: Float32Array, total: number): number {
  const upper = new Float32Array((total * (total - 1)) / 2);
  let at = 0;
  for (let i = 0; i < total; i++) {
    upper.set(squared.subarray(i * total + i + 1, (i + 1) * total), at);
    at += total - i - 1;
  }
  return upper.sort()[upper.length >> 1] ?? 0;
}

/** Of the rows with `side` 1 and those with 0. */
function discrepancy(kernel: Float32Array, side: Uint8Array, n: number, m: number): number {
  const total = n + m;
  let [within, without, across] = [0, 0, 0];
  for (let i = 0; i < total; i++) {
    let [ones, zeros] = [0, 0];
    const row = i * total;
    for (let j = 0; j < i; j++) {
      if (side[j] === 1) ones += kernel[row + j]!;
      else zeros += kernel[row + j]!;
    }
    if (side[i] === 1) {
      within += ones;
      across += zeros;
    } else {
      without += zeros;
      across += ones;
    }
  }
  return (2 * within) / (n * (n - 1)) + (2 * without) / (m * (m - 1)) - (2 * across) / (n * m);
}

function tail(statistic: number, found: Float64Array): number {
  const count = found.length;
  let atLeast = 0;
  let mean = 0;
  for (const value of found) {
    if (value >= statistic) atLeast++;
    mean += value / count;
  }
  const counted = (atLeast + 1) / (count + 1);
  if (atLeast > 0) return counted;
  let [variance, third] = [0, 0];
  for (const value of found) {
    variance += (value - mean) ** 2 / count;
    third += (value - mean) ** 3 / count;
  }
  const skew = third / variance ** 1.5;
  if (!(skew > 0)) return counted;
  const shape = 4 / (skew * skew);
  const scale = Math.sqrt(variance / shape);
  return Math.min(counted, upperGamma(shape, (statistic - mean + shape * scale) / scale));
}
