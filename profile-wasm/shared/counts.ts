import { give, take } from "./pages";

/**
 * Values with how often they came, while there are few; beyond, those that came often (Misra and
 * Gries): when the table is full the median of the counts is taken from each, and the sum of what
 * was taken is how much a count may be too low.
 */
@unmanaged
export class Counts {
  slots: u32;
  size: u32;
  most: u32;
  precision: u32;
  taken: f64;
  table: usize;
  /** HyperLogLog registers, `2 ** precision` bytes. */
  registers: usize;
}

const EMPTY: u64 = 0xffffffffffffffff;
const FIRST: u32 = 64;
const scratch: usize = take(8 * 32768);

export function newCounts(most: u32, precision: u32): usize {
  const counts = changetype<Counts>(take(offsetof<Counts>()));
  counts.most = most;
  counts.precision = precision;
  counts.registers = take((<usize>1) << precision);
  counts.slots = FIRST;
  counts.table = emptyTable(FIRST);
  return changetype<usize>(counts);
}

export function freeCounts(at: usize): void {
  const counts = changetype<Counts>(at);
  give(counts.table, counts.slots << 4);
  give(counts.registers, (<usize>1) << counts.precision);
  give(at, offsetof<Counts>());
}

function emptyTable(slots: u32): usize {
  const table = take(slots << 4);
  for (let i: u32 = 0; i < slots; i++) store<u64>(table + (i << 4), EMPTY);
  return table;
}

export function mix(bits: u64): u64 {
  let h = bits ^ (bits >> 33);
  h *= 0xff51afd7ed558ccd;
  h ^= h >> 33;
  h *= 0xc4ceb9fe1a85ec53;
  return h ^ (h >> 33);
}

function register(registers: usize, precision: u32, h: u64): void {
  const at = registers + <usize>(h >> (64 - <u64>precision));
  const rank = <u32>clz((h << (<u64>precision)) | ((<u64>1) << (<u64>precision - 1))) + 1;
  if (rank > load<u8>(at)) store<u8>(at, <u8>rank);
}

/** Counts `n` keys, which are values or hashes of them. */
export function countKeys(at: usize, keys: usize, n: u32): void {
  const counts = changetype<Counts>(at);
  const registers = counts.registers;
  const precision = counts.precision;
  let table = counts.table;
  let mask = counts.slots - 1;
  for (let i: u32 = 0; i < n; i++) {
    const key = load<u64>(keys + (i << 3));
    const h = mix(key);
    register(registers, precision, h);
    let slot = <u32>h & mask;
    for (;;) {
      const entry = table + ((<usize>slot) << 4);
      const there = load<u64>(entry);
      if (there == key) {
        store<u64>(entry, load<u64>(entry, 8) + 1, 8);
        break;
      }
      if (there == EMPTY) {
        store<u64>(entry, key);
        store<u64>(entry, 1, 8);
        counts.size++;
        if (counts.size << 2 > counts.slots * 3) {
          makeRoom(counts);
          table = counts.table;
          mask = counts.slots - 1;
        }
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
}

function place(counts: Counts, key: u64, count: u64): void {
  const mask = counts.slots - 1;
  let slot = <u32>mix(key) & mask;
  for (;;) {
    const entry = counts.table + ((<usize>slot) << 4);
    const there = load<u64>(entry);
    if (there == key) {
      store<u64>(entry, load<u64>(entry, 8) + count, 8);
      return;
    }
    if (there == EMPTY) {
      store<u64>(entry, key);
      store<u64>(entry, count, 8);
      counts.size++;
      return;
    }
    slot = (slot + 1) & mask;
  }
}

function makeRoom(counts: Counts): void {
  const before = counts.table;
  const slots = counts.slots;
  if (slots < counts.most) {
    counts.slots = slots * 4;
    refill(counts, before, slots, 0);
    return;
  }
  const cut = median(counts);
  counts.taken += <f64>cut;
  refill(counts, before, slots, cut);
}

/** Fills a new table with what stays of an old one when `cut` is taken from each count. */
function refill(counts: Counts, before: usize, slots: u32, cut: u64): void {
  counts.table = emptyTable(counts.slots);
  counts.size = 0;
  for (let i: u32 = 0; i < slots; i++) {
    const entry = before + ((<usize>i) << 4);
    const key = load<u64>(entry);
    const count = load<u64>(entry, 8);
    if (key != EMPTY && count > cut) place(counts, key, count - cut);
  }
  give(before, slots << 4);
}

/** The count in the middle of all, by parting (Hoare). */
function median(counts: Counts): u64 {
  let n: i32 = 0;
  for (let i: u32 = 0; i < counts.slots; i++) {
    const entry = counts.table + ((<usize>i) << 4);
    if (load<u64>(entry) != EMPTY) store<u64>(scratch + (n++ << 3), load<u64>(entry, 8));
  }
  const middle = n >> 1;
  let from: i32 = 0;
  let to: i32 = n - 1;
  while (from < to) {
    const pivot = load<u64>(scratch + (middle << 3));
    let i = from;
    let j = to;
    while (i <= j) {
      while (load<u64>(scratch + (i << 3)) < pivot) i++;
      while (load<u64>(scratch + (j << 3)) > pivot) j--;
      if (i > j) break;
      const x = load<u64>(scratch + (i << 3));
      store<u64>(scratch + (i << 3), load<u64>(scratch + (j << 3)));
      store<u64>(scratch + (j << 3), x);
      i++;
      j--;
    }
    if (j < middle) from = i;
    if (i > middle) to = j;
  }
  return load<u64>(scratch + (middle << 3));
}
