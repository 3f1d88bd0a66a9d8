import type { VectorColumn } from "../../core/vector-column.ts";

const INFINITY_BITS = 0x7f800000;

/** The column without the vectors that hold a number that is not finite. */
export function finiteRows(column: VectorColumn): VectorColumn {
  const { rowCount, dims, values } = column;
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  let valid = column.valid;
  for (let row = 0; row < rowCount; row++) {
    let broken = false;
    for (let i = row * dims; i < (row + 1) * dims; i++) {
      broken ||= (bits[i]! & INFINITY_BITS) === INFINITY_BITS;
    }
    if (!broken || valid?.[row] === 0) continue;
    if (valid === undefined || valid === column.valid) {
      valid = column.valid?.slice() ?? new Uint8Array(rowCount).fill(1);
    }
    valid[row] = 0;
  }
  return { ...column, ...(valid && { valid }) };
}
