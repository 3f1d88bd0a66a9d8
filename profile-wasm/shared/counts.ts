import { give, take } from "./pages";
import { sortValues } from "./sort";

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

/** Registers all keys that are counted; nothing changes when it is done again. */
export function registerKeys(at: usize): void {
  const counts = changetype<Counts>(at);
  for (let i: u32 = 0; i < counts.slots; i++) {
    const key = load<u64>(counts.table + (i << 4));
    if (key != EMPTY) register(counts.registers, counts.precision, mix(key));
  }
}

/** Writes the values that are counted in order, and how often each came. Returns how many those are. */
export function countedValues(at: usize, values: usize, weights: usize): u32 {
  const counts = changetype<Counts>(at);
  let n: u32 = 0;
  let least: f64 = Infinity;
  let greatest: f64 = -Infinity;
  for (let i: u32 = 0; i < counts.slots; i++) {
    const key = load<u64>(counts.table + (i << 4));
    if (key == EMPTY) continue;
    const value = reinterpret<f64>(key);
    least = min(least, value);
    greatest = max(greatest, value);
    store<f64>(weights + (n++ << 3), value);
  }
  if (n > 1) sortValues(weights, n, values, least, greatest);
  else memory.copy(values, weights, n << 3);
  for (let i: u32 = 0; i < n; i++) {
    const key = load<u64>(values + (i << 3));
    const entry = counts.table + ((<usize>slotOf(counts, key, mix(key))) << 4);
    store<u64>(weights + (i << 3), load<u64>(entry, 8));
  }
  return n;
}

/** Counts keys until there is no room for a new one. Returns how many were counted. */
export function countWhileRoom(at: usize, keys: usize, n: u32): u32 {
  const counts = changetype<Counts>(at);
  let table = counts.table;
  let mask = counts.slots - 1;
  for (let i: u32 = 0; i < n; i++) {
    const key = load<u64>(keys + (i << 3));
    let slot = <u32>mix(key) & mask;
    for (;;) {
      const entry = table + ((<usize>slot) << 4);
      const there = load<u64>(entry);
      if (there == key) {
        store<u64>(entry, load<u64>(entry, 8) + 1, 8);
        break;
      }
      if (there == EMPTY) {
        const full = (counts.size + 1) << 2 > counts.slots * 3;
        if (full && counts.slots >= counts.most) return i;
        store<u64>(entry, key);
        store<u64>(entry, 1, 8);
        counts.size++;
        if (full) {
          makeRoom(counts);
          table = counts.table;
          mask = counts.slots - 1;
        }
        break;
      }
      slot = (slot + 1) & mask;
    }
  }
  return n;
}

/**
 * Counts texts by the hashes of them, each as often as `weights` says, or once where that is 0. They
 * start at `offsets` in `bytes`, and the beginning of each that is new is kept.
 */
export function countTexts(
  at: usize,
  keys: usize,
  n: u32,
  bytes: usize,
  offsets: usize,
  weights: usize,
): void {
  const counts = changetype<Counts>(at);
  for (let i: u32 = 0; i < n; i++) {
    const weight = weights == 0 ? 1 : <u64>load<u32>(weights + (i << 2));
    if (weight == 0) continue;
    const key = load<u64>(keys + (i << 3));
    const h = mix(key);
    register(counts.registers, counts.precision, h);
    const slot = slotOf(counts, key, h);
    const entry = counts.table + ((<usize>slot) << 4);
    if (load<u64>(entry) == EMPTY) {
      const start = load<u32>(offsets + (i << 2));
      const length = load<u32>(offsets + (i << 2), 4) - start;
      store<u32>(counts.texts + (slot << 2), <u32>keepText(bytes + start, length));
    }
    addAt(counts, entry, key, weight);
  }
}

/** Where a key is, or would be. */
function slotOf(counts: Counts, key: u64, h: u64): u32 {
  const mask = counts.slots - 1;
  let slot = <u32>h & mask;
  let there = load<u64>(counts.table + ((<usize>slot) << 4));
  while (there != key && there != EMPTY) {
    slot = (slot + 1) & mask;
    there = load<u64>(counts.table + ((<usize>slot) << 4));
  }
  return slot;
}

function addAt(counts: Counts, entry: usize, key: u64, weight: u64): void {
  store<u64>(entry, load<u64>(entry, 8) + weight, 8);
  if (load<u64>(entry) == key) return;
  store<u64>(entry, key);
  counts.size++;
  if (counts.size << 2 > counts.slots * 3) makeRoom(counts);
}

/** Lengths of runs up to this are told apart. */
const LENGTHS: u32 = 1024;
const lengths: usize = take(LENGTHS * 4);

/**
 * Counts sorted values, of which the table cannot hold all that are distinct. So many of the longest
 * runs as it may hold are counted, the length of the next one being what counts may now be too low.
 */
export function countRuns(at: usize, values: usize, n: u32): void {
  const counts = changetype<Counts>(at);
  memory.fill(lengths, 0, LENGTHS * 4);
  const stop = values + (n << 3);
  for (let from = values; from < stop;) {
    const key = load<u64>(from);
    const to = endOfRun(from, stop, key);
    register(counts.registers, counts.precision, mix(key));
    const cell = lengths + (min(<u32>(to - from) >> 3, LENGTHS - 1) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
    from = to;
  }
  let cut = LENGTHS - 1;
  let longer: u32 = 0;
  while (cut > 0 && longer + load<u32>(lengths + (cut << 2)) <= counts.most >> 1) {
    longer += load<u32>(lengths + (cut << 2));
    cut--;
  }
  counts.taken += cut;
  if (longer == 0) return;
  for (let from = values; from < stop;) {
    const key = load<u64>(from);
    const to = endOfRun(from, stop, key);
    const length = <u32>(to - from) >> 3;
    from = to;
    if (length <= cut) continue;
    const entry = counts.table + ((<usize>slotOf(counts, key, mix(key))) << 4);
    const known = load<u64>(entry) == key;
    addAt(counts, entry, key, known ? length : length - cut);
  }
}

function endOfRun(from: usize, stop: usize, key: u64): usize {
  let to = from + 8;
  while (to < stop && load<u64>(to) == key) to += 8;
  return to;
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
