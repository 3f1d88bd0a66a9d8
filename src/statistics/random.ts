/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  // Seeds that are neighbours start far apart.
  let state = Math.imul(Math.imul(seed, 0x9e37_79b1) ^ 0x85eb_ca6b, 0xc2b2_ae35) >>> 0;
  state ^= state >>> 15;
  return () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
