import { BatchRunner, type Capacity } from "../../graph/batch-runner.ts";
import type { Device } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { variable } from "../../graph/scalar.ts";
import { jaccardPairs } from "../../ops/jaccard-pairs.ts";
import { setRoom, shingleSets } from "../../ops/shingle-sets.ts";
import type { RowStates } from "../stage.ts";
import type { Shingling } from "./shingle-tile.ts";

/** Texts turned into sets at a time, in bytes: the next are read meanwhile. */
const BATCH_BYTES = 2 * 2 ** 20;

/** Shingle sets of some rows that are on a device, where pairs of them are compared. */
export class HeldSets implements AsyncDisposable {
  readonly #runner: BatchRunner;
  readonly #shingling: Shingling;
  /** Pairs compared at a time, at most. */
  readonly #pairs: number;
  #need: Capacity = {};
  #starts = new Uint32Array(0);
  #placed = false;
  /** Elements of each set. */
  counts = new Uint32Array(0);

  constructor(device: Device, shingling: Shingling, pairs: number) {
    this.#shingling = shingling;
    this.#pairs = pairs;
    this.#runner = new BatchRunner(device, (need) => setsAndPairs(shingling, need), 1);
  }

  /** Bytes of the set of a text with so many bytes, at most. */
  bytesOf(textLength: number): number {
    return 4 * setRoom(textLength, this.#shingling.unit);
  }

  /** Holds the sets of `rows` (ascending), whose texts have these byte lengths, and no others. */
  async build(
    states: RowStates,
    rows: Uint32Array,
    lengths: Uint32Array,
    onBuilt: (rows: number, bytes: number) => void,
  ): Promise<void> {
    const { unit } = this.#shingling;
    this.#starts = new Uint32Array(rows.length);
    this.counts = new Uint32Array(rows.length);
    this.#placed = false;
    let hashes = 0;
    for (let row = 0; row < rows.length; row++) {
      this.#starts[row] = hashes;
      hashes += setRoom(lengths[row]!, unit);
    }
    const batches = batchesOf(lengths);
    this.#need = {
      rows: rows.length,
      hashes,
      pairs: this.#pairs,
      batchRows: Math.max(...batches.map(({ start, end }) => end - start)),
      batchWords: Math.ceil(Math.max(...batches.map(({ bytes }) => bytes)) / 4),
    };
    let building = Promise.resolve();
    for (const { start, end, bytes } of batches) {
      const { offsets, words } = await states.texts(rows.subarray(start, end));
      await building;
      building = this.#buildBatch(start, end, { offsets, words }).then(() =>
        onBuilt(end - start, bytes),
      );
      // Texts are being read when it may fail; it is awaited after them.
      building.catch(() => {});
    }
    await building;
  }

  async #buildBatch(
    start: number,
    end: number,
    text: { readonly offsets: Uint32Array; readonly words: Uint32Array },
  ): Promise<void> {
    const textStarts = this.#starts.subarray(start, end);
    const sizes = { rowCount: end - start, pairCount: 0 };
    const outputs = await this.#runner.run(this.#need, { ...text, textStarts }, sizes);
    this.counts.set(outputs["counts"] as Uint32Array, start);
  }

  /** How many elements each pair of sets shares, of no more pairs than are compared at a time. */
  async shared(left: Uint32Array, right: Uint32Array): Promise<Uint32Array> {
    const places = this.#placed ? {} : { starts: this.#starts, counts: this.counts };
    const sizes = { rowCount: 0, pairCount: left.length };
    const outputs = await this.#runner.run(this.#need, { ...places, left, right }, sizes);
    this.#placed = true;
    return outputs["shared"] as Uint32Array;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#runner[Symbol.asyncDispose]();
  }
}

/** Adds the sets of a batch of texts to those of earlier runs, or compares pairs of them. */
function setsAndPairs(shingling: Shingling, need: Capacity): Graph {
  const { rows, hashes, pairs, batchRows, batchWords } = need as Record<string, number>;
  const graph = new Graph("shingle sets and pairs");
  const text = {
    offsets: graph.input("offsets", "u32", batchRows! + 1),
    words: graph.input("words", "u32", batchWords!),
  };
  const room = {
    starts: graph.input("textStarts", "u32", batchRows!),
    capacity: hashes!,
    hashes: graph.kept("hashes", "u32", hashes!),
  };
  const rowCount = variable("rowCount");
  const built = shingleSets(graph, text, room, rowCount, shingling);
  graph.output("counts", built.counts, rowCount);
  const sets = {
    starts: graph.input("starts", "u32", rows!),
    counts: graph.input("counts", "u32", rows!),
    hashes: room.hashes,
  };
  const left = graph.input("left", "u32", pairs!);
  const right = graph.input("right", "u32", pairs!);
  const pairCount = variable("pairCount");
  graph.output("shared", jaccardPairs(graph, sets, left, right, pairCount), pairCount);
  return graph;
}

interface Batch {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
}

function batchesOf(lengths: Uint32Array): Batch[] {
  const batches: Batch[] = [];
  for (let start = 0, end = 0; start < lengths.length; start = end) {
    let bytes = 0;
    for (; end < lengths.length && bytes < BATCH_BYTES; end++) bytes += lengths[end]!;
    batches.push({ start, end, bytes });
  }
  return batches;
}
