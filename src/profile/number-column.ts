import { countedMoments, countedOf, countedSketch } from "./counted.ts";
import { type Counts, mergeCounts, readCounts } from "./counts.ts";
import { CHUNK, type Engine } from "./engine.ts";
import { countedHistogram, type Histogram, mergeHistograms } from "./histogram.ts";
import type { MeasuredColumn } from "./measuring.ts";
import { addMoments, mergeMoments, type Moments, noMoments } from "./moments.ts";
import { mergeValues, type Values } from "./values.ts";

/** How much is kept of a column. */
export interface Keeping {
  /** Values that are kept as they are before a sketch takes them. */
  readonly exactMost: number;
  /** Values in the uppermost level of a sketch. */
  readonly capacity: number;
  /** Slots for distinct values, a power of two of at least 64 times a power of four. */
  readonly slots: number;
  /** HyperLogLog has `2 ** precision` registers. */
  readonly precision: number;
  /** Leaves out what only a whole profile tells: all but counts, range, mean, deviation, quantiles. */
  readonly brief?: boolean;
}

/** Values with their rows. */
export interface Extreme {
  readonly value: number;
  readonly row: number;
}

/** All that is known of a column of numbers; states of parts can be merged. */
export interface NumberState {
  readonly keeping: Keeping;
  readonly nulls: number;
  /** Finite values; most of the rest is of these. */
  readonly count: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  readonly zeros: number;
  readonly negatives: number;
  readonly min: number;
  readonly max: number;
  readonly atMin: number;
  readonly atMax: number;
  /** How often a value is greater than, less than, or equal to the one before. */
  readonly rises: number;
  readonly falls: number;
  readonly repeats: number;
  readonly first: number;
  readonly last: number;
  readonly moments: Moments;
  readonly values: Values;
  readonly counts: Counts;
  readonly histogram: Histogram;
  /** The least first. */
  readonly lowest: readonly Extreme[];
  /** The greatest first. */
  readonly highest: readonly Extreme[];
}

type Numbers =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;
/** A column as it comes: whole numbers of 64 bits are taken for the doubles nearest to them. */
export type NumberValues = Numbers | BigInt64Array | BigUint64Array;

/** Bits of a validity bitmap from `offset` on. */
export interface Validity {
  readonly bits: Uint8Array;
  readonly offset: number;
}

const KEPT_EXTREMES = 32;
const FIELDS = 17;

/** Takes in a column of numbers. */
export class NumberColumn {
  readonly #engine: Engine;
  readonly #keeping: Keeping;
  readonly #at: number;
  readonly #measured: MeasuredColumn | undefined;
  /** Of what came since many values are distinct; before, those of few are counted. */
  #moments: Moments | undefined;
  #nulls = 0;

  constructor(engine: Engine, keeping: Keeping) {
    this.#engine = engine;
    this.#keeping = keeping;
    const { exactMost, capacity, slots, precision, brief = false } = keeping;
    this.#at = engine.exports.newColumn(exactMost, capacity, slots, precision, Number(brief));
    this.#measured = engine.measuring?.column(precision, (values) => momentsOf(engine, values));
  }

  /** Rows from `firstRow` on. */
  observe(values: NumberValues, firstRow: number, validity?: Validity): void {
    const { exports, valuesAt, bitsAt, positionsAt } = this.#engine;
    for (let from = 0; from < values.length; from += CHUNK) {
      const some = Math.min(CHUNK, values.length - from);
      this.#fill(values.subarray(from, from + some));
      let n = some;
      if (validity) {
        this.#engine.bytes(bitsAt, CHUNK / 8).set(shifted(validity, from, some));
        n = exports.keepValid(valuesAt, some, bitsAt, positionsAt);
        this.#nulls += some - n;
      }
      this.#take(n, validity !== undefined, firstRow + from);
    }
  }

  /** Values of the rows that are named, counted from `firstRow`. */
  observeRows(values: Float64Array, rows: Uint32Array, firstRow: number): void {
    const { valuesAt, positionsAt } = this.#engine;
    for (let from = 0; from < values.length; from += CHUNK) {
      const some = Math.min(CHUNK, values.length - from);
      this.#engine.doubles(valuesAt, some).set(values.subarray(from, from + some));
      this.#engine.words(positionsAt, some).set(rows.subarray(from, from + some));
      this.#take(some, true, firstRow);
    }
  }

  /** Rows that have no value. */
  addNulls(count: number): void {
    this.#nulls += count;
  }

