import { isUtf8 } from "./shared/utf8";

export { hybrid, pick, spread } from "./shared/levels";

/** Where `unsnappy` or `texts` stopped: in what it read, and in what it wrote. */
export let readTo: usize = 0;
export let writtenTo: usize = 0;

/** Where what Snappy wrote begins behind its size; 0 when that is not `size`. */
export function snappyStart(start: usize, end: usize, size: usize): usize {
  let at = start;
  let length: usize = 0;
  for (let shift: usize = 0; ; shift += 7) {
    if (at >= end || shift > 28) return 0;
    const byte = load<u8>(at++);
    length |= usize(byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return length == size ? at : 0;
}

/**
 * Undoes Snappy from `[start, end)` to `begin`, which is in the bytes `[out, stop)`, as far as `limit`
 * at least; behind `stop` there must be room for 64 more. 0 when the bytes are not what they should be.
 */
export function unsnappy(
  start: usize,
  end: usize,
  out: usize,
  begin: usize,
  stop: usize,
  limit: usize,
): u32 {
  let at = start;
  let to = begin;
  while (at < end && to < limit) {
    const tag = u32(load<u8>(at++));
    let count: usize = 0;
    let offset: usize = 0;
    if ((tag & 3) == 0) {
      count = (tag >> 2) + 1;
      if (count > 60) {
        const bytes = count - 60;
        if (end - at < bytes) return 0;
        // What lies behind the number is shifted out.
        count = usize(load<u32>(at) & (0xffff_ffff >> (32 - (u32(bytes) << 3)))) + 1;
        at += bytes;
      }
      if (count > end - at || count > stop - to) return 0;
      if (count <= 64) {
        for (let i: usize = 0; i < count; i += 16) v128.store(to + i, v128.load(at + i));
      } else memory.copy(to, at, count);
      at += count;
      to += count;
      continue;
    }
    if ((tag & 3) == 1) {
      if (end == at) return 0;
      count = ((tag >> 2) & 7) + 4;
      offset = ((tag >> 5) << 8) | load<u8>(at);
      at += 1;
    } else if ((tag & 3) == 2) {
      if (end - at < 2) return 0;
      count = (tag >> 2) + 1;
      offset = load<u16>(at);
      at += 2;
    } else {
      if (end - at < 4) return 0;
      count = (tag >> 2) + 1;
      offset = load<u32>(at);
      at += 4;
    }
    if (offset == 0 || offset > to - out || count > stop - to) return 0;
    copyBack(to, offset, count);
    to += count;
  }
  readTo = at;
  writtenTo = to;
  return at < end || to == stop ? 1 : 0;
}

/** Repeats what is `offset` bytes before; at most 64 bytes, and 63 more may be written. */
function copyBack(to: usize, offset: usize, count: usize): void {
  let from = to - offset;
  const end = to + count;
  if (offset >= 16) {
    for (; to < end; to += 16, from += 16) v128.store(to, v128.load(from));
  } else if (offset >= 8) {
    for (; to < end; to += 8, from += 8) store<u64>(to, load<u64>(from));
  } else {
    for (; to < end; to++, from++) store<u8>(to, load<u8>(from));
  }
}

/**
 * Moves texts that each stand behind their length to `out`, one behind the other, until there are
 * `count` of them or `mostBytes` bytes. Offsets go to `offsets`,
 * from 0 on. Returns how many there are; more than `count` when the values end early, or are not UTF-8.
 */
export function texts(
  start: usize,
  end: usize,
  count: u32,
  mostBytes: usize,
  offsets: usize,
  out: usize,
): u32 {
  let at = start;
  let to = out;
  let done: u32 = 0;
  let broken = false;
  store<u32>(offsets, 0);
  while (done < count) {
    if (end - at < 4) return count + 1;
    const length = usize(load<u32>(at));
    at += 4;
    if (length > end - at) return count + 1;
    if (done > 0 && to - out + length > mostBytes) {
      at -= 4;
      break;
    }
    // A text does not begin inside a character: then all are whole where all together are.
    broken = broken || (length > 0 && (load<u8>(at) & 0xc0) == 0x80);
    memory.copy(to, at, length);
    at += length;
    to += length;
    done++;
    store<u32>(offsets + (done << 2), u32(to - out));
  }
  readTo = at;
  writtenTo = to;
  const behind = load<u8>(to);
  store<u8>(to, 0x0a);
  const valid = !broken && isUtf8(out, to + 1);
  store<u8>(to, behind);
  return valid ? done : count + 1;
}
