/** How many elements of a 0/1 mask are 1. */
export function countOnes(mask: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i]!;
  return count;
}

/** The positions, ascending, where a 0/1 mask is `bit`. */
export function positionsOf(mask: Uint8Array, bit: 0 | 1): Uint32Array<ArrayBuffer> {
  const ones = countOnes(mask);
  const positions = new Uint32Array(bit === 1 ? ones : mask.length - ones);
  let next = 0;
  for (let i = 0; i < mask.length; i++) if (mask[i] === bit) positions[next++] = i;
  return positions;
}
