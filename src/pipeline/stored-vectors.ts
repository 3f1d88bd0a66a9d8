import { assert } from "../core/assert.ts";
import type { VectorColumn } from "../core/vector-column.ts";
import type { Stretch } from "../stages/stage.ts";

const VALUES = "vectors.values.";
const VALID = "vectors.valid.";

/** Where the numbers of a vector column are in the store, and which rows have a vector. */
export function vectorSections(name: string): readonly [values: string, valid: string] {
  return [VALUES + name, VALID + name];
}

/** What the store keeps of a vector column, once for all who ask: the bits of the floats. */
export function vectorWords(name: string, column: VectorColumn): Record<string, Uint32Array> {
  const { values, rowCount, valid } = column;
  return {
    [VALUES + name]: new Uint32Array(values.buffer, values.byteOffset, values.length),
    [VALID + name]: valid ? Uint32Array.from(valid) : new Uint32Array(rowCount).fill(1),
  };
}

/** The vectors of all rows, from stretches of the two sections. */
export async function wholeVectors(
  rowCount: number,
  dims: number,
  stretches: AsyncIterable<Stretch>,
): Promise<VectorColumn> {
  const values = new Float32Array(rowCount * dims);
  const words = new Uint32Array(values.buffer);
  const valid = new Uint8Array(rowCount);
  for await (const { start, columns } of stretches) {
    assert(columns[0]!.length === columns[1]!.length * dims, "vectors of a store have one length");
    words.set(columns[0]!, start * dims);
    valid.set(columns[1]!, start);
  }
  return { rowCount, dims, values, valid };
}
