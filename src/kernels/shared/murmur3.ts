const rotl = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

/** A block multiplier, its rotation, the next multiplier, then the lane's rotation and addend. */
const LANES = [
  [0x239b961b, 15, 0xab0e9789, 19, 0x561ccd1b],
  [0xab0e9789, 16, 0x38b34ae5, 17, 0x0bcaa747],
  [0x38b34ae5, 17, 0xa1e38b93, 15, 0x96cd1c35],
  [0xa1e38b93, 18, 0x239b961b, 13, 0x32ac3b17],
] as const;

function mix(word: number, lane: number): number {
  const [c1, rotation, c2] = LANES[lane]!;
  return Math.imul(rotl(Math.imul(word, c1), rotation), c2);
}

function fmix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** `h1 += h2 + h3 + h4`, then `h1` into each of the others. */
function spread(h: Int32Array): void {
  h[0]! += h[1]! + h[2]! + h[3]!;
  for (let lane = 1; lane < 4; lane++) h[lane]! += h[0]!;
}

/** MurmurHash3_x86_128 (Austin Appleby, public domain) into four words. */
export function murmur3(bytes: Uint8Array, seed: number, hash: Uint32Array): void {
  const h = new Int32Array(4).fill(seed);
  const word = (at: number): number =>
    [0, 1, 2, 3].reduce((value, i) => value | ((bytes[at + i] ?? 0) << (8 * i)), 0);

  const tail = bytes.length - (bytes.length % 16);
  for (let at = 0; at < tail; at += 16) {
    for (let lane = 0; lane < 4; lane++) {
      const [, , , rotation, addend] = LANES[lane]!;
      h[lane]! ^= mix(word(at + 4 * lane), lane);
      h[lane] = Math.imul(rotl(h[lane]!, rotation) + h[(lane + 1) % 4]!, 5) + addend;
    }
  }
  // Words wholly past the end are zero, and zero mixes to zero.
  for (let lane = 0; lane < 4; lane++) h[lane]! ^= mix(word(tail + 4 * lane), lane);

  for (let lane = 0; lane < 4; lane++) h[lane]! ^= bytes.length;
  spread(h);
  for (let lane = 0; lane < 4; lane++) h[lane] = fmix(h[lane]!);
  spread(h);
  hash.set(h);
}
