import { positionsOf } from "../../core/mask.ts";
import { orderOf, positionIn } from "../../core/sorted.ts";
import { OutOfMemoryError } from "../../core/errors.ts";
import type { Device } from "../../graph/device.ts";
import { similar } from "../../ops/similar.ts";
import type { Ranks } from "../ranks.ts";
import type { FinishRequest, StageProgress } from "../stage.ts";
import { HeldSets } from "./held-sets.ts";
import type { Shingling } from "./shingle-tile.ts";
import { roomForPairs, type Verified, type Verifier } from "./verifier.ts";

export const BUILD_PHASE = "Build sets";
export const VERIFY_PHASE = "Verify pairs";

type VerifyRequest = Pick<FinishRequest, "states" | keyof StageProgress>;

/** Pairs compared at a time, where the memory of the device allows so many. */
const PAIRS = 2 ** 19;
/** Device bytes for each of them. */
const PAIR_BYTES = 12;
/** Sets held at once, where the memory of the device allows so many. */
const HELD_BYTES = 96 * 2 ** 20;
/** Sets held for a portion of pairs, where those of all of them do not fit. */
const PORTION_BYTES = 48 * 2 ** 20;

/** In place of a set that is not held. */
const NONE = -1;

/**
 * Exact Jaccard similarity of pairs of rows, by their sorted distinct shingle hashes. The sets of
 * some rows are held on the device, of all it is prepared for where they fit; pairs of others
 * take the place of these with the sets they need, portion by portion where they need too many.
 */
