import type { Ranks } from "../ranks.ts";
import type { FinishRequest } from "../stage.ts";
import type { Vectors } from "./vectors.ts";

/**
 * By rank, the least of the candidate ranks (ascending) with the same vector, bit for bit, and in
 * the same group. Ranks of an index stand for themselves; where new rows are not compared, only
 * ranks of an index stand for others.
 */
export function equalVectors(
  { matrix }: Vectors,
  { groups, indexRows, amongNew, states }: FinishRequest,
  ranks: Ranks,
  candidates: Uint32Array,
): Uint32Array {
  const { dims, values } = matrix;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const representative = Uint32Array.from({ length: states.rowCount }, (_, rank) => rank);
  const slots = 2 ** Math.ceil(Math.log2(Math.max(2, 2 * candidates.length)));
  const table = new Uint32Array(slots);
  for (const rank of candidates) {
    const row = ranks.row(rank);
    const group = groups?.[row] ?? 0;
    let slot = hashOf(words, row * dims, dims, group) & (slots - 1);
    for (; table[slot] !== 0; slot = (slot + 1) & (slots - 1)) {
      const other = table[slot]! - 1;
      const otherRow = ranks.row(other);
      if (groups && groups[otherRow] !== group) continue;
      if (!sameBits(words, dims, row, otherRow)) continue;
      if (rank >= indexRows && (amongNew || other < indexRows)) representative[rank] = other;
      break;
    }
    if (table[slot] === 0) table[slot] = rank + 1;
  }
  return representative;
}

function hashOf(words: Uint32Array, start: number, dims: number, group: number): number {
  let hash = group;
  for (let k = 0; k < dims; k++) {
    hash = Math.imul(hash ^ words[start + k]!, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function sameBits(words: Uint32Array, dims: number, i: number, j: number): boolean {
  for (let k = 0; k < dims; k++) if (words[i * dims + k] !== words[j * dims + k]) return false;
  return true;
}
