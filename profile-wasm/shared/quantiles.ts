import { give, take } from "./pages";

/**
 * A KLL sketch (Karnin, Lang, Liberty 2016): values of level `h` stand for `2 ** h` values each. A
 * level that is full passes on every other of its values in order, the odd or the even ones by the
 * toss of a coin, which moves any rank by at most `2 ** h`; the squares of these moves are summed up,
 * and Hoeffding's inequality makes of the sum a bound that is proven for this very sketch. Of many
 * values that come in order one of each `2 ** h` is taken at once, all at one place by chance: that
 * moves any rank within a span of `2 ** h`, half as much to either side as a toss does.
 */
@unmanaged
export class Sketch {
  capacity: u32;
  levels: u32;
  random: u32;
  count: f64;
  squares: f64;
  /** Addresses and sizes of the levels, 64 each. */
  data: usize;
  sizes: usize;
}

const LEAST: u32 = 8;
const LEVELS: u32 = 56;
const run: usize = take(8 * 1024 * 64);

export function newSketch(capacity: u32): usize {
  const sketch = changetype<Sketch>(take(offsetof<Sketch>()));
  sketch.capacity = capacity;
  sketch.random = 0x9e3779b9;
  sketch.data = take(LEVELS * sizeof<usize>());
  sketch.sizes = take(LEVELS * 4);
  return changetype<usize>(sketch);
}

/** Takes in sorted values. */
export function sketchSorted(at: usize, values: usize, n: u32): void {
  const sketch = changetype<Sketch>(at);
  sketch.count += <f64>n;
  let level: u32 = 0;
  while (n >> level > sketch.capacity) level++;
  const whole = (n >> level) << level;
  let kept: u32 = 0;
  for (let i = toss(sketch, level); i < whole; i += (<u32>1) << level) {
    store<f64>(run + (kept++ << 3), load<f64>(values + (i << 3)));
  }
  if (level > 0) sketch.squares += <f64>((<u64>1) << (2 * <u64>level - 2));
  if (kept > 0) receive(sketch, level, kept);
  if (whole == n) return;
  memory.copy(run, values + (whole << 3), (n - whole) << 3);
  receive(sketch, 0, n - whole);
}

/** Takes in sorted values that stand for `weights` values each; no rank is moved. */
export function sketchWeighted(at: usize, values: usize, weights: usize, n: u32): void {
  const sketch = changetype<Sketch>(at);
  let all: u64 = 0;
  for (let i: u32 = 0; i < n; i++) {
    const weight = load<u64>(weights + (i << 3));
    sketch.count += <f64>weight;
    all |= weight;
  }
  for (let level: u32 = 0; all >> <u64>level != 0; level++) {
    let kept: u32 = 0;
    for (let i: u32 = 0; i < n; i++) {
      store<f64>(run + (kept << 3), load<f64>(values + (i << 3)));
      kept += <u32>(load<u64>(weights + (i << 3)) >> <u64>level) & 1;
      if (kept < sketch.capacity) continue;
      receive(sketch, level, kept);
      kept = 0;
    }
    if (kept > 0) receive(sketch, level, kept);
  }
}

/** So many bits of chance. */
function toss(sketch: Sketch, bits: u32): u32 {
  let x = sketch.random;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  sketch.random = x;
  return <u32>(<u64>x >> (32 - <u64>bits));
}

function levelBytes(sketch: Sketch): usize {
  return (sketch.capacity * 2 + 64) << 3;
}

/** Room by depth below the uppermost level, for the capacity that was asked for last. */
const rooms: usize = take(LEVELS * 4);
let roomsOf: u32 = 0;

function roomOf(sketch: Sketch, level: u32): u32 {
  if (roomsOf != sketch.capacity) {
    roomsOf = sketch.capacity;
    let room: f64 = sketch.capacity;
    for (let depth: u32 = 0; depth < LEVELS; depth++, room *= 2.0 / 3.0) {
      store<u32>(rooms + (depth << 2), max(LEAST, <u32>ceil(room)));
    }
  }
  return load<u32>(rooms + ((sketch.levels - 1 - level) << 2));
}

/** Merges the `n` sorted values at `run` into a level, and empties levels that are full. */
function receive(sketch: Sketch, level: u32, n: u32): void {
  for (;;) {
    while (level >= sketch.levels) {
      store<usize>(sketch.data + sketch.levels * sizeof<usize>(), take(levelBytes(sketch)));
      sketch.levels++;
    }
    const data = load<usize>(sketch.data + level * sizeof<usize>());
    const had = load<u32>(sketch.sizes + (level << 2));
    // From the end, in place.
    let i = <i32>had - 1;
    let j = <i32>n - 1;
    let to = <i32>(had + n) - 1;
    while (j >= 0 && i >= 0) {
      const x = load<f64>(data + ((<usize>i) << 3));
      const y = load<f64>(run + ((<usize>j) << 3));
      const later = x > y;
      store<f64>(data + ((<usize>to) << 3), later ? x : y);
      i -= <i32>later;
      j -= <i32>!later;
      to--;
    }
    if (j >= 0) memory.copy(data, run, (<usize>(j + 1)) << 3);
    const size = had + n;
    if (size < roomOf(sketch, level)) {
      store<u32>(sketch.sizes + (level << 2), size);
      return;
    }
    const pairs = size >> 1;
    const odd = toss(sketch, 1);
    for (let p: u32 = 0; p < pairs; p++) {
      store<f64>(run + (p << 3), load<f64>(data + ((2 * p + odd) << 3)));
    }
    if (size & 1) store<f64>(data, load<f64>(data + ((size - 1) << 3)));
    store<u32>(sketch.sizes + (level << 2), size & 1);
    const weight = <f64>((<u64>1) << (<u64>level));
    sketch.squares += weight * weight;
    level++;
    n = pairs;
  }
}
