import { concatWords } from "../../core/words.ts";
import type { Device } from "../../graph/device.ts";
import { keepRows } from "../../ops/keep-rows.ts";
import { BLOCK, cosineOf, type PairSource, RankRows, rowsOf } from "./pair-source.ts";
import { SimilarEdges } from "./similar-edges.ts";

export interface GreedyResult {
  /** 1 for each kept rank. */
  readonly kept: Uint8Array;
  readonly edges: SimilarEdges;
  readonly passes: number;
  /** Whether no two kept ranks of a bucket are similar. */
  readonly converged: boolean;
  readonly pairsVerified: number;
}

const MAX_PASSES = 16;

/**
 * Kept-row removal over buckets of ranks (each ascending): a rank stays unless it is similar to a
 * lower one that stays and shares a bucket with it. Each bucket is gone through in order, comparing
 * ranks with those that stay within the bucket. A rank that stays in one bucket may go because of
 * another; the buckets where that changes something are gone through again with what stays.
 */
export async function greedyPasses(
  device: Device,
  source: PairSource,
  buckets: readonly Uint32Array[],
  rowCount: number,
): Promise<GreedyResult> {
  const join = new GreedyJoin(source);
  const { edges } = join;
  /** Of each bucket, the ranks that no other of them is similar to. */
  const apart: Uint32Array[] = [];
  for (const bucket of buckets) apart.push(await join.run(bucket));
  let kept: Uint8Array = new Uint8Array(rowCount).fill(1);
  for (let passes = 1; ; passes++) {
    const lists = { lower: edges.lower.view(), higher: edges.higher.view() };
    kept = await keepRows(device, lists, rowCount, source.signal);
    let converged = true;
    for (const [i, bucket] of buckets.entries()) {
      const stays = bucket.filter((rank) => kept[rank] === 1);
      if (isSubset(stays, apart[i]!)) continue;
      converged = false;
      if (passes < MAX_PASSES) apart[i] = await join.run(stays);
    }
    if (converged || passes === MAX_PASSES) {
      return { kept, edges, passes, converged, pairsVerified: join.pairsVerified };
    }
  }
}

/** Whether all ascending values are among the other ascending ones. */
function isSubset(values: Uint32Array, all: Uint32Array): boolean {
  let at = 0;
  for (const value of values) {
    while (at < all.length && all[at]! < value) at++;
    if (all[at] !== value) return false;
  }
  return true;
}

class GreedyJoin {
  readonly edges = new SimilarEdges();
  pairsVerified = 0;
  readonly #source: PairSource;

  constructor(source: PairSource) {
    this.#source = source;
  }

  /** Adds the edges from the ranks that stay within the bucket; returns these. */
  async run(bucket: Uint32Array): Promise<Uint32Array> {
    const { signal, settledBelow, aloneFrom, onCompared } = this.#source;
    const found = bucket.findIndex((rank) => rank >= settledBelow);
    const fresh = found < 0 ? bucket.length : found;
    onCompared(fresh);
    if (fresh === bucket.length) return bucket;
    const stay = new RankRows(this.#source);
    stay.add(bucket.subarray(0, fresh));
    const alone: Uint32Array[] = [];
    const from = bucket.findIndex((rank) => rank >= aloneFrom);
    const shared = from < 0 ? bucket.length : from;
    for (let start = fresh, end = 0; start < bucket.length; start = end) {
      signal?.throwIfAborted();
      const first = bucket[start]! < aloneFrom;
      // A block is all before `aloneFrom`, or all from it on.
      end = Math.min(start + BLOCK, first ? shared : bucket.length);
      const block = bucket.subarray(start, end);
      const gone = await this.#compare(stay, block);
      const left = block.filter((_, i) => gone[i] === 0);
      if (first)
        await this.#settle(
          stay,
          left,
          block.filter((_, i) => gone[i] === 1),
        );
      else alone.push(left);
      onCompared(block.length);
    }
    return concatWords([stay.ranks, ...alone]);
  }

  /** 1 for the ranks of a block that are similar to one that stays. */
  async #compare(stay: RankRows, block: Uint32Array): Promise<Uint8Array> {
    const gone = new Uint8Array(block.length);
    if (stay.ranks.length === 0 || block.length === 0) return gone;
    const { finder, rows } = this.#source;
    const lower = stay.ranks;
    const pairs = await finder.between(stay.matrix, rowsOf(this.#source, block), rows.threshold);
    for (let i = 0; i < pairs.left.length; i++) {
      const at = pairs.right[i]!;
      if (this.#verify(lower[pairs.left[i]!]!, block[at]!)) gone[at] = 1;
    }
    return gone;
  }

  /** Decides on the ranks of a block that are left, and lets those that went know who stays. */
  async #settle(stay: RankRows, left: Uint32Array, went: Uint32Array): Promise<void> {
    const { finder, rows } = this.#source;
    const matrix = rowsOf(this.#source, left);
    const pairs = await finder.within(matrix, rows.threshold);
    const gone = new Uint8Array(left.length);
    // By the lower rank: when its turn comes, all that could remove it have had theirs.
    for (let i = 0; i < pairs.left.length; i++) {
      const [lower, higher] = [pairs.left[i]!, pairs.right[i]!];
      if (gone[lower]) continue;
      if (this.#verify(left[lower]!, left[higher]!)) gone[higher] = 1;
    }
    const fresh = left.filter((_, i) => gone[i] === 0);
    if (went.length > 0 && fresh.length > 0) {
      // A rank that went already may be more similar to one that is new.
      const own = new RankRows(this.#source);
      own.add(fresh);
      await this.#meet(own, went);
    }
    stay.add(fresh);
  }

  async #meet(fresh: RankRows, went: Uint32Array): Promise<void> {
    const { finder, rows } = this.#source;
    const others = rowsOf(this.#source, went);
    const pairs = await finder.between(fresh.matrix, others, rows.threshold);
    for (let i = 0; i < pairs.left.length; i++) {
      const [lower, higher] = [fresh.ranks[pairs.left[i]!]!, went[pairs.right[i]!]!];
      if (lower < higher) this.#verify(lower, higher);
    }
  }

  /** Decides on a pair by its exact cosine. */
  #verify(lower: number, higher: number): boolean {
    this.pairsVerified++;
    const similarity = cosineOf(this.#source, lower, higher);
    if (similarity < this.#source.least) return false;
    this.edges.add(lower, higher, similarity);
    return true;
  }
}
