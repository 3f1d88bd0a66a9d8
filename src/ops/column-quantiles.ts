import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { columnHistogram, HISTOGRAM_BINS } from "../kernels/column-histogram.ts";

/** How far a key has been told: the bits under `mask` are known, the digit at `shift` is next. */
const LEVELS = [
  { mask: 0, shift: 21 },
  { mask: 0xffe00000, shift: 10 },
  { mask: 0xfffffc00, shift: 0 },
] as const;

/** Values to be counted in a pass: those of each column that begin as told. */
interface Table {
  readonly prefixes: Uint32Array;
  readonly counts: Uint32Array;
}

/** One order statistic of every column. */
interface Target {
  /** The place between two ranks that is asked for: the lower or the upper of them is this one. */
  readonly quantile: number;
  readonly upper: boolean;
  readonly ranks: Float64Array;
  readonly keys: Uint32Array;
  table: Table;
}

/**
 * Finds quantiles of columns exactly, a digit of 11 bits in each of three passes over the values;
 * memory is that of the counts, whatever the number of rows.
 */
export class QuantileSearch {
  /** Finite values of each column, once the first pass has ended. */
  readonly counts: Float64Array;
  readonly #dims: number;
  readonly #targets: Target[];
  #tables: Table[];
  #level = 0;

  constructor(dims: number, quantiles: readonly number[]) {
    const first = emptyTable(new Uint32Array(dims));
    this.#dims = dims;
    this.counts = new Float64Array(dims);
    this.#tables = [first];
    this.#targets = quantiles.flatMap((quantile) =>
      [false, true].map((upper) => ({
        quantile,
        upper,
        ranks: new Float64Array(dims),
        keys: new Uint32Array(dims),
        table: first,
      })),
    );
  }

  /** Records the counting of this pass; one output for each table, in their order. */
  record(graph: Graph, values: Ref<"f32">, rows: Scalar): void {
    const { mask, shift } = LEVELS[this.#level]!;
    const dims = this.#dims;
    this.#tables.forEach((table, i) => {
      const counts = graph.zeros("counts", "u32", dims * HISTOGRAM_BINS);
      const prefixes = graph.constant("prefixes", "u32", table.prefixes);
      graph.dispatch(columnHistogram, { values, prefixes, counts }, { rows, dims, mask, shift });
      graph.output(String(i), counts);
    });
  }

  /** Adds what such a recording counted. */
  add(outputs: Readonly<Record<string, unknown>>): void {
    this.#tables.forEach(({ counts }, table) => {
      const more = outputs[String(table)];
      assert(more instanceof Uint32Array, `table ${table} was counted`);
      for (let i = 0; i < counts.length; i++) counts[i]! += more[i]!;
    });
  }

  /** Ends a pass over all values; whether another must follow. */
  endPass(): boolean {
    if (this.#level === 0) this.#chooseRanks();
    for (const target of this.#targets) this.#descend(target);
    if (++this.#level === LEVELS.length) return false;
    const tables = new Map<string, Table>();
    const { mask } = LEVELS[this.#level]!;
    for (const target of this.#targets) {
      const prefixes = target.keys.map((key) => key & mask);
      const name = prefixes.join();
      if (!tables.has(name)) tables.set(name, emptyTable(prefixes));
      target.table = tables.get(name)!;
    }
    this.#tables = [...tables.values()];
    return true;
  }

  /** Each quantile of each column, between two values in proportion; NaN without any value. */
  quantiles(): Float64Array[] {
    const found: Float64Array[] = [];
    for (let i = 0; i < this.#targets.length; i += 2) {
      const [lower, upper] = [this.#targets[i]!, this.#targets[i + 1]!];
      const low = floatsOf(lower.keys);
      const high = floatsOf(upper.keys);
      found.push(
        Float64Array.from(this.counts, (count, column) => {
          if (count === 0) return Number.NaN;
          const place = lower.quantile * (count - 1);
          const share = place - Math.floor(place);
          return low[column]! + (high[column]! - low[column]!) * share;
        }),
      );
    }
    return found;
  }

  #chooseRanks(): void {
    const { counts } = this.#tables[0]!;
    for (let column = 0; column < this.#dims; column++) {
      const own = counts.subarray(column * HISTOGRAM_BINS, (column + 1) * HISTOGRAM_BINS);
      const count = own.reduce((sum, one) => sum + one, 0);
      this.counts[column] = count;
      for (const { quantile, upper, ranks } of this.#targets) {
        const rank = Math.floor(quantile * (count - 1)) + (upper ? 1 : 0);
        ranks[column] = Math.max(0, Math.min(rank, count - 1));
      }
    }
  }

  /** Finds the next digit of each column: ranks go on among the values of that digit. */
  #descend({ table: { counts }, ranks, keys }: Target): void {
    const { shift } = LEVELS[this.#level]!;
    for (let column = 0; column < this.#dims; column++) {
      if (this.counts[column] === 0) continue;
      let digit = 0;
      let rank = ranks[column]!;
      for (;;) {
        const count = counts[column * HISTOGRAM_BINS + digit]!;
        if (rank < count) break;
        rank -= count;
        digit++;
        assert(digit < HISTOGRAM_BINS, "every pass saw the same values");
      }
      ranks[column] = rank;
      keys[column]! |= digit << shift;
    }
  }
}

function emptyTable(prefixes: Uint32Array): Table {
  return { prefixes, counts: new Uint32Array(prefixes.length * HISTOGRAM_BINS) };
}

/** The floats of keys; see `columnHistogram`. */
function floatsOf(keys: Uint32Array): Float32Array {
  const bits = keys.map((key) => (key >>> 31 === 1 ? key ^ 0x80000000 : ~key));
  return new Float32Array(bits.buffer, bits.byteOffset, bits.length);
}
