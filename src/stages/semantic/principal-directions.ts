import type { Matrix } from "../../core/matrix.ts";
import { seededRandom } from "../../ops/seeded-random.ts";

const ROUNDS = 4;

/**
 * Directions at right angles along which the rows are longest, falling, by orthogonal iteration:
 * near the exact ones, which is all they are used for. The rows are not centred.
 *
 * Source: Golub, Van Loan, "Matrix Computations", 4th edition, section 8.2.4.
 */
export function principalDirections(rows: Matrix, count: number): Matrix {
  const { rowCount, dims, values } = rows;
  const random = seededRandom(0);
  let basis = Float64Array.from({ length: count * dims }, () => random() - 0.5);
  orthogonalise(basis, count, dims);
  const along = new Float64Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    const next = new Float64Array(count * dims);
    for (let row = 0; row < rowCount; row++) {
      const own = values.subarray(row * dims, (row + 1) * dims);
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let k = 0, at = i * dims; k < dims; k++) sum += own[k]! * basis[at + k]!;
        along[i] = sum;
      }
      for (let i = 0; i < count; i++) {
        const share = along[i]!;
        for (let k = 0, at = i * dims; k < dims; k++) next[at + k]! += share * own[k]!;
      }
    }
    basis = next;
    orthogonalise(basis, count, dims);
  }
  return { rowCount: count, dims, values: Float32Array.from(basis) };
}

/** Brings rows to length 1 and to right angles to those before them; what is dependent becomes 0. */
function orthogonalise(basis: Float64Array, count: number, dims: number): void {
  const product = (i: number, j: number): number => {
    let sum = 0;
    for (let k = 0; k < dims; k++) sum += basis[i * dims + k]! * basis[j * dims + k]!;
    return sum;
  };
  for (let i = 0; i < count; i++) {
    const before = Math.sqrt(product(i, i));
    // Twice is enough.
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const share = product(i, j);
        for (let k = 0; k < dims; k++) basis[i * dims + k]! -= share * basis[j * dims + k]!;
      }
    }
    const length = Math.sqrt(product(i, i));
    const scale = length > before * 1e-10 ? 1 / length : 0;
    for (let k = 0; k < dims; k++) basis[i * dims + k]! *= scale;
  }
}
