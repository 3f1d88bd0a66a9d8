import { OutOfMemoryError } from "../core/errors.ts";
import { BatchRunner } from "../graph/batch-runner.ts";
import type { Device } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { variable } from "../graph/scalar.ts";
import { buckets } from "../ops/buckets.ts";
import { KEY_WORDS, KeyParts } from "./key-parts.ts";
import { KeyRoom } from "./key-room.ts";
import { firstKeys, type Keys, repeatedKeys } from "./repeated-keys.ts";
import type { Scratch } from "./stage.ts";

/** Keys sorted at a time, where the memory of the device allows so many. */
const PART_KEYS = 2 ** 20;
/** Device bytes that sorting takes for each key, rounded up. */
const KEY_BYTES = 96;
const KEY_BITS = 64;

/** Rows that share their key with another, by key; `heads` is 1 at the first row of each key. */
export interface SharedKeys {
  readonly rows: Uint32Array;
  readonly heads: Uint32Array;
}

/**
 * Finds the rows that share a key. Keys are dealt by their leading bits into parts that the device
 * sorts one after the other, so that its memory does not grow with the number of rows; the parts
 * that wait are put aside.
 */
export class KeyBuckets implements AsyncDisposable {
  readonly #runner: BatchRunner;
  readonly #scratch: Scratch;
  readonly #partKeys: number;
  /** Room for the keys of a part, used again for the next. */
  readonly #room = new KeyRoom();

  constructor(device: Device, scratch: Scratch, partKeys = PART_KEYS) {
    this.#scratch = scratch;
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

  /**
   * The shared keys, ascending, in portions; rows of one key are in their order, in one portion.
   * There may be fewer keys than `most`, but not more. A portion, of keys given and found, is read
   * before the next is asked for: the next may take its place.
   */
  async *find(
    keys: AsyncIterable<Keys> | Iterable<Keys>,
    most: number,
  ): AsyncGenerator<SharedKeys> {
    if (most <= this.#partKeys) {
      yield* this.#sorted(repeatedKeys(await this.#gathered(keys, most)), 0);
      return;
    }
    // Parts of random keys are not all of one size: nine tenths leave room.
    const bits = Math.min(16, Math.ceil(Math.log2(most / (0.9 * this.#partKeys))));
    const parts = new KeyParts(bits, most, this.#scratch);
    for await (const { hi, lo, rows } of keys) {
      for (let i = 0; i < rows.length; i++) {
        const full = parts.add(hi[i]!, lo[i]!, rows[i]!);
        if (full) await full;
      }
    }
    for (let part = 0; part < parts.length; part++) {
      yield* this.#sorted(repeatedKeys(this.#unpacked(parts.take(part))), bits);
    }
    this.#scratch.clear();
  }

  /** Sorts keys that agree in their first `from` bits, in halves where they are too many. */
  async *#sorted(keys: Keys, from: number): AsyncGenerator<SharedKeys> {
    const count = keys.rows.length;
    if (count < 2) return;
    if (count > this.#partKeys) {
      yield* this.#halves(keys, from);
      return;
    }
    let outputs;
    try {
      outputs = await this.#runner.run({ keys: count }, { ...keys }, { count });
    } catch (error) {
      if (!(error instanceof OutOfMemoryError)) throw error;
      yield* this.#halves(keys, from);
      return;
    }
    const found = outputs["count"]![0]!;
    if (found === 0) return;
    yield {
      rows: outputs["rows"]!.slice(0, found) as Uint32Array,
      heads: outputs["heads"]!.slice(0, found) as Uint32Array,
    };
  }

  async *#halves(keys: Keys, from: number): AsyncGenerator<SharedKeys> {
    const bit = firstDifference(keys, from);
    if (bit === KEY_BITS) {
      const heads = new Uint32Array(keys.rows.length);
      heads[0] = 1;
      yield { rows: keys.rows, heads };
      return;
    }
    const words = bit < 32 ? keys.hi : keys.lo;
    for (const half of [0, 1]) {
      const belongs = (_: number, i: number): boolean =>
        ((words[i]! >>> (31 - (bit % 32))) & 1) === half;
      const chosen = {
        hi: keys.hi.filter(belongs),
        lo: keys.lo.filter(belongs),
        rows: keys.rows.filter(belongs),
      };
      yield* this.#sorted(chosen, bit + 1);
    }
  }

  #unpacked(keys: Uint32Array): Keys {
    const count = keys.length / KEY_WORDS;
    const room = this.#room.of(count);
    const { hi, lo, rows } = room;
    for (let i = 0; i < count; i++) {
      hi[i] = keys[i * KEY_WORDS]!;
      lo[i] = keys[i * KEY_WORDS + 1]!;
      rows[i] = keys[i * KEY_WORDS + 2]!;
    }
    return room;
  }

  async #gathered(portions: AsyncIterable<Keys> | Iterable<Keys>, most: number): Promise<Keys> {
    const room = this.#room.of(most);
    let count = 0;
    for await (const { hi, lo, rows } of portions) {
      room.hi.set(hi, count);
      room.lo.set(lo, count);
      room.rows.set(rows, count);
      count += rows.length;
    }
    return firstKeys(room, count);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}

/** The first bit, from `from` on, in which any two keys differ; 64 where all are equal. */
function firstDifference({ hi, lo }: Keys, from: number): number {
  let inHi = 0;
  let inLo = 0;
  for (let i = 1; i < hi.length; i++) {
    inHi |= hi[i]! ^ hi[0]!;
    inLo |= lo[i]! ^ lo[0]!;
  }
  const bit = inHi !== 0 ? Math.clz32(inHi) : 32 + Math.clz32(inLo);
  return Math.max(from, bit);
}
