import { distinctValues, positionIn } from "../../core/sorted.ts";
import { concatWords } from "../../core/words.ts";
import { OutOfMemoryError } from "../../core/errors.ts";
import { BatchRunner } from "../../graph/batch-runner.ts";
import type { Device, Outputs } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { variable } from "../../graph/scalar.ts";
import { jaccardPairs } from "../../ops/jaccard-pairs.ts";
import { similar } from "../../ops/similar.ts";
import type { Ranks } from "../ranks.ts";
import type { FinishRequest, StageProgress } from "../stage.ts";
import type { Shingling, ShingleTile } from "./shingle-tile.ts";
import { ShingleTiles } from "./shingle-tile.ts";
import { roomForPairs, type Verified, type Verifier } from "./verifier.ts";

export const BUILD_PHASE = "Build sets";
export const VERIFY_PHASE = "Verify pairs";

type VerifyRequest = Pick<FinishRequest, "states" | keyof StageProgress>;

/** Pairs compared at a time, where the memory of the device allows so many. */
const PAIRS = 2 ** 19;
/** Device bytes for each of them. */
const PAIR_BYTES = 12;
/** Sets held for all ranks at once, when they fit; otherwise built again for each portion. */
const RESIDENT_BYTES = 96 * 2 ** 20;
/** Sets held for one portion of pairs, where those of all ranks do not fit. */
const PORTION_BYTES = 48 * 2 ** 20;

/**
 * Exact Jaccard similarity of pairs of rows, by their sorted distinct shingle hashes. Where the
 * sets of all ranks it is prepared for fit, they are built once and stay on the device; where they
 * do not, each portion of pairs builds the sets it needs.
 */
export class JaccardVerifier implements Verifier {
  readonly #request: VerifyRequest;
  readonly #ranks: Ranks;
  readonly #thresholdPerMille: number;
  readonly #tiles: ShingleTiles;
  readonly #runner: BatchRunner;
  readonly #device: Device;
  readonly capacity: number;
  /** Pairs compared at a time. */
  readonly #pairs: number;
  /** The rows (ascending) that it is prepared for, and where each rank stands among them. */
  #rows: Uint32Array = new Uint32Array(0);
  #places: Uint32Array = new Uint32Array(0);
  /** Bytes of the texts of these rows. */
  #lengths: Uint32Array = new Uint32Array(0);
  /** The sets of all these rows. */
  #resident: ShingleTile | undefined;
  #uploaded: ShingleTile | undefined;

