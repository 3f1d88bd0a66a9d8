import { preparePowers } from "./char-shingles";
import { TILE_BYTES, firstUnit, shingleTile, wholeRow } from "./shingles";

const ROUNDS: u32 = 128;
/** Values from here on are those of the fill, or an empty slot. */
const UNFILLED: u32 = 0xff000000;
/** A row of more windows than this, with slots empty after four rounds, repeats a few windows. */
const MANY: u32 = 1024;
/** Most distinct windows that are looked for then, and the slots of the table for them. */
const FEW: u32 = 4096;
const TABLE_SIZE: u32 = 2 * FEW;

/** Places in scratch: the hashes of a tile from 0, mapped ones, what shingling needs, the table. */
const MAPPED: usize = (TILE_BYTES + 64) << 2;
const WORK: usize = 2 * MAPPED;
const TABLE: usize = WORK + 102400;

/** Signs rows `[first, last)`. */
export function signRows(
  unit: u32,
  params: usize,
  offsets: usize,
  words: usize,
  rounds: usize,
  signatures: usize,
  shingleCounts: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const ngram = load<u32>(params, 4);
  const seed = load<u32>(params, 8);
  const slotBits = load<u32>(params, 12);
  preparePowers(scratch + WORK);
  for (let row = first; row < last; row++) {
    const start = words + load<u32>(offsets + (row << 2));
    const end = words + load<u32>(offsets + (row << 2), 4);
    const slots = signatures + (row << (slotBits + 2));
    const count = signRow(unit, start, end, ngram, seed, slotBits, rounds, slots, scratch);
    store<u32>(shingleCounts + (row << 2), count);
  }
}

function signRow(
  unit: u32,
  rowStart: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  slotBits: u32,
  rounds: usize,
  slots: usize,
  scratch: usize,
): u32 {
  const slotCount: u32 = 1 << slotBits;
  memory.fill(slots, 0xff, slotCount << 2);
  const start = firstUnit(unit, rowStart, end);
  if (start == end) return 0;
  const work = scratch + WORK;

  let total: u32 = 0;
  for (let from = start; from < end; from += TILE_BYTES) {
    const count = shingleTile(unit, start, from, end, ngram, seed, scratch, work);
    placeAll(scratch, count, 0, rounds, slotBits, slots, scratch);
    total += count;
  }
  // Hashes in scratch that are all of the row's, or 0 when they must be made again.
  let held: u32 = end - start <= TILE_BYTES ? total : 0;
  if (total == 0) {
    store<u32>(scratch, wholeRow(unit, start, end, seed));
    placeAll(scratch, 1, 0, rounds, slotBits, slots, scratch);
    total = 1;
    held = 1;
  }

  for (let round: u32 = 1; hasEmpty(slots, slotCount);) {
    if (round == 4 && total > MANY) {
      const few = distinct(unit, start, end, ngram, seed, held, scratch);
      if (few > 0) held = few;
    }
    const next = held > 0 ? round + max(1, slotCount / held) : round + 1;
    if (round == ROUNDS) {
      fillSlots(unit, start, end, ngram, seed, held, rounds, slots, slotCount, scratch);
      break;
    }
    if (held > 0) {
      for (; round < min(next, ROUNDS); round++) {
        placeAll(scratch, held, round, rounds, slotBits, slots, scratch);
      }
    } else {
      for (let from = start; from < end; from += TILE_BYTES) {
        const count = shingleTile(unit, start, from, end, ngram, seed, scratch, work);
        placeAll(scratch, count, round, rounds, slotBits, slots, scratch);
      }
      round++;
    }
  }
  return total;
}

function hasEmpty(slots: usize, slotCount: u32): bool {
  let any = i32x4.splat(0);
  for (let at = slots; at < slots + (slotCount << 2); at += 16) {
    any = v128.or(any, i32x4.eq(v128.load(at), i32x4.splat(-1)));
  }
  return v128.any_true(any);
}

