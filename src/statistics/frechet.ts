import { symmetricEigen } from "./symmetric-eigen.ts";

/** Rows of one length, row-major. */
export interface Rows {
  readonly rowCount: number;
  readonly dims: number;
  readonly values: Float64Array;
}

export interface Frechet {
  /** The squared distance of the normal distributions with the means and covariances of the rows. */
  readonly distance: number;
  /** The same as a share of the variance of the reference, which has no unit; of none, at most 1. */
  readonly relative: number;
}

/** The Frechet distance, known from comparing images; undefined for fewer than two rows. */
export function frechet(reference: Rows, current: Rows): Frechet | undefined {
  if (reference.rowCount < 2 || current.rowCount < 2) return undefined;
  const { dims } = reference;
  const a = moments(reference);
  const b = moments(current);
  let distance = 0;
  let variance = 0;
  for (let i = 0; i < dims; i++) {
    distance += (a.mean[i]! - b.mean[i]!) ** 2;
    distance += a.covariance[i * dims + i]! + b.covariance[i * dims + i]!;
    variance += a.covariance[i * dims + i]!;
  }
  distance = Math.max(0, distance - 2 * traceOfRoot(a.covariance, b.covariance, dims));
  return { distance, relative: variance > 0 ? distance / variance : Math.min(1, distance) };
}

function moments({ rowCount, dims, values }: Rows): {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
} {
  const mean = new Float64Array(dims);
  for (let at = 0; at < values.length; at++) mean[at % dims]! += values[at]! / rowCount;
  const covariance = new Float64Array(dims * dims);
  const centred = new Float64Array(dims);
  for (let row = 0; row < rowCount; row++) {
    for (let i = 0; i < dims; i++) centred[i] = values[row * dims + i]! - mean[i]!;
    for (let i = 0; i < dims; i++) {
      const x = centred[i]! / (rowCount - 1);
      for (let j = i; j < dims; j++) covariance[i * dims + j]! += x * centred[j]!;
    }
  }
  for (let i = 0; i < dims; i++) {
    for (let j = 0; j < i; j++) covariance[i * dims + j] = covariance[j * dims + i]!;
  }
  return { mean, covariance };
}

/** The trace of the root of A B, which has the eigenvalues of the symmetric √A B √A. */
function traceOfRoot(a: Float64Array, b: Float64Array, size: number): number {
  const { values, vectors } = symmetricEigen(a, size);
  const scaled = vectors.slice();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) scaled[i * size + j]! *= Math.sqrt(Math.max(0, values[j]!));
  }
  // With V √D for √A = V √D Vᵀ the eigenvalues are the same.
  const middle = product(transposed(scaled, size), product(b, scaled, size), size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (middle[i * size + j]! + middle[j * size + i]!) / 2;
      middle[i * size + j] = mean;
      middle[j * size + i] = mean;
    }
  }
  return symmetricEigen(middle, size).values.reduce(
    (sum, value) => sum + Math.sqrt(Math.max(0, value)),
    0,
  );
}

function transposed(a: Float64Array, size: number): Float64Array {
  return Float64Array.from(a, (_, at) => a[(at % size) * size + Math.floor(at / size)]!);
}

function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const x = a[i * size + k]!;
      for (let j = 0; j < size; j++) result[i * size + j]! += x * b[k * size + j]!;
    }
  }
  return result;
}
