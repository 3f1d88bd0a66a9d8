import { logGamma } from "./gamma.ts";

/**
 * The chance that the statistic of a one-sample Kolmogorov-Smirnov test of `n` values is `x` or
 * more. Computed as Simard and L'Ecuyer (2011) choose: exactly where that is stable, else by the
 * expansion of Pelz and Good.
 */
export function kolmogorovTail(n: number, x: number): number {
  if (x >= 1) return 0;
  const t = n * x;
  if (t <= 0.5) return 1;
  if (t <= 1) return 1 - ruben(n, t);
  if (t >= n - 1) return 2 * (1 - x) ** n;
  if (x >= 0.5) return Math.min(1, 2 * smirnovTail(n, x));
  const squared = t * x;
  if (squared >= 370) return 0;
  if (squared >= (n <= 140 ? 4 : 2.2)) return Math.min(1, 2 * smirnovTail(n, x));
  const below = n <= 140 || (n <= 100_000 && n * x ** 1.5 <= 1.4);
  return clamp(1 - (below ? marsaglia(n, x) : pelzGood(n, x)));
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

function ruben(n: number, t: number): number {
  return Math.exp(logGamma(n + 1) - n * Math.log(n) + n * Math.log(2 * t - 1));
}

const MOST_TERMS = 1_000_000;

/** The same of the one-sided statistic. */
function smirnovTail(n: number, x: number): number {
  // Of more terms, the asymptotic form of Maag and Dicaire differs by less than rounding does.
  if (n > MOST_TERMS) return Math.exp(-((6 * n * x + 1) ** 2) / (18 * n));
  const last = Math.floor(n * (1 - x));
  const logN = logGamma(n + 1);
  let sum = 0;
  for (let v = 0; v <= last; v++) {
    const rest = 1 - x - v / n;
    if (rest <= 0) {
      if (v === n) sum += Math.exp((v - 1) * Math.log(x + 1));
      continue;
    }
    const binomial = logN - logGamma(v + 1) - logGamma(n - v + 1);
    sum += Math.exp(binomial + (v - 1) * Math.log(x + v / n) + (n - v) * Math.log(rest));
  }
  return clamp(x * sum);
}

/** The chance of less than `x`, by powers of a matrix (Marsaglia, Tsang and Wang 2003). */
function marsaglia(n: number, x: number): number {
  const k = Math.ceil(n * x);
  const size = 2 * k - 1;
  const h = k - n * x;
  const step = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) step[i * size + j] = i - j + 1 < 0 ? 0 : 1;
  }
  for (let i = 0; i < size; i++) {
    step[i * size]! -= h ** (i + 1);
    step[(size - 1) * size + i]! -= h ** (size - i);
  }
  step[(size - 1) * size]! += 2 * h - 1 > 0 ? (2 * h - 1) ** size : 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let g = 2; g <= i - j + 1; g++) step[i * size + j]! /= g;
    }
  }
  let { matrix, exponent } = power({ matrix: step, exponent: 0 }, size, n);
  let value = matrix[(k - 1) * size + k - 1]!;
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      exponent -= 140;
    }
  }
  return clamp(value * 10 ** exponent);
}

interface Scaled {
  readonly matrix: Float64Array;
  /** A power of ten that the matrix is to be multiplied by. */
  readonly exponent: number;
}

function power(base: Scaled, size: number, n: number): Scaled {
  if (n === 1) return base;
  const half = power(base, size, n >> 1);
  const square = product(half, half, size);
  return n % 2 === 0 ? square : product(base, square, size);
}

function product(a: Scaled, b: Scaled, size: number): Scaled {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a.matrix[i * size + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) matrix[i * size + j]! += factor * b.matrix[k * size + j]!;
    }
  }
  let exponent = a.exponent + b.exponent;
  const middle = size >> 1;
  if (matrix[middle * size + middle]! > 1e140) {
    for (let i = 0; i < matrix.length; i++) matrix[i]! *= 1e-140;
    exponent += 140;
  }
  return { matrix, exponent };
}

/** The chance of less than `x`, by the expansion of Pelz and Good (1976). */
function pelzGood(n: number, x: number): number {
  const root = Math.sqrt(n);
  const z = root * x;
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  const pi2 = Math.PI ** 2;
  const pi4 = pi2 ** 2;
  const w = pi2 / (2 * z2);
  const halves = (term: (t: number) => number): number => series(0.5, w, term);
  const wholes = (term: (t: number) => number): number => series(1, w, term);
  const c = Math.sqrt(Math.PI / 2);
  const k0 = (2 * c * halves(() => 1)) / z;
  const k1 = (c * halves((t) => pi2 * t - z2)) / (3 * z4);
  const k2 =
    (c *
      halves((t) => 6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * t + pi4 * (1 - 2 * z2) * t * t)) /
      (36 * z * z6) -
    (c * wholes((t) => pi2 * t)) / (18 * z * z2);
  const k3 =
    (c *
      halves(
        (t) =>
          -30 * z6 -
          90 * z6 * z2 +
          pi2 * (135 * z4 - 96 * z6) * t +
          pi4 * (212 * z4 - 60 * z2) * t * t +
          pi2 * pi4 * t ** 3 * (5 - 30 * z2),
      )) /
      (3240 * z4 * z6) +
    (c * wholes((t) => 3 * pi2 * t * z2 - pi4 * t * t)) / (108 * z6);
  return clamp(k0 + k1 / root + k2 / n + k3 / (root * n));
}

/** Sums over `t = (first + j) ** 2`. */
function series(first: number, w: number, term: (t: number) => number): number {
  let sum = 0;
  for (let j = 0; j < 40; j++) {
    const t = (first + j) ** 2;
    sum += term(t) * Math.exp(-t * w);
  }
  return sum;
}
