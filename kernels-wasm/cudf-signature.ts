/** Bytes whose windows are hashed at a time. */
const TILE_BYTES: usize = 4096;
/** Windows of more bytes than this are hashed one by one. */
const LONG: u32 = 4096;

/** Places in scratch, for 516 slots: multipliers, addends, least values; hashes, mixed words. */
const ADDENDS: usize = 2112;
const LEAST: usize = 2 * ADDENDS;
const HASHES: usize = 3 * ADDENDS;
const MIXED: usize = HASHES + ((TILE_BYTES + 16) << 2);

export function run(
  params: usize,
  offsets: usize,
  words: usize,
  parameters: usize,
  signatures: usize,
  shingleCounts: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const ngram = load<u32>(params, 4);
  const seed = load<u32>(params, 8);
  const slots = load<u32>(params, 12);
  for (let slot: u32 = 0; slot < slots; slot++) {
    store<u32>(scratch + (slot << 2), load<u32>(parameters + (slot << 3)));
    store<u32>(scratch + (slot << 2), load<u32>(parameters + (slot << 3), 4), ADDENDS);
  }
  for (let row = first; row < last; row++) {
    const start = words + load<u32>(offsets + (row << 2));
    const end = words + load<u32>(offsets + (row << 2), 4);
    const count = signRow(start, end, ngram, seed, slots, scratch);
    memory.copy(signatures + ((row * slots) << 2), scratch + LEAST, slots << 2);
    store<u32>(shingleCounts + (row << 2), count);
  }
}

/** Leaves the signature in scratch and returns how many windows there are. */
function signRow(start: usize, end: usize, ngram: u32, seed: u32, slots: u32, scratch: usize): u32 {
  memory.fill(scratch + LEAST, start < end ? 0xff : 0, slots << 2);
  const hashes = scratch + HASHES;
  let total: u32 = 0;
  for (let from = start; from < end && end - from >= ngram; from += TILE_BYTES) {
    const to = min(from + TILE_BYTES, end);
    let count: u32 = 0;
    if (ngram <= LONG && isAscii(from, to + min(end - to, ngram))) {
      count = u32(min(to - from, end - from - ngram + 1));
      asciiTile(from, count, ngram, seed, scratch);
    } else {
      count = utf8Tile(from, to, end, ngram, seed, hashes);
    }
    keepLeast(count, slots, scratch);
    total += count;
  }
  if (total == 0 && start < end && !continues(start)) {
    store<u32>(hashes, murmur3(start, end, seed));
    keepLeast(1, slots, scratch);
    total = 1;
  }
  return total;
}

function continues(at: usize): bool {
  return (load<u8>(at) & 0xc0) == 0x80;
}

/** Whether the bytes, and those that fill up the last 16, are ASCII. */
function isAscii(from: usize, to: usize): bool {
  let any = i8x16.splat(0);
  for (let at = from; at < to; at += 16) any = v128.or(any, v128.load(at));
  return i8x16.bitmask(any) == 0;
}

/**
 * Hashes of `count` windows of `ngram` bytes, the first from `from`, four at a time. Words are mixed
 * first, once for all the windows they are in.
 */
function asciiTile(from: usize, count: u32, ngram: u32, seed: u32, scratch: usize): void {
  for (let i: u32 = 0; i < count + ngram; i += 4) {
    v128.store(scratch + (i << 2), mix4(wordsFrom(from + i)), MIXED);
  }
  const tail = ngram & 3;
  const tailMask = i32x4.splat((1 << (8 * tail)) - 1);
  const length = i32x4.splat(ngram);
  for (let i: u32 = 0; i < count; i += 4) {
    let h = i32x4.splat(seed);
    let at = scratch + (i << 2);
    for (const stop = at + ((ngram - tail) << 2); at < stop; at += 16) {
      h = rotl4(v128.xor(h, v128.load(at, MIXED)), 13);
      h = i32x4.add(i32x4.add(h, i32x4.shl(h, 2)), i32x4.splat(0xe6546b64));
    }
    if (tail > 0) {
      h = v128.xor(h, mix4(v128.and(wordsFrom(from + i + (ngram - tail)), tailMask)));
    }
    h = v128.xor(h, length);
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b));
    h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
    h = v128.xor(h, i32x4.shr_u(h, 16));
    v128.store(scratch + (i << 2), i32x4.max_u(h, i32x4.splat(1)), HASHES);
  }
}

