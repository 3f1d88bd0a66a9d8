import { give, take } from "./pages";

/**
 * A KLL sketch (Karnin, Lang, Liberty 2016): values of level `h` stand for `2 ** h` values each. A
 * level that is full passes on every other of its values in order, the odd or the even ones by the
 * toss of a coin, which moves any rank by at most `2 ** h`; the squares of these moves are summed up,
 * and Hoeffding's inequality makes of the sum a bound that is proven for this very sketch.
 */
@unmanaged
export class Sketch {
  capacity: u32;
  levels: u32;
  random: u32;
  pendingCount: u32;
  count: f64;
  squares: f64;
  /** Values not yet in a level. */
  pending: usize;
  /** Addresses and sizes of the levels, 64 each; level 0 is never used. */
  data: usize;
  sizes: usize;
  /** Runs of four for level 1, until there are `STAGE` values of them. */
  stage: usize;
  staged: u32;
}

const GROUP: u32 = 16;
const LEAST: u32 = 8;
const LEVELS: u32 = 56;
const RUN: u32 = 4;
const STAGE: u32 = 256;
const run: usize = take(8 * 1024 * 64);

export function newSketch(capacity: u32): usize {
  const sketch = changetype<Sketch>(take(offsetof<Sketch>()));
  sketch.capacity = capacity;
  sketch.random = 0x9e3779b9;
  sketch.pending = take(GROUP * 8);
  sketch.data = take(LEVELS * sizeof<usize>());
  sketch.sizes = take(LEVELS * 4);
  sketch.stage = take(STAGE * 8);
  sketch.levels = 1;
  return changetype<usize>(sketch);
}

export function freeSketch(at: usize): void {
  const sketch = changetype<Sketch>(at);
  for (let h: u32 = 1; h < sketch.levels; h++) {
    give(load<usize>(sketch.data + h * sizeof<usize>()), levelBytes(sketch));
  }
  give(sketch.pending, GROUP * 8);
  give(sketch.data, LEVELS * sizeof<usize>());
  give(sketch.sizes, LEVELS * 4);
  give(sketch.stage, STAGE * 8);
  give(at, offsetof<Sketch>());
}

export function sketchValues(at: usize, values: usize, n: u32): void {
  const sketch = changetype<Sketch>(at);
  sketch.count += <f64>n;
  let i: u32 = 0;
  while (sketch.pendingCount > 0 && i < n) {
    store<f64>(sketch.pending + (sketch.pendingCount << 3), load<f64>(values + (i << 3)));
    i++;
    sketch.pendingCount++;
    if (sketch.pendingCount < GROUP) continue;
    sketch.pendingCount = 0;
    sortGroup(sketch, sketch.pending);
  }
  for (; i + GROUP <= n; i += GROUP) sortGroup(sketch, values + (i << 3));
  for (; i < n; i++) {
    store<f64>(sketch.pending + (sketch.pendingCount << 3), load<f64>(values + (i << 3)));
    sketch.pendingCount++;
  }
}

function toss(sketch: Sketch): u32 {
  let x = sketch.random;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  sketch.random = x;
  return x >> 31;
}

