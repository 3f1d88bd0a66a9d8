import { lowbias32 } from "./lowbias32.ts";
import { rowBytes, type Shingles } from "./shingles.ts";

/** Rounds that place a hash in a slot of its own choice, before empty slots are filled. */
const ROUNDS = 128;
const EMPTY = 0xffffffff;

/**
 * The affine maps of a signature of `slots` slots: a multiplier and an addend for each of the 128
 * rounds, then for the fill of each slot.
 */
export function signatureRounds(slots: number): Uint32Array {
  const rounds = new Uint32Array(2 * (ROUNDS + slots));
  rounds[0] = 1;
  for (let i = 1; i < ROUNDS + slots; i++) {
    rounds[2 * i] = lowbias32(2 * i + 1) | 1;
    rounds[2 * i + 1] = lowbias32(2 * i + 2);
  }
  return rounds;
}

/**
 * Fast Similarity Sketching (Dahlgaard, Knudsen, Thorup: "Fast similarity sketching", FOCS 2017)
 * with one affine map per round: each round sends each hash to one slot, a slot keeps its least
 * value, and rounds stop when no slot is empty. The signature depends on the set of hashes only.
 */
export function sketch(hashes: Uint32Array, rounds: Uint32Array, slots: Uint32Array): void {
  slots.fill(EMPTY);
  if (hashes.length === 0) return;
  const shift = 32 - Math.log2(slots.length);
  for (let round = 0; round < ROUNDS; round++) {
    const a = rounds[2 * round]!;
    const b = rounds[2 * round + 1]!;
    for (const hash of hashes) {
      const mapped = Math.imul(hash, a) + b;
      const slot = mapped >>> shift;
      const value = ((round << 24) | (mapped & 0xffffff)) >>> 0;
      if (value < slots[slot]!) slots[slot] = value;
    }
    if (!slots.includes(EMPTY)) return;
  }
  slots.forEach((value, slot) => {
    if (value !== EMPTY) return;
    const a = rounds[2 * (ROUNDS + slot)]!;
    const b = rounds[2 * (ROUNDS + slot) + 1]!;
    for (const hash of hashes) {
      const filled = (0xff000000 | ((Math.imul(hash, a) + b) & 0xffffff)) >>> 0;
      if (filled < slots[slot]!) slots[slot] = filled;
    }
  });
}

/** Buffers of the signature kernels. */
interface SignatureBuffers {
  readonly offsets: Uint32Array;
  readonly words: Uint32Array;
  readonly rounds: Uint32Array;
  readonly signatures: Uint32Array;
  readonly shingleCounts: Uint32Array;
}

/** Parameters of the signature kernels. */
interface SignatureParams {
  readonly rowCount: number;
  readonly ngram: number;
  readonly seed: number;
  readonly slotBits: number;
}

/** The reference of the signature kernels, for either kind of shingle. */
export function sketchRows(
  shingles: Shingles,
  { offsets, words, rounds, signatures, shingleCounts }: SignatureBuffers,
  { rowCount, ngram, seed, slotBits }: SignatureParams,
): void {
  const slots = 2 ** slotBits;
  for (let row = 0; row < rowCount; row++) {
    const hashes = shingles(rowBytes(offsets, words, row), ngram, seed);
    sketch(hashes, rounds, signatures.subarray(row * slots, (row + 1) * slots));
    shingleCounts[row] = hashes.length;
  }
}
