/** Eigenvalues of a symmetric matrix, falling, and a unit eigenvector for each, a row each. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** Of the largest number: far below what 64-bit floats add up to. */
const LEAST = 2 ** -200;

/**
 * By Householder's reduction to three diagonals and implicit QL, as in EISPACK (tred2, tql2).
 * Only additions, products, quotients and square roots, so that every machine has the same result.
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  // By a power of two, and without what no eigenvalue can show, so that no square vanishes.
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 1 : 2 ** Math.floor(Math.log2(largest));
  const vectors = matrix.map((value) => (Math.abs(value) < scale * LEAST ? 0 : value / scale));
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  if (size > 0) {
    tridiagonalize(vectors, diagonal, beside);
    iterate(vectors, diagonal, beside);
  }
  const order = [...diagonal.keys()].sort((a, b) => diagonal[b]! - diagonal[a]! || a - b);
  const sorted = new Float64Array(size * size);
  order.forEach((from, to) => {
    sorted.set(pointed(vectors.subarray(from * size, (from + 1) * size)), to * size);
  });
  return { values: Float64Array.from(order, (i) => diagonal[i]! * scale), vectors: sorted };
}

/** The vector or its opposite: its largest component is positive. */
function pointed(vector: Float64Array): Float64Array {
  let largest = 0;
  for (const value of vector) if (Math.abs(value) > Math.abs(largest)) largest = value;
  return largest < 0 ? vector.map((value) => -value) : vector;
}

/** `v` becomes, by columns as rows, the matrix that brings the three diagonals about. */
function tridiagonalize(v: Float64Array, d: Float64Array, e: Float64Array): void {
  const n = d.length;
  for (let j = 0; j < n; j++) d[j] = v[j * n + n - 1]!;
  for (let i = n - 1; i > 0; i--) {
    d[i] = reflect(v, d, e, i);
  }
  for (let i = 0; i < n - 1; i++) {
    v[i * n + n - 1] = v[i * n + i]!;
    v[i * n + i] = 1;
    const h = d[i + 1]!;
    const next = (i + 1) * n;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = v[next + k]! / h;
      for (let j = 0; j <= i; j++) {
        let g = 0;
        for (let k = 0; k <= i; k++) g += v[next + k]! * v[j * n + k]!;
        for (let k = 0; k <= i; k++) v[j * n + k]! -= g * d[k]!;
      }
    }
    v.fill(0, next, next + i + 1);
  }
  for (let j = 0; j < n; j++) {
    d[j] = v[j * n + n - 1]!;
    v[j * n + n - 1] = 0;
  }
  v[n * n - 1] = 1;
  e[0] = 0;
}

/** One reflection, of row `i`; its squared length. */
function reflect(v: Float64Array, d: Float64Array, e: Float64Array, i: number): number {
  const n = d.length;
  let scale = 0;
  for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
  if (scale === 0) {
    e[i] = d[i - 1]!;
    for (let j = 0; j < i; j++) {
      d[j] = v[j * n + i - 1]!;
      v[j * n + i] = 0;
      v[i * n + j] = 0;
    }
    return 0;
  }
  let h = 0;
  for (let k = 0; k < i; k++) {
    d[k]! /= scale;
    h += d[k]! * d[k]!;
  }
  const last = d[i - 1]!;
  const root = last > 0 ? -Math.sqrt(h) : Math.sqrt(h);
  e[i] = scale * root;
  h -= last * root;
  d[i - 1] = last - root;
  e.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const f = d[j]!;
    v[i * n + j] = f;
    let g = e[j]! + v[j * n + j]! * f;
    for (let k = j + 1; k < i; k++) {
      g += v[j * n + k]! * d[k]!;
      e[k]! += v[j * n + k]! * f;
    }
    e[j] = g;
  }
  let f = 0;
  for (let j = 0; j < i; j++) {
    e[j]! /= h;
    f += e[j]! * d[j]!;
  }
  const half = f / (h + h);
  for (let j = 0; j < i; j++) e[j]! -= half * d[j]!;
  for (let j = 0; j < i; j++) {
    const [a, b] = [d[j]!, e[j]!];
    for (let k = j; k < i; k++) v[j * n + k]! -= a * e[k]! + b * d[k]!;
    d[j] = v[j * n + i - 1]!;
    v[j * n + i] = 0;
  }
  return h;
}

/** Rotates until nothing is left beside the diagonal `d`; `v` follows. */
function iterate(v: Float64Array, d: Float64Array, e: Float64Array): void {
  const n = d.length;
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let shift = 0;
  let size = 0;
  for (let l = 0; l < n; l++) {
    size = Math.max(size, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (Math.abs(e[m]!) > Number.EPSILON * size) m++;
    if (m > l) {
      do shift += sweep(v, d, e, l, m);
      while (Math.abs(e[l]!) > Number.EPSILON * size);
    }
    d[l]! += shift;
    e[l] = 0;
  }
}

/** One implicit QL step on rows `l` to `m`; what it takes from the diagonal. */
function sweep(v: Float64Array, d: Float64Array, e: Float64Array, l: number, m: number): number {
  const n = d.length;
  const first = d[l]!;
  const half = (d[l + 1]! - first) / (2 * e[l]!);
  const root = half < 0 ? -hypotenuse(half, 1) : hypotenuse(half, 1);
  d[l] = e[l]! / (half + root);
  d[l + 1] = e[l]! * (half + root);
  const next = d[l + 1]!;
  const taken = first - d[l];
  for (let i = l + 2; i < n; i++) d[i]! -= taken;
  const beside = e[l + 1]!;
  let p = d[m]!;
  let [c, c2, c3] = [1, 1, 1];
  let [s, s2] = [0, 0];
  for (let i = m - 1; i >= l; i--) {
    [c3, c2, s2] = [c2, c, s];
    const g = c * e[i]!;
    const h = c * p;
    const r = hypotenuse(p, e[i]!);
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * g;
    d[i + 1] = h + s * (c * g + s * d[i]!);
    rotate(v, i * n, n, c, s);
  }
  p = (-s * s2 * c3 * beside * e[l]!) / next;
  e[l] = s * p;
  d[l] = c * p;
  return taken;
}

/** Rotates the row that starts at `row` and the one after it. */
function rotate(v: Float64Array, row: number, n: number, c: number, s: number): void {
  for (let k = row; k < row + n; k++) {
    const h = v[k + n]!;
    v[k + n] = s * v[k]! + c * h;
    v[k] = c * v[k]! - s * h;
  }
}

function hypotenuse(a: number, b: number): number {
  const large = Math.max(Math.abs(a), Math.abs(b));
  const small = Math.min(Math.abs(a), Math.abs(b)) / large;
  return large === 0 ? 0 : large * Math.sqrt(1 + small * small);
}