/** Sixteen values are two columns of eight, each sorted by a network; half of each goes on. */
function sortGroup(sketch: Sketch, at: usize): void {
  let a = v128.load(at, 0),
    b = v128.load(at, 16),
    c = v128.load(at, 32),
    d = v128.load(at, 48);
  let e = v128.load(at, 64),
    f = v128.load(at, 80),
    g = v128.load(at, 96),
    h = v128.load(at, 112);
  let t = f64x2.pmin(a, b);
  b = f64x2.pmax(a, b);
  a = t;
  t = f64x2.pmin(c, d);
  d = f64x2.pmax(c, d);
  c = t;
  t = f64x2.pmin(e, f);
  f = f64x2.pmax(e, f);
  e = t;
  t = f64x2.pmin(g, h);
  h = f64x2.pmax(g, h);
  g = t;
  t = f64x2.pmin(a, c);
  c = f64x2.pmax(a, c);
  a = t;
  t = f64x2.pmin(b, d);
  d = f64x2.pmax(b, d);
  b = t;
  t = f64x2.pmin(e, g);
  g = f64x2.pmax(e, g);
  e = t;
  t = f64x2.pmin(f, h);
  h = f64x2.pmax(f, h);
  f = t;
  t = f64x2.pmin(b, c);
  c = f64x2.pmax(b, c);
  b = t;
  t = f64x2.pmin(f, g);
  g = f64x2.pmax(f, g);
  f = t;
  t = f64x2.pmin(a, e);
  e = f64x2.pmax(a, e);
  a = t;
  t = f64x2.pmin(d, h);
  h = f64x2.pmax(d, h);
  d = t;
  t = f64x2.pmin(b, f);
  f = f64x2.pmax(b, f);
  b = t;
  t = f64x2.pmin(c, g);
  g = f64x2.pmax(c, g);
  c = t;
  t = f64x2.pmin(b, e);
  e = f64x2.pmax(b, e);
  b = t;
  t = f64x2.pmin(d, g);
  g = f64x2.pmax(d, g);
  d = t;
  t = f64x2.pmin(c, e);
  e = f64x2.pmax(c, e);
  c = t;
  t = f64x2.pmin(d, f);
  f = f64x2.pmax(d, f);
  d = t;
  t = f64x2.pmin(d, e);
  e = f64x2.pmax(d, e);
  d = t;
  sketch.squares += 2;
  const to = sketch.stage + (sketch.staged << 3);
  const odd = toss(sketch);
  let w = odd ? b : a,
    x = odd ? d : c,
    y = odd ? f : e,
    z = odd ? h : g;
  v128.store(to, i64x2.shuffle(w, x, 0, 2));
  v128.store(to, i64x2.shuffle(y, z, 0, 2), 16);
  const also = toss(sketch);
  w = also ? b : a;
  x = also ? d : c;
  y = also ? f : e;
  z = also ? h : g;
  v128.store(to, i64x2.shuffle(w, x, 1, 3), 32);
  v128.store(to, i64x2.shuffle(y, z, 1, 3), 48);
  sketch.staged += 2 * RUN;
  if (sketch.staged < STAGE) return;
  sketch.staged = 0;
  sortStage(sketch.stage);
  receive(sketch, 1, STAGE);
}

/** Merges the runs of a full stage, pair by pair, until they are one, which goes to `run`. */
function sortStage(stage: usize): void {
  let from = stage;
  let to = run;
  for (let size = RUN; size < STAGE; size *= 2) {
    for (let at: u32 = 0; at < STAGE; at += 2 * size) {
      mergeRuns(from + (at << 3), from + ((at + size) << 3), size, to + (at << 3));
    }
    const other = from;
    from = to;
    to = other;
  }
  if (from != run) memory.copy(run, from, STAGE << 3);
}

/** Without a branch on values: which is less is a coin toss that no processor can foretell. */
function mergeRuns(a: usize, b: usize, size: u32, to: usize): void {
  const endA = b;
  const endB = b + (size << 3);
  let at = to;
  while (a < endA && b < endB) {
    const x = load<f64>(a);
    const y = load<f64>(b);
    const second = <usize>(y < x);
    store<f64>(at, select<f64>(y, x, second != 0));
    a += (1 - second) << 3;
    b += second << 3;
    at += 8;
  }
  while (a < endA) {
    store<f64>(at, load<f64>(a));
    a += 8;
    at += 8;
  }
  while (b < endB) {
    store<f64>(at, load<f64>(b));
    b += 8;
    at += 8;
  }
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
    if (level >= sketch.levels) {
      store<usize>(sketch.data + level * sizeof<usize>(), take(levelBytes(sketch)));
      sketch.levels = level + 1;
      store<u32>(sketch.sizes + (level << 2), 0);
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
    const odd = toss(sketch);
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
