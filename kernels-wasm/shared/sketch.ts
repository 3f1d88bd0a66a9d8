import { prepareChars } from "./char-shingles";
import { TILE_BYTES, firstUnit, shingleTile, wholeRow } from "./shingles";
import { ROUNDS, clearSlots, fillSlots, hasEmpty, placeAll, placeSparse } from "./slots";

/** A row of more windows than this, with slots empty after four rounds, repeats a few windows. */
const MANY: u32 = 1024;
const MANY_ROUNDS: u32 = 4;
/** Most distinct windows that are looked for then, and the slots of the table for them. */
const FEW: u32 = 4096;
const TABLE_SIZE: u32 = 2 * FEW;
/** So many hashes a slot leave few slots empty. */
const DENSE: u32 = 4;

/** Places in scratch: the hashes of a tile from 0, a word, what shingling needs, the table. */
const SPOT: usize = (TILE_BYTES + 64) << 2;
const WORK: usize = SPOT + 64;
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
  prepareChars(scratch + WORK);
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
  clearSlots(slots, slotCount);
  const start = firstUnit(unit, rowStart, end);
  if (start == end) return 0;
  const spot = scratch + SPOT;

  let total = placeText(unit, start, end, ngram, seed, 0, rounds, slotBits, slots, scratch);
  // Hashes in scratch that are all of the row's, or 0 when they must be made again.
  let held: u32 = end - start <= TILE_BYTES ? total : 0;
  if (total == 0) {
    store<u32>(scratch, wholeRow(unit, start, end, seed));
    placeAll(scratch, 1, 0, rounds, slotBits, slots, spot);
    total = 1;
    held = 1;
  }

  let round: u32 = 1;
  let open = hasEmpty(slots, slotCount);
  while (open && round < ROUNDS) {
    if (round == MANY_ROUNDS && total > MANY) {
      const few = distinct(unit, start, end, ngram, seed, held, scratch);
      if (few > 0) held = few;
    }
    if (held == 0) {
      placeText(unit, start, end, ngram, seed, round++, rounds, slotBits, slots, scratch);
      open = hasEmpty(slots, slotCount);
      continue;
    }
    // More rounds than needed change nothing.
    const dense = min((DENSE * slotCount) / held, ROUNDS);
    const next = slotBits > 7 ? min(round + max(1, slotCount / held), ROUNDS) : dense;
    for (; round < next; round++) placeAll(scratch, held, round, rounds, slotBits, slots, spot);
    if (slotBits > 7) {
      open = hasEmpty(slots, slotCount);
    } else {
      const until = total > MANY && round < MANY_ROUNDS ? MANY_ROUNDS : ROUNDS;
      open = placeSparse(scratch, held, round, until, rounds, slotBits, slots, spot);
      round = until;
    }
  }
  if (open) {
    if (held > 0) fillSlots(scratch, held, rounds, slots, slotCount);
    for (let from = start; held == 0 && from < end; from += TILE_BYTES) {
      const count = shingleTile(unit, start, from, end, ngram, seed, scratch, scratch + WORK);
      fillSlots(scratch, count, rounds, slots, slotCount);
    }
  }
  return total;
}

/** Puts the hashes of a text into their slots of a round, and returns how many they are. */
function placeText(
  unit: u32,
  start: usize,
  end: usize,
  ngram: u32,
  seed: u32,
  round: u32,
  rounds: usize,
  slotBits: u32,
  slots: usize,
  scratch: usize,
): u32 {
  let total: u32 = 0;
  for (let from = start; from < end; from += TILE_BYTES) {
    const count = shingleTile(unit, start, from, end, ngram, seed, scratch, scratch + WORK);
    placeAll(scratch, count, round, rounds, slotBits, slots, scratch + SPOT);
    total += count;
  }
  return total;
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
