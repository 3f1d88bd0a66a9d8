import { take } from "./pages";

/** Values that are sorted at once, at most. */
export const MOST: u32 = 65536;
/** Parts of parts are parted again so often before they are merged instead. */
const DEPTHS: u32 = 3;
/** Fewer values are put in order one by one. */
const FEW: u32 = 24;

const spare: usize = take(MOST * 8);
const places: usize = take(MOST * 2);
/** The end of each part, for each depth. */
const ends: usize = take(MOST * 4 * DEPTHS);

/**
 * Sorts finite values by parts of equal width between the least and the greatest, of which there are
 * as many as values; parts that are large, as where tails are heavy, are parted again.
 */
export function sortValues(
  from: usize,
  n: u32,
  to: usize,
  least: f64,
  greatest: f64,
  depth: u32 = 0,
): void {
  const last = ((<u32>1) << (32 - clz(n - 1))) - 1;
  // Halved, since the difference of the ends may be no double.
  const start = least * 0.5;
  const scale = <f64>last / (greatest * 0.5 - start);
  const end = ends + depth * MOST * 4;
  memory.fill(end, 0, (<usize>last + 1) << 2);
  for (let i: u32 = 0; i < n; i += 2) {
    const x = f64x2.mul(v128.load(from + (i << 3)), f64x2.splat(0.5));
    const scaled = f64x2.mul(f64x2.sub(x, f64x2.splat(start)), f64x2.splat(scale));
    const part = i32x4.min_u(i32x4.trunc_sat_f64x2_u_zero(scaled), i32x4.splat(last));
    count(end, i, <u32>i32x4.extract_lane(part, 0));
    if (i + 1 < n) count(end, i + 1, <u32>i32x4.extract_lane(part, 1));
  }
  let sum: u32 = 0;
  let most: u32 = 0;
  for (let part: u32 = 0; part <= last; part++) {
    const size = load<u32>(end + (part << 2));
    store<u32>(end + (part << 2), sum);
    sum += size;
    most = max(most, size);
  }
  for (let i: u32 = 0; i < n; i++) {
    const place = end + ((<usize>load<u16>(places + (i << 1))) << 2);
    const at = load<u32>(place);
    store<u32>(place, at + 1);
    store<f64>(to + (at << 3), load<f64>(from + (i << 3)));
  }
  if (most <= FEW) insert(to, n);
  else sortParts(to, end, last, depth);
}

function count(end: usize, i: u32, part: u32): void {
  store<u16>(places + (i << 1), part);
  const place = end + (part << 2);
  store<u32>(place, load<u32>(place) + 1);
}

function sortParts(values: usize, end: usize, last: u32, depth: u32): void {
  let from: u32 = 0;
  for (let part: u32 = 0; part <= last; part++) {
    const to = load<u32>(end + (part << 2));
    const size = to - from;
    const at = values + (from << 3);
    from = to;
    if (size < 2) continue;
    if (size <= FEW) insert(at, size);
    else sortPart(at, size, depth + 1);
  }
}

function sortPart(values: usize, n: u32, depth: u32): void {
  let least = load<f64>(values);
  let greatest = least;
  let falls: u32 = 0;
  let before = least;
  for (let i: u32 = 1; i < n; i++) {
    const x = load<f64>(values + (i << 3));
    falls |= <u32>(x < before);
    least = min(least, x);
    greatest = max(greatest, x);
    before = x;
  }
  if (falls == 0) return;
  if (depth == DEPTHS) return mergeSort(values, n);
  memory.copy(spare, values, n << 3);
  sortValues(spare, n, values, least, greatest, depth);
}

/** For values that are nearly in order. */
function insert(values: usize, n: u32): void {
  const stop = values + (n << 3);
  for (let at = values + 8; at < stop; at += 8) {
    const x = load<f64>(at);
    let to = at;
    while (to > values && load<f64>(to - 8) > x) {
      store<f64>(to, load<f64>(to - 8));
      to -= 8;
    }
    store<f64>(to, x);
  }
}

function mergeSort(values: usize, n: u32): void {
  for (let i: u32 = 0; i < n; i += FEW) insert(values + (i << 3), min(FEW, n - i));
  let from = values;
  let to = spare;
  for (let size = FEW; size < n; size *= 2) {
    for (let i: u32 = 0; i < n; i += 2 * size) {
      const middle = min(i + size, n);
      merge(
        from + (i << 3),
        from + (middle << 3),
        from + (min(middle + size, n) << 3),
        to + (i << 3),
      );
    }
    const other = from;
    from = to;
    to = other;
  }
  if (from != values) memory.copy(values, from, n << 3);
}

/** Without a branch on values: which is less is a coin toss that no processor can foretell. */
function merge(first: usize, middle: usize, end: usize, target: usize): void {
  let a = first;
  let b = middle;
  let to = target;
  while (a < middle && b < end) {
    const x = load<f64>(a);
    const y = load<f64>(b);
    const second = <usize>(y < x);
    store<f64>(to, select<f64>(y, x, second != 0));
    a += (1 - second) << 3;
    b += second << 3;
    to += 8;
  }
  memory.copy(to, a, middle - a);
  memory.copy(to + (middle - a), b, end - b);
}
