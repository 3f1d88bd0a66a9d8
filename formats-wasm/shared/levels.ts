/** Where the runs that were read last end. */
let at: usize = 0;

function varint(end: usize): u64 {
  let value: u64 = 0;
  for (let shift: u64 = 0; at < end && shift < 35; shift += 7) {
    const byte = <u64>load<u8>(at++);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  at = end + 1;
  return 0;
}

/**
 * Reads Parquet's hybrid of runs and packed bits: `count` numbers of `width` bits, at most 32, from
 * `[start, end)`. 1 where they are all there.
 */
export function hybrid(start: usize, end: usize, width: u32, count: u32, out: usize): u32 {
  const valueBytes = (width + 7) >> 3;
  const mask: u64 = ((<u64>1) << (<u64>width)) - 1;
  at = start;
  let done: u32 = 0;
  while (done < count) {
    const header = varint(end);
    if (at > end) return 0;
    const length = header >> 1;
    const left = count - done;
    if ((header & 1) == 0) {
      if (length == 0 || end - at < valueBytes) return 0;
      const value = <u32>(load<u64>(at) & (((<u64>1) << (valueBytes << 3)) - 1));
      at += valueBytes;
      const some = <u32>min<u64>(length, left);
      fill(out + (done << 2), value, some);
      done += some;
      continue;
    }
    const some = <u32>min<u64>(length << 3, left);
    // Writers may leave out what the last values do not need.
    if (<u64>(end - at) < (<u64>some * width + 7) >> 3) return 0;
    unpack(at, width, mask, some, out + (done << 2));
    done += some;
    const bytes = length * width;
    at = <u64>(end - at) < bytes ? end : at + <usize>bytes;
  }
  return 1;
}

function fill(out: usize, value: u32, count: u32): void {
  const all = i32x4.splat(value);
  let i: u32 = 0;
  for (; i + 4 <= count; i += 4) v128.store(out + (i << 2), all);
  for (; i < count; i++) store<u32>(out + (i << 2), value);
}

function unpack(from: usize, width: u32, mask: u64, count: u32, out: usize): void {
  if (width == 16) {
    let i: u32 = 0;
    for (; i + 8 <= count; i += 8) {
      const some = v128.load(from + (i << 1));
      v128.store(out + (i << 2), i32x4.extend_low_i16x8_u(some));
      v128.store(out + (i << 2), i32x4.extend_high_i16x8_u(some), 16);
    }
    for (; i < count; i++) store<u32>(out + (i << 2), load<u16>(from + (i << 1)));
    return;
  }
  let bit: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const word = load<u64>(from + <usize>(bit >> 3)) >> (bit & 7);
    store<u32>(out + (i << 2), <u32>(word & mask));
    bit += width;
  }
}

/** Picks `count` values of 4 or 8 bytes out of `size`; 0 where a position is beyond them. */
export function pick(
  values: usize,
  size: u32,
  shift: usize,
  positions: usize,
  count: u32,
  out: usize,
): u32 {
  if (size == 0) return count == 0 ? 1 : 0;
  let beyond: u32 = 0;
  if (shift == 3) {
    for (let i: u32 = 0; i < count; i++) {
      const position = load<u32>(positions + (i << 2));
      beyond |= <u32>(position >= size);
      store<u64>(out + (i << 3), load<u64>(values + ((<usize>min(position, size - 1)) << 3)));
    }
  } else {
    for (let i: u32 = 0; i < count; i++) {
      const position = load<u32>(positions + (i << 2));
      beyond |= <u32>(position >= size);
      store<u32>(out + (i << 2), load<u32>(values + ((<usize>min(position, size - 1)) << 2)));
    }
  }
  return 1 - beyond;
}

/** Moves values of 4 or 8 bytes, of which there is one for each 1 of `levels`, to their rows. */
export function spread(values: usize, shift: usize, levels: usize, count: u32, there: u32): void {
  let from = there;
  for (let row = count; row > from; row--) {
    const level = load<u32>(levels + ((row - 1) << 2));
    // Where there is none the value is any.
    from -= level;
    if (shift == 3) store<u64>(values + ((row - 1) << 3), load<u64>(values + (from << 3)));
    else store<u32>(values + ((row - 1) << 2), load<u32>(values + (from << 2)));
  }
}
