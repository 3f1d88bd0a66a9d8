/** A column of vectors of one length, row-major: row `i` is `values[i * dims … (i + 1) * dims]`. */
export interface VectorColumn {
  readonly rowCount: number;
  readonly dims: number;
  /** Whatever it holds where there is no vector is not looked at. */
  readonly values: Float32Array;
  /** 1 where there is a vector; all when absent. */
  readonly valid?: Uint8Array;
}

/** A column of the given vectors, null for none; all must have `dims` numbers. */
export function vectorColumn(
  dims: number,
  vectors: readonly (ArrayLike<number> | null)[],
): VectorColumn {
  const values = new Float32Array(vectors.length * dims);
  vectors.forEach((vector, row) => {
    if (vector) values.set(vector, row * dims);
  });
  const valid = Uint8Array.from(vectors, (vector) => (vector ? 1 : 0));
  return { rowCount: vectors.length, dims, values, ...(valid.includes(0) && { valid }) };
}
