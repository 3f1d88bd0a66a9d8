import { OutOfMemoryError } from "../core/errors.ts";
import { BatchRunner } from "../graph/batch-runner.ts";
import type { Device } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { variable } from "../graph/scalar.ts";
import { buckets } from "../ops/buckets.ts";

/** Keys sorted at a time, where the memory of the device allows so many. */
const PART_KEYS = 2 ** 21;
/** Device bytes that sorting takes for each key, rounded up. */
const KEY_BYTES = 96;
const KEY_BITS = 64;

/** 64-bit keys in two halves, and what each one stands for. */
export interface Keys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly rows: Uint32Array;
}

/** Rows that share their key with another, by key; `heads` is 1 at the first row of each key. */
export interface SharedKeys {
  readonly rows: Uint32Array;
  readonly heads: Uint32Array;
}

/**
 * Finds the rows that share a key. Keys are dealt by their leading bits into parts that the device
 * sorts one after the other, so that its memory does not grow with the number of rows.
 */
export class KeyBuckets implements AsyncDisposable {
  readonly #runner: BatchRunner;
  readonly #partKeys: number;

  constructor(device: Device, partKeys = PART_KEYS) {
    this.#partKeys = Math.max(1, Math.min(partKeys, Math.floor(device.memory.budget / KEY_BYTES)));
    this.#runner = new BatchRunner(
      device,
      ({ keys }) => {
        const graph = new Graph("key buckets");
        const count = variable("count");
        const found = buckets(
          graph,
          graph.input("hi", "u32", keys!),
          graph.input("lo", "u32", keys!),
          graph.input("rows", "u32", keys!),
          count,
        );
        graph.output("rows", found.rows, count);
        graph.output("heads", found.heads, count);
        graph.output("count", found.count);
        return graph;
      },
      1,
    );
  }

  /** The shared keys, ascending, in portions; rows of one key are in their order, in one portion. */
  async *find(keys: Keys): AsyncGenerator<SharedKeys> {
    const { length } = keys.rows;
    if (length === 0) return;
    // Parts of random keys are not all of one size: nine tenths leave room.
    const bits = Math.max(0, Math.ceil(Math.log2(length / (0.9 * this.#partKeys))));
    if (length <= this.#partKeys) yield* this.#sorted(keys, 0);
    else yield* this.#dealt(keys, 0, Math.min(bits, 16));
  }

  /** Deals keys that agree in their first `from` bits by the next `bits` ones. */
  async *#dealt(keys: Keys, from: number, bits: number): AsyncGenerator<SharedKeys> {
    const part = partOf(keys, from, bits);
    const ends = new Uint32Array(2 ** bits + 1);
    const { length } = keys.rows;
    for (let i = 0; i < length; i++) ends[part(i) + 1]!++;
    for (let p = 0; p < 2 ** bits; p++) ends[p + 1]! += ends[p]!;
    const order = new Uint32Array(length);
    for (let i = 0; i < length; i++) order[ends[part(i)]!++] = i;
    for (let p = 0; p < 2 ** bits; p++) {
      const chosen = order.subarray(p === 0 ? 0 : ends[p - 1], ends[p]);
      if (chosen.length < 2) continue;
      const { hi, lo, rows } = keys;
      yield* this.#sorted(
        {
          hi: chosen.map((i) => hi[i]!),
          lo: chosen.map((i) => lo[i]!),
          rows: chosen.map((i) => rows[i]!),
        },
        from + bits,
      );
    }
  }

  /** Sorts keys that agree in their first `from` bits, in halves where they do not fit. */
  async *#sorted(keys: Keys, from: number): AsyncGenerator<SharedKeys> {
    const count = keys.rows.length;
    let outputs;
    try {
      outputs = await this.#runner.run({ keys: count }, { ...keys }, { count });
    } catch (error) {
      if (!(error instanceof OutOfMemoryError) || count < 2) throw error;
    }
    if (outputs) {
      const found = outputs["count"]![0]!;
      if (found === 0) return;
      yield {
        rows: outputs["rows"]!.slice(0, found) as Uint32Array,
        heads: outputs["heads"]!.slice(0, found) as Uint32Array,
      };
    } else if (from < KEY_BITS) {
      yield* this.#dealt(keys, from, 1);
    } else {
      const heads = new Uint32Array(count);
      heads[0] = 1;
      yield { rows: keys.rows, heads };
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}

/** The part of each key, by its bits `from … from + bits`, which must not cross the halves. */
function partOf({ hi, lo }: Keys, from: number, bits: number): (i: number) => number {
  const words = from < 32 ? hi : lo;
  const shift = 32 - (from % 32) - bits;
  const mask = 2 ** bits - 1;
  return (i) => (words[i]! >>> shift) & mask;
}
