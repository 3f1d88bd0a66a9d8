/** Rows of `dims` numbers, one behind the other. */
export interface Matrix {
  readonly rowCount: number;
  readonly dims: number;
  readonly values: Float32Array;
}

/** Numbers of a row on a device: a multiple of 4, filled up with zeros. */
export const paddedDims = (dims: number): number => Math.ceil(dims / 4) * 4;

/** The rows with zeros behind each, so that kernels of products take them; itself if none are due. */
export function padded({ rowCount, dims, values }: Matrix): Matrix {
  const wide = paddedDims(dims);
  if (wide === dims) return { rowCount, dims, values: values.subarray(0, rowCount * dims) };
  const filled = new Float32Array(rowCount * wide);
  for (let row = 0; row < rowCount; row++) {
    filled.set(values.subarray(row * dims, (row + 1) * dims), row * wide);
  }
  return { rowCount, dims: wide, values: filled };
}

/** `count` of the rows, from `first` on. */
export function rowsBetween({ dims, values }: Matrix, first: number, count: number): Matrix {
  return { rowCount: count, dims, values: values.subarray(first * dims, (first + count) * dims) };
}

/** The rows of these numbers, in their order. */
export function rowsAt({ dims, values }: Matrix, rows: ArrayLike<number>): Matrix {
  const taken = new Float32Array(rows.length * dims);
  for (let i = 0; i < rows.length; i++) {
    taken.set(values.subarray(rows[i]! * dims, (rows[i]! + 1) * dims), i * dims);
  }
  return { rowCount: rows.length, dims, values: taken };
}

/**
 * The product of two rows of `dims` numbers, from `i` and `j` on, in the agreed way: in f64, every
 * fourth term to a sum of its own, which are added at the end.
 */
export function dot(a: Float32Array, i: number, b: Float32Array, j: number, dims: number): number {
  // Declared one by one: V8 keeps a pattern of them in memory.
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let k = 0;
  for (; k + 4 <= dims; k += 4) {
    s0 += a[i + k]! * b[j + k]!;
    s1 += a[i + k + 1]! * b[j + k + 1]!;
    s2 += a[i + k + 2]! * b[j + k + 2]!;
    s3 += a[i + k + 3]! * b[j + k + 3]!;
  }
  for (; k < dims; k++) s0 += a[i + k]! * b[j + k]!;
  return s0 + s1 + (s2 + s3);
}

/** The square of the length of each row, in the agreed way. */
export function squaredLengths({ rowCount, dims, values }: Matrix): Float64Array {
  const squares = new Float64Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    squares[row] = dot(values, row * dims, values, row * dims, dims);
  }
  return squares;
}