/** Repeats the last hash up to a multiple of four; repeats do not count. */
function pad(hashes: usize, count: u32): void {
  const end = hashes + (count << 2);
  v128.store(end, v128.load32_splat(end - 4));
}

/** Puts each hash into its slot of the round. */
function placeAll(
  hashes: usize,
  count: u32,
  round: u32,
  rounds: usize,
  slotBits: u32,
  slots: usize,
  scratch: usize,
): void {
  if (count == 0) return;
  pad(hashes, count);
  let mapped = hashes;
  if (round > 0) {
    mapped = scratch + MAPPED;
    const a = v128.load32_splat(rounds + (round << 3));
    const b = v128.load32_splat(rounds + (round << 3), 4);
    for (let at: usize = 0; at < count << 2; at += 16) {
      v128.store(mapped + at, i32x4.add(i32x4.mul(v128.load(hashes + at), a), b));
    }
  }
  const shift = 32 - slotBits;
  const top = round << 24;
  const end = mapped + (count << 2);
  for (let at = mapped; at < end; at += 16) {
    place(load<u32>(at), shift, top, slots);
    place(load<u32>(at, 4), shift, top, slots);
    place(load<u32>(at, 8), shift, top, slots);
    place(load<u32>(at, 12), shift, top, slots);
  }
}

/** Branchless: which value is less is a toss-up. */
function place(mapped: u32, shift: u32, top: u32, slots: usize): void {
  const slot = slots + ((mapped >> shift) << 2);
  const value = top | (mapped & 0xffffff);
  const before = load<u32>(slot);
  store<u32>(slot, value < before ? value : before);
}

/** Puts the distinct hashes of the row into scratch; returns 0 when they are not few. */
function distinct(
  unit: u32,
  start: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  held: u32,
  scratch: usize,
): u32 {
  const table = scratch + TABLE;
  memory.fill(table, 0, TABLE_SIZE << 2);
  let found: u32 = 0;
  // Zero marks a free slot of the table, so the hash that is zero is kept aside.
  let zeros: u32 = 0;
  for (let from = start; from < end; from += TILE_BYTES) {
    const count =
      held > 0 ? held : shingleTile(unit, start, from, end, ngram, seed, scratch, scratch + WORK);
    for (let i: u32 = 0; i < count; i++) {
      const hash = load<u32>(scratch + (i << 2));
      zeros |= u32(hash == 0);
      let slot = hash % TABLE_SIZE;
      let there = load<u32>(table + (slot << 2));
      while (there != hash && there != 0) {
        slot = (slot + 1) % TABLE_SIZE;
        there = load<u32>(table + (slot << 2));
      }
      if (there == hash) continue;
      if (++found == FEW) return 0;
      store<u32>(table + (slot << 2), hash);
    }
  }
  found = 0;
  if (zeros) store<u32>(scratch + (found++ << 2), 0);
  for (let slot: u32 = 0; slot < TABLE_SIZE; slot++) {
    const hash = load<u32>(table + (slot << 2));
    store<u32>(scratch + (found << 2), hash);
    found += u32(hash != 0);
  }
  return found;
}

/** Gives each slot that is still empty the least of the row's values for it. */
function fillSlots(
  unit: u32,
  start: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  held: u32,
  rounds: usize,
  slots: usize,
  slotCount: u32,
  scratch: usize,
): void {
  for (let from = start; from < end; from += TILE_BYTES) {
    let count = held;
    if (held > 0) from = end;
    else count = shingleTile(unit, start, from, end, ngram, seed, scratch, scratch + WORK);
    if (count == 0) continue;
    pad(scratch, count);
    for (let slot: u32 = 0; slot < slotCount; slot++) {
      const at = slots + (slot << 2);
      if (load<u32>(at) < UNFILLED) continue;
      store<u32>(
        at,
        min(load<u32>(at), leastFill(count, rounds + ((ROUNDS + slot) << 3), scratch)),
      );
    }
  }
}

function leastFill(count: u32, round: usize, hashes: usize): u32 {
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
