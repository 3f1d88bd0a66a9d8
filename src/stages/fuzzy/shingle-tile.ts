import type { TextColumn } from "../../core/text-column.ts";
import { BatchRunner } from "../../graph/batch-runner.ts";
import type { Device } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { variable } from "../../graph/scalar.ts";
import { shingleSets, shingleSetStarts } from "../../ops/shingle-sets.ts";
import type { RowStates } from "../stage.ts";
import { splitOnOutOfMemory } from "../split.ts";

/** How a text becomes a set of hashes. */
export interface Shingling {
  readonly unit: "char" | "word";
  readonly ngram: number;
  readonly seed: number;
}

/** Sorted distinct shingle hashes of some rows: `hashes[starts[i] … starts[i] + counts[i])`. */
export interface ShingleTile {
  readonly starts: Uint32Array;
  readonly counts: Uint32Array;
  readonly hashes: Uint32Array;
}

/** Texts turned into sets at a time, in bytes. */
const BATCH_BYTES = 8 * 2 ** 20;

/** Builds the sets of rows on a device, in batches, and packs them together. */
export class ShingleTiles implements AsyncDisposable {
  readonly #device: Device;
  readonly #runner: BatchRunner;
  readonly #shingling: Shingling;

  constructor(device: Device, shingling: Shingling) {
    this.#device = device;
    this.#shingling = shingling;
    this.#runner = new BatchRunner(device, ({ rows, words, sets }) => {
      const graph = new Graph("shingle sets");
      const text = {
        offsets: graph.input("offsets", "u32", rows! + 1),
        words: graph.input("words", "u32", words!),
      };
      const starts = graph.input("starts", "u32", rows!);
      const room = { starts, capacity: sets! };
      const found = shingleSets(graph, text, room, variable("rowCount"), shingling);
      graph.output("hashes", found.hashes, variable("capacity"));
      graph.output("counts", found.counts, variable("rowCount"));
      return graph;
    });
  }

  /** The sets of `rows` (ascending), whose texts have these byte lengths. */
  async build(states: RowStates, rows: Uint32Array, lengths: Uint32Array): Promise<ShingleTile> {
    const tile = new Packing(rows.length, this.#mostHashes(lengths));
    for (let start = 0, end = 0; start < rows.length; start = end) {
      let bytes = 0;
      for (; end < rows.length && bytes < BATCH_BYTES; end++) bytes += lengths[end]!;
      const texts = await states.texts(rows.subarray(start, end));
      const parts = await splitOnOutOfMemory(this.#device, texts, (part) => this.#sets(part));
      for (const part of parts) tile.add(part);
    }
    return tile.packed;
  }

  #mostHashes(lengths: Uint32Array): number {
    const perHash = this.#shingling.unit === "char" ? 1 : 2;
    let most = 0;
    for (const length of lengths) most += Math.ceil(length / perHash);
    return most;
  }

  /** Sets with room between them. */
  async #sets(texts: TextColumn): Promise<ShingleTile> {
    const { rowCount, offsets, words } = texts;
    const { starts, capacity } = shingleSetStarts(offsets, this.#shingling.unit);
    const outputs = await this.#runner.run(
      { rows: rowCount, words: words.length, sets: capacity },
      { offsets, words, starts },
      { rowCount, capacity },
    );
    const counts = outputs["counts"] as Uint32Array;
    return { starts, counts, hashes: outputs["hashes"] as Uint32Array };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}

/** Puts sets one behind the other, in memory that is touched only as far as they go. */
class Packing {
  readonly #starts: Uint32Array;
  readonly #counts: Uint32Array;
  readonly #hashes: Uint32Array;
  #rows = 0;
  #used = 0;

  constructor(rowCount: number, mostHashes: number) {
    this.#starts = new Uint32Array(rowCount);
    this.#counts = new Uint32Array(rowCount);
    this.#hashes = new Uint32Array(mostHashes);
  }

  add({ starts, counts, hashes }: ShingleTile): void {
    const packed = this.#hashes;
    let next = this.#used;
    for (let i = 0; i < counts.length; i++) {
      const count = counts[i]!;
      const start = starts[i]!;
      this.#starts[this.#rows] = next;
      this.#counts[this.#rows++] = count;
      // A view costs more than it takes to copy a few words one by one.
      if (count > 64) packed.set(hashes.subarray(start, start + count), next);
      else for (let k = 0; k < count; k++) packed[next + k] = hashes[start + k]!;
      next += count;
    }
    this.#used = next;
  }

  get packed(): ShingleTile {
    return {
      starts: this.#starts,
      counts: this.#counts,
      hashes: this.#hashes.subarray(0, this.#used),
    };
  }
}
