import type { Device } from "../../graph/device.ts";
import { keepRows } from "../../ops/keep-rows.ts";
import type { Buckets } from "./bucket-set.ts";
import { Edges } from "./edges.ts";
import { LeaderLists } from "./leader-lists.ts";
import { PairCache } from "./pair-cache.ts";
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
  /** Whether two ranks may be duplicates at all; `left` is the preferred one. Absent: any may. */
  readonly comparable?: (left: number, right: number) => boolean;
  readonly signal: AbortSignal | undefined;
}

const MAX_PASSES = 16;
/** Pairs remembered at least; more of them where more are similar. */
const MIN_REMEMBERED = 2 ** 20;

/**
 * Kept-row removal: in each bucket the first kept rows, up to `leaders` of them, are compared with
 * the rest; a row similar to a leader leaves the list. The least row without a kept lower neighbour
 * stays, and the passes repeat with the rows still kept until nothing changes. With `leaders`
 * infinite the result is that of comparing all pairs of each bucket.
 *
 * In a pass no bucket depends on another: as many are gone through at a time, from their first
 * leader to their last, as have rows that the verifier holds.
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
  const lists = new LeaderLists(buckets, rowCount);
  let kept: Uint8Array = new Uint8Array(rowCount).fill(1);
  let passes = 0;
  let converged = false;
  let pairsVerified = 0;
  while (!converged && passes < MAX_PASSES) {
    if (passes++ > 0) lists.restart(kept);
    while (lists.open(verifier)) {
      for (let leader = 0; leader < leaders && lists.hasOpen; leader++) {
        signal?.throwIfAborted();
        const known = cache.size;
        const { left, right } = lists.unknownPairs(cache, comparable);
        pairsVerified += left.length;
        const { similar, shared, union } = await verifier.verify(left, right);
        cache.settle(known, similar);
        for (let pair = 0; pair < left.length; pair++) {
          if (similar[pair]) edges.add(left[pair]!, right[pair]!, shared[pair]!, union[pair]!);
        }
        lists.advance(cache);
        // Asking again about pairs that differ costs time; remembering all of them, memory.
        if (cache.size > Math.max(MIN_REMEMBERED, 2 * edges.length)) cache.forgetDifferent();
      }
    }
    const next = await keepRows(
      device,
      { lower: edges.lower.view(), higher: edges.higher.view() },
      rowCount,
      signal,
    );
    converged = sameBytes(next, kept);
    kept = next;
  }
  return { kept, edges, passes, converged, pairsVerified };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
