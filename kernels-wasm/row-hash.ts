const C1: u32 = 0x239b961b;
const C2: u32 = 0xab0e9789;
const C3: u32 = 0x38b34ae5;
const C4: u32 = 0xa1e38b93;

export function run(
  params: usize,
  offsets: usize,
  words: usize,
  hashes: usize,
  scratch: usize,
  first: u32,
  last: u32,
): void {
  const seed = load<u32>(params, 4);
  const rowEnd = min(load<u32>(params), last * 64);
  for (let row = first * 64; row < rowEnd; row++) {
    let at = words + load<u32>(offsets + (row << 2));
    const end = words + load<u32>(offsets + (row << 2), 4);
    const length = u32(end - at);
    let h1 = seed;
    let h2 = seed;
    let h3 = seed;
    let h4 = seed;
    for (; end - at >= 16; at += 16) {
      h1 ^= mix(load<u32>(at), C1, 15, C2);
      h1 = (rotl<u32>(h1, 19) + h2) * 5 + 0x561ccd1b;
      h2 ^= mix(load<u32>(at, 4), C2, 16, C3);
      h2 = (rotl<u32>(h2, 17) + h3) * 5 + 0x0bcaa747;
      h3 ^= mix(load<u32>(at, 8), C3, 17, C4);
      h3 = (rotl<u32>(h3, 15) + h4) * 5 + 0x96cd1c35;
      h4 ^= mix(load<u32>(at, 12), C4, 18, C1);
      h4 = (rotl<u32>(h4, 13) + h1) * 5 + 0x32ac3b17;
    }
    // Words wholly past the end are zero, and zero mixes to zero.
    h1 ^= mix(tailWord(at, end), C1, 15, C2) ^ length;
    h2 ^= mix(tailWord(at + 4, end), C2, 16, C3) ^ length;
    h3 ^= mix(tailWord(at + 8, end), C3, 17, C4) ^ length;
    h4 ^= mix(tailWord(at + 12, end), C4, 18, C1) ^ length;
    h1 += h2 + h3 + h4;
    h2 = fmix(h2 + h1);
    h3 = fmix(h3 + h1);
    h4 = fmix(h4 + h1);
    h1 = fmix(h1) + h2 + h3 + h4;
    const to = hashes + (row << 4);
    store<u32>(to, h1);
    store<u32>(to, h2 + h1, 4);
    store<u32>(to, h3 + h1, 8);
    store<u32>(to, h4 + h1, 12);
  }
}

function mix(word: u32, before: u32, rotation: u32, after: u32): u32 {
  return rotl<u32>(word * before, rotation) * after;
}

function fmix(value: u32): u32 {
  let x = value;
  x = (x ^ (x >> 16)) * 0x85ebca6b;
  x = (x ^ (x >> 13)) * 0xc2b2ae35;
  return x ^ (x >> 16);
}

/** The bytes from `at` that are before `end`, up to four. */
function tailWord(at: usize, end: usize): u32 {
  if (at >= end) return 0;
  const count = u32(end - at);
  const word = load<u32>(at);
  return count >= 4 ? word : word & ((1 << (count << 3)) - 1);
}
