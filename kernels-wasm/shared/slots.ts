import { splat } from "./vector";

export const ROUNDS: u32 = 128;
/** Values from here on are those of the fill, or an empty slot. */
const UNFILLED: u32 = 0xff000000;
const LOW: u32 = 0xffffff;
/** Hashes that are placed one by one at least, if any. */
const HITS: u32 = 2;

export function clearSlots(slots: usize, slotCount: u32): void {
  const ones = i32x4.splat(-1);
  for (let at = slots; at < slots + (slotCount << 2); at += 16) v128.store(at, ones);
}

export function hasEmpty(slots: usize, slotCount: u32): bool {
  let any = i32x4.splat(0);
  for (let at = slots; at < slots + (slotCount << 2); at += 16) {
    any = v128.or(any, i32x4.eq(v128.load(at), i32x4.splat(-1)));
  }
  return v128.any_true(any);
}

/** Repeats the last hash up to a multiple of sixteen; repeats do not count. */
function pad(hashes: usize, count: u32): void {
  const end = hashes + (count << 2);
  const last = v128.load32_splat(end - 4);
  v128.store(end, last);
  v128.store(end, last, 16);
  v128.store(end, last, 32);
  v128.store(end, last, 48);
}

/** Puts each hash into its slot of the round. There is room for 16 hashes more. */
export function placeAll(
  hashes: usize,
  count: u32,
  round: u32,
  rounds: usize,
  slotBits: u32,
  slots: usize,
  spot: usize,
): void {
  if (count == 0) return;
  pad(hashes, count);
  const shift = 32 - slotBits;
  const a = v128.load32_splat(rounds + (round << 3));
  const b = v128.load32_splat(rounds + (round << 3), 4);
  const low = splat(LOW, spot);
  const tops = i32x4.splat(round << 24);
  const starts = i32x4.splat(u32(slots));
  const end = hashes + (count << 2);
  for (let at = hashes; at < end; at += 16) {
    const mapped = i32x4.add(i32x4.mul(v128.load(at), a), b);
    const values = v128.or(v128.and(mapped, low), tops);
    const places = i32x4.add(i32x4.shl(i32x4.shr_u(mapped, shift), 2), starts);
    const two = i64x2.extract_lane(places, 0);
    const more = i64x2.extract_lane(places, 1);
    place(u32(two), values);
    place(u32(two >>> 32), v128.shuffle<u32>(values, values, 1, 1, 1, 1));
    place(u32(more), v128.shuffle<u32>(values, values, 2, 2, 2, 2));
    place(u32(more >>> 32), v128.shuffle<u32>(values, values, 3, 3, 3, 3));
  }
}

/** Puts the first of the values into a slot. Branchless: which is less is a toss-up. */
function place(slot: usize, values: v128): void {
  v128.store_lane<u32>(slot, i32x4.min_u(v128.load32_zero(slot), values), 0);
}

/**
 * The rounds from `round` on to `until`, or until no slot is empty, for signatures of at most 128
 * slots of which few are: only hashes of an empty slot matter then, and sixteen at a time are
 * looked up in a bit map. Returns whether any slot is empty.
 */
