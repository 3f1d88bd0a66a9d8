import { seededRandom } from "../../src/ops/seeded-random.ts";

export interface CloudShape {
  readonly rows: number;
  readonly dims: number;
  readonly centres: number;
  readonly spread: number;
  readonly offset: number;
  readonly seed: number;
}

/** Points around random centres; `test/data/k-means.py` draws the same ones. */
export function pointCloud({ rows, dims, centres, spread, offset, seed }: CloudShape) {
  const random = seededRandom(seed);
  const middles = Float64Array.from({ length: centres * dims }, () => random() * 10);
  const values = new Float32Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < dims; k++) {
      let noise = -2;
      for (let i = 0; i < 4; i++) noise += random();
      values[row * dims + k] = middles[(row % centres) * dims + k]! + spread * noise + offset;
    }
  }
  return { rowCount: rows, dims, values };
}
