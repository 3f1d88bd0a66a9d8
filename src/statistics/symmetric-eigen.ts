const MOST_SWEEPS = 60;

/** Eigenvalues of a symmetric matrix, row-major, and its eigenvectors in columns (Jacobi). */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  const scale = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) off += a[p * size + q]! ** 2;
    }
    if (off <= scale * 1e-30) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, size, p, q);
    }
  }
  return { values: Float64Array.from({ length: size }, (_, i) => a[i * size + i]!), vectors };
}

/** Makes the element at `p`, `q` zero. */
function rotate(a: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const off = a[p * size + q]!;
  if (off === 0) return;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * off);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  turnColumns(a, size, p, q, c, s);
  turnRows(a, size, p, q, c, s);
  turnColumns(vectors, size, p, q, c, s);
}

function turnColumns(
  a: Float64Array,
  size: number,
  p: number,
  q: number,
  c: number,
  s: number,
): void {
  for (let at = 0; at < size * size; at += size) {
    const x = a[at + p]!;
    const y = a[at + q]!;
    a[at + p] = c * x - s * y;
    a[at + q] = s * x + c * y;
  }
}

function turnRows(a: Float64Array, size: number, p: number, q: number, c: number, s: number): void {
  const [rowP, rowQ] = [p * size, q * size];
  for (let i = 0; i < size; i++) {
    const x = a[rowP + i]!;
    const y = a[rowQ + i]!;
    a[rowP + i] = c * x - s * y;
    a[rowQ + i] = s * x + c * y;
  }
}
