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
  /** An address for each slot, of the length and the beginning of a text; 0 where keys are values. */
  texts: usize;
}

const EMPTY: u64 = 0xffffffffffffffff;
const FIRST: u32 = 64;
const scratch: usize = take(8 * 32768);

export function newCounts(most: u32, precision: u32, texts: bool): usize {
  const counts = changetype<Counts>(take(offsetof<Counts>()));
  counts.most = most;
  counts.precision = precision;
  counts.registers = take((<usize>1) << precision);
  counts.slots = FIRST;
  counts.table = emptyTable(FIRST);
  if (texts) counts.texts = take(FIRST << 2);
  return changetype<usize>(counts);
}

export function freeCounts(at: usize): void {
  const counts = changetype<Counts>(at);
  if (counts.texts != 0) dropTexts(counts);
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

/**
 * Counts `n` keys, which are values, or hashes of texts: those start at `offsets` in `bytes`, and the
 * beginning of each that is new is kept.
 */
export function countKeys(at: usize, keys: usize, n: u32, bytes: usize, offsets: usize): void {
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
        if (offsets != 0) {
          const start = load<u32>(offsets + (i << 2));
          const length = load<u32>(offsets + (i << 2), 4) - start;
          store<u32>(counts.texts + (slot << 2), <u32>keepText(bytes + start, length));
        }
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

/** Bytes of a text that are kept. */
const BEGINNING: u32 = 240;

function keepText(at: usize, length: u32): usize {
  const kept = min(BEGINNING, length);
  const text = take(kept + 8);
  store<u32>(text, length);
  memory.copy(text + 4, at, kept);
  return text;
}

function dropText(text: usize): void {
  give(text, min(BEGINNING, load<u32>(text)) + 8);
}

function dropTexts(counts: Counts): void {
  for (let slot: u32 = 0; slot < counts.slots; slot++) {
    const text = <usize>load<u32>(counts.texts + (slot << 2));
    if (text != 0) dropText(text);
  }
  give(counts.texts, counts.slots << 2);
}

/** Puts a new key where it belongs. */
function place(counts: Counts, key: u64, count: u64, text: u32): void {
  const mask = counts.slots - 1;
  let slot = <u32>mix(key) & mask;
  for (;;) {
    const entry = counts.table + ((<usize>slot) << 4);
    if (load<u64>(entry) == EMPTY) {
      store<u64>(entry, key);
      store<u64>(entry, count, 8);
      if (counts.texts != 0) store<u32>(counts.texts + (slot << 2), text);
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
  const texts = counts.texts;
  counts.table = emptyTable(counts.slots);
  if (texts != 0) counts.texts = take(counts.slots << 2);
  counts.size = 0;
  for (let i: u32 = 0; i < slots; i++) {
    const entry = before + ((<usize>i) << 4);
    const key = load<u64>(entry);
    const count = load<u64>(entry, 8);
    if (key == EMPTY) continue;
    const text = texts == 0 ? 0 : load<u32>(texts + (i << 2));
    if (count > cut) place(counts, key, count - cut, text);
    else if (text != 0) dropText(text);
  }
  give(before, slots << 4);
  if (texts != 0) give(texts, slots << 2);
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