  #fill(values: NumberValues): void {
    const { exports, valuesAt, memory } = this.#engine;
    const { length } = values;
    if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
      const signed = values instanceof BigInt64Array;
      new (signed ? BigInt64Array : BigUint64Array)(memory.buffer, valuesAt, length).set(values);
      exports.fromWhole(valuesAt, length, Number(signed));
    } else if (values instanceof Float32Array) {
      new Float32Array(memory.buffer, valuesAt, length).set(values);
      exports.fromSingles(valuesAt, length);
    } else if (values instanceof Int32Array || values instanceof Uint32Array) {
      const signed = values instanceof Int32Array;
      new (signed ? Int32Array : Uint32Array)(memory.buffer, valuesAt, length).set(values);
      exports.fromWords(valuesAt, length, Number(signed));
    } else this.#engine.doubles(valuesAt, length).set(values);
  }

  #take(n: number, known: boolean, firstRow: number): void {
    if (n === 0) return;
    const engine = this.#engine;
    const { exports, valuesAt, positionsAt } = engine;
    this.#measured?.add(engine.doubles(valuesAt, n));
    const finite = exports.observe(this.#at, valuesAt, n, positionsAt, Number(known), firstRow);
    const few = exports.countFew(this.#at, valuesAt, finite);
    if (few === finite) return;
    if (!this.#moments) {
      this.#moments = countedMoments(countedOf(this.#counts()));
      exports.leaveFew(this.#at);
    }
    const rest = valuesAt + few * 8;
    exports.sortMany(this.#at, rest, finite - few);
    if (this.#measured) return;
    const powers = this.#keeping.brief ? 2 : 4;
    this.#moments = addMoments(this.#moments, engine, rest, finite - few, powers);
  }

  #counts(): Counts {
    const [at] = this.#engine.words(this.#at + FIELDS * 8 + 32, 1) as unknown as number[];
    if (!this.#moments) this.#engine.exports.registerKeys(at!);
    return readCounts(this.#engine, at!);
  }

  state(): NumberState {
    const state = this.#state();
    if (!this.#measured) return state;
    const { registers, ...measured } = this.#measured.result();
    return { ...state, ...measured, counts: { ...state.counts, registers } };
  }

  #state(): NumberState {
    const engine = this.#engine;
    const at = this.#at;
    const fields = engine.doubles(at, FIELDS);
    const [count, nan, above, below, zeros, negatives, min, max] = fields as unknown as number[];
    const [atLeast, atGreatest, rises, falls, repeats, first, last] = fields.subarray(
      8,
    ) as unknown as number[];
    const [, , , size, , exact, sketch, , , extremes, histogram] = engine.words(
      at + FIELDS * 8,
      11,
    ) as unknown as number[];
    const counts = this.#counts();
    const few = this.#moments ? undefined : countedOf(counts);
    const values: Values =
      exact !== 0
        ? { kind: "all", values: engine.doubles(exact!, size!).slice() }
        : few
          ? countedSketch(few, this.#keeping.capacity)
          : this.#readSketch(sketch!);
    const [lowest, highest] = this.#readExtremes(extremes!);
    return {
      keeping: this.#keeping,
      nulls: this.#nulls,
      count: count!,
      nan: nan!,
      positiveInfinity: above!,
      negativeInfinity: below!,
      zeros: zeros!,
      negatives: negatives!,
      min: min!,
      max: max!,
      atMin: few ? (few.times[0] ?? 0) : atLeast!,
      atMax: few ? (few.times.at(-1) ?? 0) : atGreatest!,
      rises: rises!,
      falls: falls!,
      repeats: repeats!,
      first: first!,
      last: last!,
      moments: this.#moments ?? countedMoments(few!),
      values,
      counts,
      histogram: few ? countedHistogram(few) : this.#readHistogram(histogram!),
      lowest: lowest!,
      highest: highest!,
    };
  }

  #readSketch(at: number): Values {
    const [capacity, levels] = this.#engine.words(at, 2) as unknown as number[];
    const [count, squares] = this.#engine.doubles(at + 16, 2) as unknown as number[];
    const [data, sizes] = this.#engine.words(at + 32, 2) as unknown as number[];
    const where = this.#engine.words(data!, levels!);
    const lengths = this.#engine.words(sizes!, levels!);
    const kept = Array.from(where, (level, h) => this.#engine.doubles(level, lengths[h]!).slice());
    return { kind: "sketch", capacity: capacity!, count: count!, squares: squares!, levels: kept };
  }

  #readExtremes(at: number): Extreme[][] {
    const [low, high, lowValues, highValues, lowRows, highRows] = this.#engine.words(
      at,
      6,
    ) as unknown as number[];
    const read = (values: number, rows: number, size: number, sign: number): Extreme[] => {
      const rowsOf = this.#engine.doubles(rows, size);
      const found = Array.from(this.#engine.doubles(values, size), (value, i) => ({
        value: sign * value,
        row: rowsOf[i]!,
      }));
      return found.sort(sign === 1 ? byLeast : byGreatest);
    };
    return [read(lowValues!, lowRows!, low!, 1), read(highValues!, highRows!, high!, -1)];
  }

  #readHistogram(at: number): Histogram {
    const [width] = new Int32Array(this.#engine.memory.buffer, at, 1);
    const [, bins] = this.#engine.words(at, 2) as unknown as number[];
    const [base, least, greatest, count] = this.#engine.doubles(at + 8, 4) as unknown as number[];
    const [countsAt] = this.#engine.words(at + 40, 1);
    const size = count === 0 ? 0 : width === -2000 ? 1 : bins!;
    const counts = new BigUint64Array(this.#engine.memory.buffer, countsAt, size);
    return {
      width: width === -2000 ? undefined : width!,
      base: base!,
      counts: Array.from(counts, Number),
      least: count === 0 ? Number.POSITIVE_INFINITY : least!,
      greatest: count === 0 ? Number.NEGATIVE_INFINITY : greatest!,
    };
  }
}

/** The moments of those of the values that are finite. */
function momentsOf(engine: Engine, values: Float64Array): Moments {
  const finite = values.filter(Number.isFinite);
  engine.doubles(engine.valuesAt, finite.length).set(finite);
  return addMoments(noMoments, engine, engine.valuesAt, finite.length);
}

/** The bits from `offset + from` on, moved to start a byte. */
function shifted({ bits, offset }: Validity, from: number, length: number): Uint8Array {
  const start = offset + from;
  const shift = start & 7;
  const bytes = bits.subarray(start >> 3, (start + length + 7) >> 3);
  if (shift === 0) return bytes;
  return bytes.map((byte, i) => (byte >> shift) | ((bytes[i + 1] ?? 0) << (8 - shift)));
}

const byLeast = (a: Extreme, b: Extreme): number => a.value - b.value || a.row - b.row;
const byGreatest = (a: Extreme, b: Extreme): number => b.value - a.value || a.row - b.row;

/** Of both parts together; `a` has the rows before those of `b`. */
export function mergeNumbers(a: NumberState, b: NumberState): NumberState {
  const sum = (name: SumName): number => a[name] + b[name];
  const at = (name: "atMin" | "atMax", end: "min" | "max", value: number): number =>
    (a[end] === value ? a[name] : 0) + (b[end] === value ? b[name] : 0);
  const min = Math.min(a.min, b.min);
  const max = Math.max(a.max, b.max);
  const meet = a.count > 0 && b.count > 0;
  const { exactMost, capacity } = a.keeping;
  const counts = mergeCounts(a.counts, b.counts);
  const count = sum("count");
  return {
    keeping: a.keeping,
    nulls: sum("nulls"),
    count,
    nan: sum("nan"),
    positiveInfinity: sum("positiveInfinity"),
    negativeInfinity: sum("negativeInfinity"),
    zeros: sum("zeros"),
    negatives: sum("negatives"),
    min,
    max,
    atMin: at("atMin", "min", min),
    atMax: at("atMax", "max", max),
    rises: sum("rises") + Number(meet && b.first > a.last),
    falls: sum("falls") + Number(meet && b.first < a.last),
    repeats: sum("repeats") + Number(meet && b.first === a.last),
    first: a.count > 0 ? a.first : b.first,
    last: b.count > 0 ? b.last : a.last,
    moments: mergeMoments(a.moments, b.moments),
    values:
      counts.taken === 0 && count > exactMost
        ? countedSketch(countedOf(counts), capacity)
        : mergeValues(a.values, b.values, exactMost, capacity),
    counts,
    histogram: mergeHistograms(a.histogram, b.histogram),
    lowest: [...a.lowest, ...b.lowest].sort(byLeast).slice(0, KEPT_EXTREMES),
    highest: [...a.highest, ...b.highest].sort(byGreatest).slice(0, KEPT_EXTREMES),
  };
}

type SumName =
  | "nulls"
  | "count"
  | "nan"
  | "positiveInfinity"
  | "negativeInfinity"
  | "zeros"
  | "negatives"
  | "rises"
  | "falls"
  | "repeats";
