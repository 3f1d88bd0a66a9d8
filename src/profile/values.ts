/** All values, or a KLL sketch of them: what quantiles are taken from. */
export type Values =
  | { readonly kind: "all"; readonly values: Float64Array }
  | ({ readonly kind: "sketch" } & Sketch);

/** Each value of level `h`, ascending, stands for `2 ** h` values. */
export interface Sketch {
  readonly capacity: number;
  readonly count: number;
  /** Sum of the squares of the steps by which compactions may have moved a rank. */
  readonly squares: number;
  readonly levels: readonly Float64Array[];
}

/** The chance that the rank of a value lies beyond the bound. */
const RISK = 1e-9;

/** By how much of all values a rank may be off, proven for this sketch (Hoeffding); 0 if exact. */
export function rankError(values: Values): number {
  if (values.kind === "all" || values.count === 0) return 0;
  return Math.sqrt(2 * values.squares * Math.log(2 / RISK)) / values.count;
}

export function countOf(values: Values): number {
  return values.kind === "all" ? values.values.length : values.count;
}

/** Both together. Exact as long as no more than `most` values are. */
export function mergeValues(a: Values, b: Values, most: number, capacity: number): Values {
  if (a.kind === "all" && b.kind === "all") {
    const values = joined([a.values, b.values]);
    return values.length <= most ? { kind: "all", values } : sketched(values, capacity);
  }
  const [x, y] = [a, b].map((each) =>
    each.kind === "all" ? plain(each.values, capacity) : each,
  ) as [Sketch, Sketch];
  const depth = Math.max(x.levels.length, y.levels.length);
  const levels = Array.from({ length: depth }, (_, h) =>
    joined([x.levels[h] ?? none, y.levels[h] ?? none]).sort(),
  );
  return compacted({
    capacity: Math.min(x.capacity, y.capacity),
    count: x.count + y.count,
    squares: x.squares + y.squares,
    levels,
  });
}

/** A sketch of values at hand. */
function sketched(values: Float64Array, capacity: number): Values {
  return compacted(plain(values, capacity));
}

const none = new Float64Array();

function plain(values: Float64Array, capacity: number): Sketch {
  return { capacity, count: values.length, squares: 0, levels: [values.toSorted()] };
}

/** Makes levels that hold too much pass on every other of their values, the least level first. */
function compacted(sketch: Sketch): Values {
  const { capacity, count } = sketch;
  const levels = [...sketch.levels];
  let { squares } = sketch;
  // The same data in the same order are to make the same sketch.
  let random = (count % 0xffffffff) + 1;
  for (let h = 0; h < levels.length; h++) {
    const level = levels[h]!;
    if (level.length <= roomOf(capacity, levels.length - 1 - h)) continue;
    random = Math.imul(random ^ (random >>> 15), 0x2c1b3c6d) + h;
    const odd = (random >>> 16) & 1;
    const pairs = level.length >> 1;
    const up = new Float64Array(pairs);
    for (let p = 0; p < pairs; p++) up[p] = level[2 * p + odd]!;
    squares += 4 ** h;
    levels[h] = level.length % 2 === 1 ? level.slice(-1) : none;
    levels[h + 1] = joined([levels[h + 1] ?? none, up]).sort();
    // A new level makes the room of those below smaller.
    if (h + 2 === levels.length) h = -1;
  }
  return { kind: "sketch", capacity, count, squares, levels };
}

function roomOf(capacity: number, below: number): number {
  return Math.max(8, Math.ceil(capacity * (2 / 3) ** below));
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** Values in order, each with how many values stand at or before it. */
export class Ordered {
  readonly values: Float64Array;
  /** Running weights; absent where each value stands for itself. */
  readonly #ends: Float64Array | undefined;
  readonly count: number;

  constructor(values: Values) {
    this.count = countOf(values);
    if (values.kind === "all") {
      this.values = values.values.toSorted();
      return;
    }
    const weighted = values.levels.flatMap((level, h) =>
      Array.from(level, (value) => [value, 2 ** h] as const),
    );
    weighted.sort(([a], [b]) => a - b);
    this.values = Float64Array.from(weighted, ([value]) => value);
    let end = 0;
    this.#ends = Float64Array.from(weighted, ([, weight]) => (end += weight));
  }

  /** The quantile `q`, interpolated between neighbours as NumPy does it; NaN for no values. */
  quantile(q: number): number {
    if (this.count === 0) return Number.NaN;
    const position = q * (this.count - 1);
    const low = Math.floor(position);
    const a = this.at(low);
    const b = this.at(Math.min(low + 1, this.count - 1));
    const t = position - low;
    const step = b - a;
    return t >= 0.5 ? b - step * (1 - t) : a + step * t;
  }

  /** The value that has `rank` values before it. */
  at(rank: number): number {
    const ends = this.#ends;
    if (!ends) return this.values[rank]!;
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > rank) high = middle;
      else low = middle + 1;
    }
    return this.values[low]!;
  }

  /** How many values are below `value`. */
  below(value: number): number {
    return this.#rank((x) => x < value);
  }

  /** How many values are at or below `value`. */
  upTo(value: number): number {
    return this.#rank((x) => x <= value);
  }

  #rank(before: (x: number) => boolean): number {
    let low = 0;
    let high = this.values.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (before(this.values[middle]!)) low = middle + 1;
      else high = middle;
    }
    if (low === 0) return 0;
    return this.#ends ? this.#ends[low - 1]! : low;
  }

  /** Goes through the values in order, each with how many it stands for. */
  each(visit: (value: number, weight: number) => void): void {
    let last = 0;
    for (let i = 0; i < this.values.length; i++) {
      const end = this.#ends ? this.#ends[i]! : i + 1;
      visit(this.values[i]!, end - last);
      last = end;
    }
  }

  /** The median distance from `center`. */
  medianDistance(center: number): number {
    const distances = this.values.map((value) => Math.abs(value - center));
    if (!this.#ends) return new Ordered({ kind: "all", values: distances }).quantile(0.5);
    const weights: number[] = [];
    this.each((_, weight) => weights.push(weight));
    const order = Uint32Array.from(distances, (_, i) => i).sort(
      (a, b) => distances[a]! - distances[b]!,
    );
    let sum = 0;
    for (const i of order) {
      sum += weights[i]!;
      if (sum >= this.count / 2) return distances[i]!;
    }
    return 0;
  }
}