export function placeSparse(
  hashes: usize,
  count: u32,
  round: u32,
  until: u32,
  rounds: usize,
  slotBits: u32,
  slots: usize,
  spot: usize,
): bool {
  pad(hashes, count);
  const shift = 32 - slotBits;
  const bits = i64x2.splat(0x8040201008040201);
  const sevens = splat(0x07070707, spot);
  const nibbles = splat(0x0f0f0f0f, spot);
  let low = emptyBits(slots);
  let high: u64 = slotBits == 7 ? emptyBits(slots + 256) : 0;
  for (let i = round; i < until && (low | high) != 0; i++) {
    const multiplier = load<u32>(rounds + (i << 3));
    const addend = load<u32>(rounds + (i << 3), 4);
    const a = i32x4.splat(multiplier);
    const b = i32x4.splat(addend);
    const empty = i64x2.replace_lane(i64x2.splat(low), 1, high);
    for (let block: u32 = 0; block < count; block += 64) {
      const some = hashes + (block << 2);
      const blockCount = min(count - block, 64);
      let hits: u64 = 0;
      for (let k: u32 = 0; k < blockCount; k += 16) {
        const at = some + (k << 2);
        const slot = i8x16.narrow_i16x8_u(
          i16x8.narrow_i32x4_u(slotsOf(at, a, b, shift), slotsOf(at + 16, a, b, shift)),
          i16x8.narrow_i32x4_u(slotsOf(at + 32, a, b, shift), slotsOf(at + 48, a, b, shift)),
        );
        const bit = i8x16.swizzle(bits, v128.and(slot, sevens));
        const byte = i8x16.swizzle(empty, v128.and(i16x8.shr_u(slot, 3), nibbles));
        hits |= u64(i8x16.bitmask(i8x16.eq(v128.and(byte, bit), bit))) << k;
      }
      // A few at once, so that it is known how many: one that is none changes nothing.
      while (hits != 0) {
        for (let k: u32 = 0; k < HITS; k++, hits &= hits - 1) {
          const mapped = load<u32>(some + ((u32(ctz(hits)) & 63) << 2)) * multiplier + addend;
          const slot = mapped >> shift;
          const value = (i << 24) | (mapped & LOW);
          const at = slots + (slot << 2);
          store<u32>(at, min(load<u32>(at), value));
          const one = u64(1) << (slot & 63);
          low &= ~(slot < 64 ? one : 0);
          high &= ~(slot < 64 ? 0 : one);
        }
      }
    }
  }
  return (low | high) != 0;
}

function slotsOf(hashes: usize, a: v128, b: v128, shift: u32): v128 {
  return i32x4.shr_u(i32x4.add(i32x4.mul(v128.load(hashes), a), b), shift);
}

/** A bit for each of 64 slots that is empty. */
function emptyBits(slots: usize): u64 {
  const ones = i32x4.splat(-1);
  let bits: u64 = 0;
  for (let i: u32 = 0; i < 64; i += 16) {
    const at = slots + (i << 2);
    const first = i16x8.narrow_i32x4_s(
      i32x4.eq(v128.load(at), ones),
      i32x4.eq(v128.load(at, 16), ones),
    );
    const second = i16x8.narrow_i32x4_s(
      i32x4.eq(v128.load(at, 32), ones),
      i32x4.eq(v128.load(at, 48), ones),
    );
    bits |= u64(i8x16.bitmask(i8x16.narrow_i16x8_s(first, second))) << i;
  }
  return bits;
}

/** Gives each slot that no round has filled the least of these hashes' values for it. */
export function fillSlots(
  hashes: usize,
  count: u32,
  rounds: usize,
  slots: usize,
  slotCount: u32,
): void {
  if (count == 0) return;
  pad(hashes, count);
  for (let slot: u32 = 0; slot < slotCount; slot++) {
    const at = slots + (slot << 2);
    if (load<u32>(at) < UNFILLED) continue;
    store<u32>(at, min(load<u32>(at), leastFill(hashes, count, rounds + ((ROUNDS + slot) << 3))));
  }
}

function leastFill(hashes: usize, count: u32, round: usize): u32 {
  const a = v128.load32_splat(round);
  const b = v128.load32_splat(round, 4);
  let least = i32x4.splat(-1);
  for (let at = hashes; at < hashes + (count << 2); at += 16) {
    const mapped = i32x4.add(i32x4.mul(v128.load(at), a), b);
    least = i32x4.min_u(least, v128.or(mapped, i32x4.splat(UNFILLED)));
  }
  least = i32x4.min_u(least, v128.shuffle<u32>(least, least, 2, 3, 0, 1));
  least = i32x4.min_u(least, v128.shuffle<u32>(least, least, 1, 0, 3, 2));
  return i32x4.extract_lane(least, 0);
}