export class JaccardVerifier implements Verifier {
  readonly #request: VerifyRequest;
  readonly #ranks: Ranks;
  readonly #thresholdPerMille: number;
  readonly #sets: HeldSets;
  readonly #device: Device;
  readonly capacity: number;
  /** Pairs compared at a time. */
  readonly #pairs: number;
  /** The rows (ascending) that it is prepared for, and where each rank stands among them. */
  #rows: Uint32Array = new Uint32Array(0);
  #places: Uint32Array = new Uint32Array(0);
  /** Bytes of the texts of these rows. */
  #lengths: Uint32Array = new Uint32Array(0);
  /** Which of them have had their sets built. */
  #built: Uint8Array = new Uint8Array(0);
  /** Which of the sets held is that of each of these rows. */
  #setOf: Int32Array = new Int32Array(0);
  /** Bytes of text that sets are built of, as far as is known. */
  #expected = 0;

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
    this.capacity = Math.min(HELD_BYTES, device.memory.budget / 4);
    const room = Math.floor(device.memory.budget / (8 * PAIR_BYTES));
    this.#pairs = Math.max(1, Math.min(PAIRS, room));
    this.#sets = new HeldSets(device, settings, this.#pairs);
  }

  bytesOf(textLength: number): number {
    return this.#sets.bytesOf(textLength);
  }

  expect(textBytes: number): void {
    this.#expected = textBytes;
    this.#request.start(BUILD_PHASE, "rows", { bytes: textBytes });
  }

  async prepare(ranks: Uint32Array): Promise<void> {
    this.#rows = this.#ranks.rows(ranks);
    this.#places = ranks.map((rank, position) =>
      this.#rows === ranks ? position : positionIn(this.#rows, this.#ranks.row(rank)),
    );
    this.#lengths = await this.#request.states.words("textLengths", this.#rows);
    this.#built = new Uint8Array(ranks.length);
    this.#setOf = new Int32Array(ranks.length).fill(NONE);
    const all = this.#rows.map((_, place) => place);
    if (this.#sizeOf(all) <= this.capacity) await this.#hold(all);
  }

  sizeOf(position: number): number {
    return this.bytesOf(this.#lengths[this.#places[position]!]!);
  }

  async verify(left: Uint32Array, right: Uint32Array): Promise<Verified> {
    const placesOf = (positions: Uint32Array): Uint32Array =>
      this.#ranks.areRows ? positions : positions.map((position) => this.#places[position]!);
    const [a, b] = [placesOf(left), placesOf(right)];
    const verified = roomForPairs(a.length);
    const atOnce = this.#holds(a, b) || this.#sizeOf(this.#distinct(a, b)) <= this.capacity;
    if (atOnce) await this.#verifyAtOnce(a, b, verified);
    else await this.#verifyByRow(a, b, verified);
    return verified;
  }

  /** Compares the pairs of a row together: its set is built once for all of them. */
  async #verifyByRow(left: Uint32Array, right: Uint32Array, verified: Verified): Promise<void> {
    const order = orderOf(right, this.#rows.length);
    for (let start = 0, end = 0; start < order.length; start = end) {
      end = this.#portionEnd(left, right, order, start);
      const chosen = order.subarray(start, end);
      const answers = roomForPairs(chosen.length);
      await this.#verifyAtOnce(
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
  }

  /** Where a portion of pairs has about as many texts as the budget holds sets for. */
  #portionEnd(left: Uint32Array, right: Uint32Array, order: Uint32Array, start: number): number {
    const budget = Math.min(PORTION_BYTES, this.capacity);
    const lefts = new Set<number>();
    let end = start;
    for (let bytes = 0; end < order.length && bytes < budget; end++) {
      const [a, b] = [left[order[end]!]!, right[order[end]!]!];
      if (end === start || b !== right[order[end - 1]!]) bytes += this.bytesOf(this.#lengths[b]!);
      if (lefts.has(a)) continue;
      lefts.add(a);
      bytes += this.bytesOf(this.#lengths[a]!);
    }
    return end;
  }

  /** Compares pairs of rows, in halves where their sets do not fit. */
  async #verifyAtOnce(left: Uint32Array, right: Uint32Array, verified: Verified): Promise<void> {
    try {
      if (!this.#holds(left, right)) await this.#hold(this.#distinct(left, right));
      for (let start = 0; start < left.length; start += this.#pairs) {
        const end = Math.min(left.length, start + this.#pairs);
        const answers = part(verified, start, end);
        await this.#compare(left.subarray(start, end), right.subarray(start, end), answers);
      }
      return;
    } catch (error) {
      if (!(error instanceof OutOfMemoryError) || left.length < 2) throw error;
    }
    this.#device.memory.splits++;
    const middle = left.length >> 1;
    await this.#verifyAtOnce(
      left.subarray(0, middle),
      right.subarray(0, middle),
      part(verified, 0, middle),
    );
    await this.#verifyAtOnce(
      left.subarray(middle),
      right.subarray(middle),
      part(verified, middle, left.length),
    );
  }

  async #compare(left: Uint32Array, right: Uint32Array, verified: Verified): Promise<void> {
    const leftSets = left.map((place) => this.#setOf[place]!);
    const rightSets = right.map((place) => this.#setOf[place]!);
    const pairCount = left.length;
    const shared = await this.#sets.shared(leftSets, rightSets);
    const { counts } = this.#sets;
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

  #holds(left: Uint32Array, right: Uint32Array): boolean {
    const setOf = this.#setOf;
    for (const place of left) if (setOf[place] === NONE) return false;
    for (const place of right) if (setOf[place] === NONE) return false;
    return true;
  }

  /** The places in pairs, ascending, each once. */
  #distinct(left: Uint32Array, right: Uint32Array): Uint32Array {
    const wanted = new Uint8Array(this.#rows.length);
    for (const place of left) wanted[place] = 1;
    for (const place of right) wanted[place] = 1;
    return positionsOf(wanted, 1);
  }

  /** Bytes of the sets of the rows at these places. */
  #sizeOf(places: Uint32Array): number {
    let bytes = 0;
    for (const place of places) bytes += this.bytesOf(this.#lengths[place]!);
    return bytes;
  }

  /** Holds the sets of the rows at these places (ascending), and no others. */
  async #hold(places: Uint32Array): Promise<void> {
    this.#setOf.fill(NONE);
    this.#expectAgain(places);
    const rows = places.map((place) => this.#rows[place]!);
    const lengths = places.map((place) => this.#lengths[place]!);
    const { states, advance } = this.#request;
    await this.#sets.build(states, rows, lengths, (count, bytes) =>
      advance(BUILD_PHASE, count, bytes),
    );
    places.forEach((place, set) => (this.#setOf[place] = set));
  }

  /** What is built once more adds to what there is to do. */
  #expectAgain(places: Uint32Array): void {
    let again = 0;
    for (const place of places) {
      if (this.#built[place]) again += this.#lengths[place]!;
      else this.#built[place] = 1;
    }
    if (again > 0) this.expect(this.#expected + again);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#sets[Symbol.asyncDispose]();
  }
}

function part({ similar: alike, shared, union }: Verified, start: number, end: number): Verified {
  return {
    similar: alike.subarray(start, end),
    shared: shared.subarray(start, end),
    union: union.subarray(start, end),
  };
}
