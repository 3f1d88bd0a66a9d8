const TOO_SHORT: u8 = 1 << 0;
const TOO_LONG: u8 = 1 << 1;
const OVERLONG_3: u8 = 1 << 2;
const TOO_LARGE: u8 = 1 << 3;
const SURROGATE: u8 = 1 << 4;
const OVERLONG_2: u8 = 1 << 5;
const TOO_LARGE_1000: u8 = 1 << 6;
const OVERLONG_4: u8 = 1 << 6;
const TWO_CONTINUATIONS: u8 = 1 << 7;
const CARRY: u8 = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS;
const LARGE: u8 = CARRY | TOO_LARGE | TOO_LARGE_1000;

/**
 * Whether `[start, end)` is UTF-8; its last byte must be ASCII. Finds the faults that show in two
 * neighbours by looking up three half bytes: Keiser and Lemire, "Validating UTF-8 In Less Than One
 * Instruction Per Byte".
 */
export function isUtf8(start: usize, end: usize): bool {
  const firstHigh = i8x16(
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TOO_LONG,
    TWO_CONTINUATIONS,
    TWO_CONTINUATIONS,
    TWO_CONTINUATIONS,
    TWO_CONTINUATIONS,
    TOO_SHORT | OVERLONG_2,
    TOO_SHORT,
    TOO_SHORT | OVERLONG_3 | SURROGATE,
    TOO_SHORT | TOO_LARGE | TOO_LARGE_1000 | OVERLONG_4,
  );
  const firstLow = i8x16(
    CARRY | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
    CARRY | OVERLONG_2,
    CARRY,
    CARRY,
    CARRY | TOO_LARGE,
    LARGE,
    LARGE,
    LARGE,
    LARGE,
    LARGE,
    LARGE,
    LARGE,
    LARGE,
    LARGE | SURROGATE,
    LARGE,
    LARGE,
  );
  const second: u8 = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS;
  const secondHigh = i8x16(
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    second | OVERLONG_3 | TOO_LARGE_1000 | OVERLONG_4,
    second | OVERLONG_3 | TOO_LARGE,
    second | SURROGATE | TOO_LARGE,
    second | SURROGATE | TOO_LARGE,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
    TOO_SHORT,
  );
  /** What is more than this at the end of a chunk begins a character that goes on behind it. */
  const complete = i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -17, -33, -65);
  let fault = i8x16.splat(0);
  let cut = fault;
  let before = fault;
  for (let at = start; at < end; at += 16) {
    let bytes = v128.load(at);
    if (end - at < 16) bytes = v128.and(bytes, firstBytes(u8(end - at)));
    if (i8x16.bitmask(bytes) == 0) {
      fault = v128.or(fault, cut);
      cut = i8x16.splat(0);
    } else {
      const one = v128.shuffle<u8>(
        before,
        bytes,
        15,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
        23,
        24,
        25,
        26,
        27,
        28,
        29,
        30,
      );
      const two = v128.shuffle<u8>(
        before,
        bytes,
        14,
        15,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
        23,
        24,
        25,
        26,
        27,
        28,
        29,
      );
      const three = v128.shuffle<u8>(
        before,
        bytes,
        13,
        14,
        15,
        16,
        17,
        18,
        19,
        20,
        21,
        22,
        23,
        24,
        25,
        26,
        27,
        28,
      );
      const pairs = v128.and(
        v128.and(
          i8x16.swizzle(firstHigh, i8x16.shr_u(one, 4)),
          i8x16.swizzle(firstLow, v128.and(one, i8x16.splat(15))),
        ),
        i8x16.swizzle(secondHigh, i8x16.shr_u(bytes, 4)),
      );
      const continued = v128.or(
        i8x16.sub_sat_u(two, i8x16.splat(0x60)),
        i8x16.sub_sat_u(three, i8x16.splat(0x70)),
      );
      fault = v128.or(fault, v128.xor(v128.and(continued, i8x16.splat(-128)), pairs));
      cut = i8x16.sub_sat_u(bytes, complete);
    }
    before = bytes;
  }
  return !v128.any_true(fault);
}

function firstBytes(count: u8): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return i8x16.lt_u(places, i8x16.splat(count));
}