/** The words at four bytes in a row. */
function wordsFrom(at: usize): v128 {
  const bytes = v128.load(at);
  return v128.shuffle<u8>(bytes, bytes, 0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6);
}

function rotl4(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

function mix4(words: v128): v128 {
  const k = rotl4(i32x4.mul(words, i32x4.splat(0xcc9e2d51)), 15);
  return i32x4.mul(k, i32x4.splat(0x1b873593));
}

/** Hashes of the windows that start in `[from, to)`, of a row that ends at `end`; how many. */
function utf8Tile(from: usize, to: usize, end: usize, ngram: u32, seed: u32, hashes: usize): u32 {
  let first = from;
  while (first < to && continues(first)) first++;
  if (first == to) return 0;
  let next = first;
  for (let chars: u32 = 0; chars < ngram; chars++) {
    if (next == end) return 0;
    next = nextChar(next, end);
  }
  let count: u32 = 0;
  while (true) {
    store<u32>(hashes + (count << 2), murmur3(first, next, seed));
    count++;
    if (next == end) return count;
    first = nextChar(first, end);
    if (first >= to) return count;
    next = nextChar(next, end);
  }
}

/** Where the code point after the one at `at` starts, or the row ends. */
function nextChar(at: usize, end: usize): usize {
  let next = at + 1;
  while (next < end && continues(next)) next++;
  return next;
}

/** MurmurHash3_x86_32 (Austin Appleby, public domain), 0 taken for 1. */
function murmur3(start: usize, end: usize, seed: u32): u32 {
  let h = seed;
  let at = start;
  for (const stop = start + ((end - start) & ~3); at < stop; at += 4) {
    h = rotl<u32>(h ^ mix(load<u32>(at)), 13) * 5 + 0xe6546b64;
  }
  h ^= mix(load<u32>(at) & ((1 << (8 * u32(end - at))) - 1));
  h ^= u32(end - start);
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return max<u32>(h ^ (h >> 16), 1);
}

function mix(word: u32): u32 {
  return rotl<u32>(word * 0xcc9e2d51, 15) * 0x1b873593;
}

/** Lowers each slot to its least value of the hashes, twelve slots at a time. */
function keepLeast(count: u32, slots: u32, scratch: usize): void {
  const end = scratch + HASHES + (count << 2);
  for (let slot = scratch; slot < scratch + (slots << 2); slot += 48) {
    const a0 = v128.load(slot);
    const a1 = v128.load(slot, 16);
    const a2 = v128.load(slot, 32);
    const b0 = v128.load(slot, ADDENDS);
    const b1 = v128.load(slot, ADDENDS + 16);
    const b2 = v128.load(slot, ADDENDS + 32);
    let least0 = v128.load(slot, LEAST);
    let least1 = v128.load(slot, LEAST + 16);
    let least2 = v128.load(slot, LEAST + 32);
    for (let at = scratch + HASHES; at < end; at += 4) {
      const hash = v128.load32_splat(at);
      least0 = i32x4.min_u(least0, i32x4.add(i32x4.mul(hash, a0), b0));
      least1 = i32x4.min_u(least1, i32x4.add(i32x4.mul(hash, a1), b1));
      least2 = i32x4.min_u(least2, i32x4.add(i32x4.mul(hash, a2), b2));
    }
    v128.store(slot, least0, LEAST);
    v128.store(slot, least1, LEAST + 16);
    v128.store(slot, least2, LEAST + 32);
  }
}
