import { take } from "./pages";

/** Asks the host for the class of a code point; each is asked for once. */
declare function classify(codePoint: u32): u32;

const POINTS: usize = 0x110000;
/** Scripts that a class can name. */
const CLASSES: usize = 64;
/** Bits of a class above its script: white space, and at the top letters and digits. */
const SPACE: u32 = 64;

let classes: usize = 0;
const scripts: usize = take(CLASSES * 8);
const LINES: u32 = 4096;
const lineSlots: usize = take(LINES * 16);
let generation: u64 = 0;
/** How often the text that is looked at counts. */
let weight: u64 = 1;

/** Sums over all texts since `clearTexts`. */
export let characters: u64 = 0;
export let alphanumerics: u64 = 0;
export let lines: u64 = 0;
export let repeatedLines: u64 = 0;

export function clearTexts(): void {
  memory.fill(scripts, 0, CLASSES * 8);
  characters = 0;
  alphanumerics = 0;
  lines = 0;
  repeatedLines = 0;
}

export function scriptsAt(): usize {
  return scripts;
}

/** MurmurHash64A. */
export function hashBytes(at: usize, length: u32): u64 {
  const m: u64 = 0xc6a4a7935bd1e995;
  let h: u64 = 0x8445d61a4e774912 ^ (<u64>length * m);
  let i: u32 = 0;
  for (; i + 8 <= length; i += 8) {
    let k = load<u64>(at + i) * m;
    k ^= k >> 47;
    h ^= k * m;
    h *= m;
  }
  if (i < length) {
    let tail: u64 = 0;
    for (let shift: u64 = 0; i < length; i++, shift += 8) tail |= (<u64>load<u8>(at + i)) << shift;
    h ^= tail;
    h *= m;
  }
  h ^= h >> 47;
  h *= m;
  return h ^ (h >> 47);
}

/**
 * Measures `n` texts: the hash of each goes to `keys`, its bytes, characters and words to the columns
 * of doubles. Texts must be UTF-8. Sums take each as often as `weights` says, or once where that is 0.
 */
export function scanTexts(
  bytes: usize,
  offsets: usize,
  n: u32,
  keys: usize,
  byteLengths: usize,
  charLengths: usize,
  wordCounts: usize,
  weights: usize,
): void {
  if (classes == 0) classes = take(POINTS);
  for (let row: u32 = 0; row < n; row++) {
    weight = weights == 0 ? 1 : <u64>load<u32>(weights + (row << 2));
    const start = load<u32>(offsets + (row << 2));
    const end = load<u32>(offsets + (row << 2), 4);
    store<u64>(keys + (row << 3), hashBytes(bytes + start, end - start));
    store<f64>(byteLengths + (row << 3), <f64>(end - start));
    scanText(bytes + start, bytes + end, charLengths + (row << 3), wordCounts + (row << 3));
  }
}

function scanText(start: usize, end: usize, charLength: usize, wordCount: usize): void {
  let chars: u32 = 0;
  let words: u32 = 0;
  let alnum: u32 = 0;
  let latin: u32 = 0;
  let breaks: u32 = 0;
  /** 1 where the character before is white space, or there is none. */
  let open: u32 = 1;
  let at = start;
  while (at < end) {
    if (at + 16 <= end) {
      const block = v128.load(at);
      if (i8x16.bitmask(block) == 0) {
        const lower = v128.or(block, i8x16.splat(0x20));
        const alpha = i8x16.bitmask(
          i8x16.lt_u(i8x16.sub(lower, i8x16.splat(0x61)), i8x16.splat(26)),
        );
        const digit = i8x16.bitmask(
          i8x16.lt_u(i8x16.sub(block, i8x16.splat(0x30)), i8x16.splat(10)),
        );
        const space = i8x16.bitmask(
          v128.or(
            i8x16.eq(block, i8x16.splat(0x20)),
            i8x16.lt_u(i8x16.sub(block, i8x16.splat(9)), i8x16.splat(5)),
          ),
        );
        const before = (((<u32>space) << 1) | open) & 0xffff;
        words += popcnt(before & ~(<u32>space));
        open = (<u32>space >> 15) & 1;
        latin += popcnt(<u32>alpha);
        alnum += popcnt(<u32>(alpha | digit));
        breaks += popcnt(<u32>i8x16.bitmask(i8x16.eq(block, i8x16.splat(10))));
        chars += 16;
        at += 16;
        continue;
      }
    }
    const byte = <u32>load<u8>(at);
    let point = byte;
    let size: u32 = 1;
    if (byte >= 0xf0) {
      size = 4;
      point =
        ((byte & 7) << 18) | (tail(at, 1, end) << 12) | (tail(at, 2, end) << 6) | tail(at, 3, end);
    } else if (byte >= 0xe0) {
      size = 3;
      point = ((byte & 15) << 12) | (tail(at, 1, end) << 6) | tail(at, 2, end);
    } else if (byte >= 0xc0) {
      size = 2;
      point = ((byte & 31) << 6) | tail(at, 1, end);
    }
    const kind = classOf(point);
    const space = (kind & SPACE) >> 6;
    words += open & ~space & 1;
    open = space;
    alnum += kind >> 7;
    breaks += <u32>(byte == 10);
    const script = scripts + <usize>((kind & 63) << 3);
    store<u64>(script, load<u64>(script) + weight);
    chars++;
    at += size;
  }
  store<u64>(scripts + 16, load<u64>(scripts + 16) + latin * weight);
  store<f64>(charLength, <f64>chars);
  store<f64>(wordCount, <f64>words);
  characters += chars * weight;
  alphanumerics += alnum * weight;
  if (breaks > 0) countLines(start, end);
  else if (words > 0) lines += weight;
}

function tail(at: usize, i: u32, end: usize): u32 {
  return at + i < end ? <u32>load<u8>(at + i) & 63 : 0;
}

function classOf(point: u32): u32 {
  if (point >= <u32>POINTS) return 1;
  const known = <u32>load<u8>(classes + point);
  if (known != 0) return known;
  const asked = classify(point);
  store<u8>(classes + point, <u8>asked);
  return asked;
}

/** Lines that are not blank, and those of them that an earlier line of the text is equal to. */
function countLines(start: usize, end: usize): void {
  generation++;
  let from = start;
  let known: u32 = 0;
  for (let at = start; at <= end; at++) {
    if (at < end && load<u8>(at) != 10) continue;
    let last = at;
    if (last > from && load<u8>(last - 1) == 13) last--;
    if (!isBlank(from, last)) {
      lines += weight;
      const hash = hashBytes(from, <u32>(last - from));
      let slot = <u32>hash & (LINES - 1);
      for (;;) {
        const entry = lineSlots + ((<usize>slot) << 4);
        if (load<u64>(entry, 8) != generation) {
          // A text of more lines than there is room for is compared with its first ones.
          if (known < LINES / 2) {
            store<u64>(entry, hash);
            store<u64>(entry, generation, 8);
            known++;
          }
          break;
        }
        if (load<u64>(entry) == hash) {
          repeatedLines += weight;
          break;
        }
        slot = (slot + 1) & (LINES - 1);
      }
    }
    from = at + 1;
  }
}

function isBlank(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    if (byte != 32 && (byte < 9 || byte > 13)) return false;
  }
  return true;
}
