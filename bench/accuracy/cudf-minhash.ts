import { randomU32 } from "../support/kernel-bench.ts";

/** MurmurHash3_x86_32. */
export function murmur3x86(bytes: Uint8Array, seed = 0): number {
  const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));
  const mix = (k: number): number => Math.imul(rotate(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
  let hash = seed;
  const blocks = bytes.length & ~3;
  for (let i = 0; i < blocks; i += 4) {
    const block = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    hash = (Math.imul(rotate(hash ^ mix(block), 13), 5) + 0xe6546b64) | 0;
  }
  let tail = 0;
  for (let i = bytes.length - 1; i >= blocks; i--) tail = (tail << 8) | bytes[i]!;
  if (bytes.length > blocks) hash ^= mix(tail);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Multiplier and addend of each slot. */
export type CudfParams = readonly (readonly [a: number, b: number])[];

/**
 * The 32-bit MinHash of cuDF, which NeMo Curator runs: the least `h * a + b` over the Murmur
 * hashes of the windows of `width` code points. Its remainder by 2^61-1 changes nothing there,
 * because the product has wrapped to 32 bits before.
 */
export function cudfMinhash(text: string, width: number, params: CudfParams): Uint32Array {
  const encoder = new TextEncoder();
  const points = [...text];
  const slots = new Uint32Array(params.length).fill(0xffffffff);
  if (points.length === 0) return slots;
  for (let i = 0; i < Math.max(1, points.length - width + 1); i++) {
    const hash = murmur3x86(encoder.encode(points.slice(i, i + width).join("")));
    params.forEach(([a, b], slot) => {
      const value = (Math.imul(hash, a) + b) >>> 0;
      if (value < slots[slot]!) slots[slot] = value;
    });
  }
  return slots;
}

const BANDS = 20;
const ROWS = 13;
const WIDTH = 24;

/** Rows that stay under NeMo Curator's defaults: 20 bands of 13, no verification, components. */
export function cudfKept(texts: readonly string[], seed = 42): Set<number> {
  const random = randomU32(seed);
  const params = Array.from({ length: BANDS * ROWS }, () => [random() | 1, random()] as const);
  const parent = texts.map((_, row) => row);
  const rootOf = (row: number): number => {
    let at = row;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!;
    return at;
  };
  const buckets = new Map<string, number>();
  texts.forEach((text, row) => {
    const slots = cudfMinhash(text, WIDTH, params);
    for (let band = 0; band < BANDS; band++) {
      const key = `${band}:${slots.subarray(band * ROWS, (band + 1) * ROWS).join()}`;
      const first = buckets.get(key);
      if (first === undefined) buckets.set(key, row);
      else {
        const [a, b] = [rootOf(first), rootOf(row)];
        parent[Math.max(a, b)] = Math.min(a, b);
      }
    }
  });
  return new Set(texts.flatMap((_, row) => (rootOf(row) === row ? [row] : [])));
}
