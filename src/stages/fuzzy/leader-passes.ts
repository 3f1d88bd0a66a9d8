import { U32List } from "../../core/u32-list.ts";
import type { Device } from "../../graph/device.ts";
import { keepRows } from "../../ops/keep-rows.ts";
import type { Buckets } from "./bucket-set.ts";
import { Edges } from "./edges.ts";
import { DIFFERENT, PairCache, PENDING, SIMILAR, UNKNOWN } from "./pair-cache.ts";
import type { Verifier } from "./verifier.ts";

export interface LeaderResult {
  /** 1 for each kept rank. */
  readonly kept: Uint8Array;
  readonly edges: Edges;
  readonly passes: number;
  /** Whether the last pass left the kept rows as they were. */
  readonly converged: boolean;
  readonly pairsVerified: number;
}

export interface LeaderLimits {
  /** Rows of a bucket that the others are compared with. */
  readonly leaders: number;
  /** Whether two ranks may be duplicates at all; `left` is the preferred one. */
  comparable(left: number, right: number): boolean;
  readonly signal: AbortSignal | undefined;
}

const MAX_PASSES = 16;
/** Pairs remembered at least; more of them with more rows in buckets. */
const MIN_REMEMBERED = 2 ** 20;

/**
 * Kept-row removal: in each bucket the first kept rows, up to `leaders` of them, are compared with
 * the rest; a row similar to a leader leaves the list. The least row without a kept lower neighbour
 * stays, and the passes repeat with the rows still kept until nothing changes. With `leaders`
 * infinite the result is that of comparing all pairs of each bucket.
 */
export async function leaderPasses(
  device: Device,
  buckets: Buckets,
  rowCount: number,
  verifier: Verifier,
  { leaders, comparable, signal }: LeaderLimits,
): Promise<LeaderResult> {
  const edges = new Edges();
  const cache = new PairCache();
  let kept = new Uint8Array(rowCount).fill(1);
  let passes = 0;
  let converged = false;
  let pairsVerified = 0;
  while (!converged && passes < MAX_PASSES) {
    passes++;
    const lists = new Lists(buckets, kept);
    for (let leader = 0; leader < leaders && lists.open > 0; leader++) {
      signal?.throwIfAborted();
      const pairs = lists.unknownPairs(cache, comparable);
      pairsVerified += pairs.left.length;
      await verifier.verify(pairs.left, pairs.right, (pair, similar, shared, union) => {
        const [left, right] = [pairs.left[pair]!, pairs.right[pair]!];
        cache.set(left, right, similar ? SIMILAR : DIFFERENT);
        if (similar) edges.add(left, right, shared, union);
      });
      lists.advance(cache);
      // Asking again about pairs that differ costs time; remembering all of them, memory.
      if (cache.size > Math.max(MIN_REMEMBERED, buckets.rows.length)) cache.forget(DIFFERENT);
    }
    const next = await keepRows(
      device,
      { lower: edges.lower.view(), higher: edges.higher.view() },
      rowCount,
      signal,
    );
    converged = next.every((keep, rank) => keep === kept[rank]);
    kept = next as Uint8Array<ArrayBuffer>;
  }
  return { kept, edges, passes, converged, pairsVerified };
}

/** The shrinking candidate list of every bucket; its first row is the bucket's current leader. */
class Lists {
  readonly #rows: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #lengths: Uint32Array;
  /** Buckets with at least two rows left. */
  #openBuckets: Uint32Array;

  constructor({ rows, starts }: Buckets, kept: Uint8Array) {
    this.#rows = rows.slice();
    this.#starts = starts.slice(0, -1);
    this.#lengths = new Uint32Array(starts.length - 1);
    const open = new U32List();
    for (let bucket = 0; bucket + 1 < starts.length; bucket++) {
      let end = starts[bucket]!;
      for (let i = end; i < starts[bucket + 1]!; i++) {
        if (kept[rows[i]!]) this.#rows[end++] = rows[i]!;
      }
      this.#lengths[bucket] = end - starts[bucket]!;
      if (this.#lengths[bucket]! > 1) open.push(bucket);
    }
    this.#openBuckets = open.view();
  }

  get open(): number {
    return this.#openBuckets.length;
  }

  /** The (leader, row) pairs of all buckets that no one has asked about; marks them pending. */
  unknownPairs(
    cache: PairCache,
    comparable: LeaderLimits["comparable"],
  ): { left: Uint32Array; right: Uint32Array } {
    const left = new U32List();
    const right = new U32List();
    for (const bucket of this.#openBuckets) {
      const start = this.#starts[bucket]!;
      const leader = this.#rows[start]!;
      for (let i = start + 1; i < start + this.#lengths[bucket]!; i++) {
        const row = this.#rows[i]!;
        if (cache.get(leader, row) !== UNKNOWN) continue;
        const may = comparable(leader, row);
        cache.set(leader, row, may ? PENDING : DIFFERENT);
        if (!may) continue;
        left.push(leader);
        right.push(row);
      }
    }
    return { left: left.view(), right: right.view() };
  }

  /** Drops each leader and the rows similar to it. */
  advance(cache: PairCache): void {
    const open = new U32List();
    for (const bucket of this.#openBuckets) {
      const start = this.#starts[bucket]!;
      const leader = this.#rows[start]!;
      let end = start + 1;
      for (let i = start + 1; i < start + this.#lengths[bucket]!; i++) {
        const row = this.#rows[i]!;
        if (cache.get(leader, row) === DIFFERENT) this.#rows[end++] = row;
      }
      this.#starts[bucket] = start + 1;
      this.#lengths[bucket] = end - start - 1;
      if (this.#lengths[bucket] > 1) open.push(bucket);
    }
    this.#openBuckets = open.view();
  }
}
