const STATE_LENGTH = 624;
const SHIFT = 397;
/** NeMo Curator draws below the Mersenne prime 2^31 - 1, a from 1 and b from 0. */
const PRIME = 2 ** 31 - 1;

/**
 * What NeMo Curator's `GPUMinHash` draws for 32-bit hashes: a and b of each slot in turn, from
 * `numpy.random.RandomState(seed)`. It gives the first of them to MurmurHash3 as its seed.
 */
export function cudfParameters(slots: number, seed: number): Uint32Array {
  const next = mersenneTwister(seed);
  // As numpy's randint does: bits are cut to the width of the range, and drawn again when outside.
  const below = (bound: number): number => {
    for (;;) {
      const value = next() & 0x7fffffff;
      if (value < bound) return value;
    }
  };
  return new Uint32Array(2 * slots).map((_, i) =>
    i % 2 === 0 ? 1 + below(PRIME - 1) : below(PRIME),
  );
}

/** MT19937 (Matsumoto and Nishimura 1998), seeded with one number. */
function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(STATE_LENGTH);
  state[0] = seed;
  for (let i = 1; i < STATE_LENGTH; i++) {
    const before = state[i - 1]!;
    state[i] = Math.imul(before ^ (before >>> 30), 1812433253) + i;
  }
  let at = STATE_LENGTH;
  return () => {
    if (at === STATE_LENGTH) {
      twist(state);
      at = 0;
    }
    let y = state[at++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < STATE_LENGTH; i++) {
    const y = (state[i]! & 0x80000000) | (state[(i + 1) % STATE_LENGTH]! & 0x7fffffff);
    state[i] = state[(i + SHIFT) % STATE_LENGTH]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
  }
}