  constructor(
    device: Device,
    request: VerifyRequest,
    ranks: Ranks,
    settings: Shingling & { readonly threshold: number },
  ) {
    this.#request = request;
    this.#ranks = ranks;
    this.#thresholdPerMille = Math.round(settings.threshold * 1000);
    this.#device = device;
    this.capacity = Math.min(RESIDENT_BYTES, device.memory.budget / 4);
    const room = Math.floor(device.memory.budget / (8 * PAIR_BYTES));
    this.#pairs = Math.max(1, Math.min(PAIRS, room));
    this.#tiles = new ShingleTiles(device, settings);
    this.#runner = new BatchRunner(
      device,
      ({ rows, hashes, pairs }) => {
        const graph = new Graph("jaccard pairs");
        const sets = {
          starts: graph.input("starts", "u32", rows!),
          counts: graph.input("counts", "u32", rows!),
          hashes: graph.input("hashes", "u32", hashes!),
        };
        const left = graph.input("left", "u32", pairs!);
        const right = graph.input("right", "u32", pairs!);
        const count = variable("pairCount");
        graph.output("shared", jaccardPairs(graph, sets, left, right, count), count);
        return graph;
      },
      1,
    );
  }

  /** A window starts at each byte, at most, and has a hash of four. */
  bytesOf(textLength: number): number {
    return 4 * textLength;
  }

  /** Builds the sets of these ranks once, if they fit. */
  async prepare(ranks: Uint32Array): Promise<void> {
    this.#rows = this.#ranks.rows(ranks);
    this.#places = ranks.map((rank, position) =>
      this.#rows === ranks ? position : positionIn(this.#rows, this.#ranks.row(rank)),
    );
    this.#lengths = await this.#request.states.words("textLengths", this.#rows);
    this.#resident = undefined;
    this.#uploaded = undefined;
    let bytes = 0;
    for (const length of this.#lengths) bytes += this.bytesOf(length);
    if (bytes <= this.capacity) this.#resident = await this.#build(this.#rows, this.#lengths);
  }

  async verify(left: Uint32Array, right: Uint32Array): Promise<Verified> {
    const placesOf = (positions: Uint32Array): Uint32Array =>
      this.#ranks.areRows ? positions : positions.map((position) => this.#places[position]!);
    const [a, b] = [placesOf(left), placesOf(right)];
    if (!this.#resident) return await this.#verifyByRow(a, b);
    const verified = roomForPairs(a.length);
    for (let start = 0; start < a.length; start += this.#pairs) {
      const end = Math.min(a.length, start + this.#pairs);
      const answers = part(verified, start, end);
      await this.#verifyRows(a.subarray(start, end), b.subarray(start, end), answers);
    }
    return verified;
  }

  /** Compares the pairs of a row together: its set is built once for all of them. */
  async #verifyByRow(left: Uint32Array, right: Uint32Array): Promise<Verified> {
    const order = orderOf(right, this.#rows.length);
    const verified = roomForPairs(order.length);
    for (let start = 0, end = 0; start < order.length; start = end) {
      end = this.#portionEnd(left, right, order, start);
      const chosen = order.subarray(start, end);
      const answers = roomForPairs(chosen.length);
      await this.#verifyRows(
        chosen.map((pair) => left[pair]!),
        chosen.map((pair) => right[pair]!),
        answers,
      );
      chosen.forEach((pair, i) => {
        verified.similar[pair] = answers.similar[i]!;
        verified.shared[pair] = answers.shared[i]!;
        verified.union[pair] = answers.union[i]!;
      });
    }
    return verified;
  }

  /** Where a portion of pairs has about as many texts as the budget holds sets for. */
  #portionEnd(left: Uint32Array, right: Uint32Array, order: Uint32Array, start: number): number {
    const budget = Math.min(PORTION_BYTES, this.capacity);
    const most = Math.min(order.length, start + this.#pairs);
    const lefts = new Set<number>();
    let end = start;
    for (let bytes = 0; end < most && bytes < budget; end++) {
      const [a, b] = [left[order[end]!]!, right[order[end]!]!];
      if (end === start || b !== right[order[end - 1]!]) bytes += this.bytesOf(this.#lengths[b]!);
      if (lefts.has(a)) continue;
      lefts.add(a);
      bytes += this.bytesOf(this.#lengths[a]!);
    }
    return end;
  }

  /** Compares pairs of rows, in halves where their sets do not fit. */
  async #verifyRows(left: Uint32Array, right: Uint32Array, verified: Verified): Promise<void> {
    try {
      await this.#compare(left, right, verified);
      return;
    } catch (error) {
      if (!(error instanceof OutOfMemoryError) || left.length < 2 || this.#resident) throw error;
    }
    this.#device.memory.splits++;
    const middle = left.length >> 1;
    await this.#verifyRows(
      left.subarray(0, middle),
      right.subarray(0, middle),
      part(verified, 0, middle),
    );
    await this.#verifyRows(
      left.subarray(middle),
      right.subarray(middle),
      part(verified, middle, left.length),
    );
  }

  async #compare(left: Uint32Array, right: Uint32Array, verified: Verified): Promise<void> {
    const { tile, leftSets, rightSets } = await this.#setsOf(left, right);
    const pairCount = left.length;
    const upload = tile === this.#uploaded ? {} : { ...tile };
    const run = (): Promise<Outputs> =>
      this.#runner.run(
        { rows: tile.starts.length, hashes: tile.hashes.length, pairs: this.#pairs },
        { ...upload, left: leftSets, right: rightSets },
        { pairCount },
      );
    const outputs = await withRoom(run, () => this.#tiles.release());
    this.#uploaded = tile;
    const shared = outputs["shared"] as Uint32Array;
    const { counts } = tile;
    let bytes = 0;
    for (let pair = 0; pair < pairCount; pair++) {
      const a = counts[leftSets[pair]!]!;
      const b = counts[rightSets[pair]!]!;
      bytes += (a + b) * 4;
      verified.similar[pair] = similar(shared[pair]!, a, b, this.#thresholdPerMille) ? 1 : 0;
      verified.union[pair] = a + b - shared[pair]!;
    }
    verified.shared.set(shared);
    this.#request.advance(VERIFY_PHASE, pairCount, bytes);
  }

  /** The sets of the rows at these places, and which of them are those of each pair. */
  async #setsOf(
    left: Uint32Array,
    right: Uint32Array,
  ): Promise<{ tile: ShingleTile; leftSets: Uint32Array; rightSets: Uint32Array }> {
    if (this.#resident) return { tile: this.#resident, leftSets: left, rightSets: right };
    const places = distinctValues(concatWords([left, right]));
    const rows = places.map((place) => this.#rows[place]!);
    const lengths = places.map((place) => this.#lengths[place]!);
    const setsOf = (all: Uint32Array): Uint32Array => all.map((place) => positionIn(places, place));
    return {
      tile: await this.#build(rows, lengths),
      leftSets: setsOf(left),
      rightSets: setsOf(right),
    };
  }

  async #build(rows: Uint32Array, lengths: Uint32Array): Promise<ShingleTile> {
    const { states, advance } = this.#request;
    const build = (): Promise<ShingleTile> =>
      this.#tiles.build(states, rows, lengths, (count, bytes) =>
        advance(BUILD_PHASE, count, bytes),
      );
    return await withRoom(build, async () => {
      this.#uploaded = undefined;
      await this.#runner.release();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tiles[Symbol.asyncDispose]();
    await this.#runner[Symbol.asyncDispose]();
  }
}

/** The positions of values below `limit`, by value. */
function orderOf(values: Uint32Array, limit: number): Uint32Array {
  const ends = new Uint32Array(limit + 1);
  for (const value of values) ends[value + 1]!++;
  for (let value = 0; value < limit; value++) ends[value + 1]! += ends[value]!;
  const order = new Uint32Array(values.length);
  values.forEach((value, position) => (order[ends[value]!++] = position));
  return order;
}

function part({ similar: alike, shared, union }: Verified, start: number, end: number): Verified {
  return {
    similar: alike.subarray(start, end),
    shared: shared.subarray(start, end),
    union: union.subarray(start, end),
  };
}

/** Does the work, once more after `release` where the memory did not suffice. */
async function withRoom<T>(work: () => Promise<T>, release: () => Promise<void>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
  }
  await release();
  return await work();
}
