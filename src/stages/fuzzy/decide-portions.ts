import type { Device } from "../../graph/device.ts";
import type { Ranks } from "../ranks.ts";
import type { Removals } from "../removals.ts";
import type { FinishRequest } from "../stage.ts";
import type { BucketSet } from "./bucket-set.ts";
import { componentPasses } from "./component-passes.ts";
import { Islands, type Portion } from "./islands.ts";
import { BUILD_PHASE, VERIFY_PHASE } from "./jaccard-verifier.ts";
import { type LeaderLimits, leaderPasses } from "./leader-passes.ts";
import type { FuzzyValues } from "./settings.ts";
import type { Verifier } from "./verifier.ts";

interface Deciding {
  readonly device: Device;
  readonly request: FinishRequest;
  readonly ranks: Ranks;
  readonly verifier: Verifier;
  readonly values: FuzzyValues;
  readonly removals: Removals;
}

/** What is counted while portions are decided, for the manifest. */
type Counts = Record<string, number | boolean>;

/**
 * Decides on the buckets, portion by portion, of as many texts as the verifier holds: what is known
 * of pairs is forgotten with their portion. Ranks that are not linked to any of `asked` are left out.
 */
export async function decidePortions(
  deciding: Deciding,
  buckets: BucketSet,
  asked?: Uint8Array,
): Promise<Counts> {
  const { request, ranks, verifier, values } = deciding;
  const islands = new Islands(buckets, request.states.rowCount, asked);
  const { weights, bytes } = await weigh(request, ranks, islands, verifier);
  const components = values.clusters === "components";
  const counts: Counts = components
    ? { pairsVerified: 0, belowThreshold: 0 }
    : { passes: 1, converged: true, pairsVerified: 0 };
  request.start(BUILD_PHASE, "rows");
  verifier.expect(bytes);
  let verifying = false;
  for (const portion of islands.portions(weights, verifier.capacity)) {
    request.signal?.throwIfAborted();
    await verifier.prepare(portion.ranks);
    if (!verifying) request.start(VERIFY_PHASE, "pairs");
    verifying = true;
    if (components) await removeComponents(deciding, portion, counts);
    else await removeSimilar(deciding, portion, counts);
  }
  request.end(BUILD_PHASE);
  if (!verifying) request.start(VERIFY_PHASE, "pairs");
  request.end(VERIFY_PHASE);
  return counts;
}

/** What each island takes of the verifier's capacity, and the bytes of all their texts. */
async function weigh(
  { states }: FinishRequest,
  ranks: Ranks,
  islands: Islands,
  verifier: Verifier,
): Promise<{ weights: Float64Array; bytes: number }> {
  const weights = new Float64Array(islands.count);
  let bytes = 0;
  for await (const { start, rowCount, columns } of states.stretches(["textLengths"])) {
    const lengths = columns[0]!;
    for (let i = 0; i < rowCount; i++) {
      const island = islands.of(ranks.rank(start + i));
      if (island < 0) continue;
      weights[island]! += verifier.bytesOf(lengths[i]!);
      bytes += lengths[i]!;
    }
  }
  return { weights, bytes };
}

function limitsOf({ request, ranks, values }: Deciding, portion: Portion): LeaderLimits {
  const { groups, indexRows, amongNew, signal } = request;
  const leaders = values.exactCandidates ? Number.POSITIVE_INFINITY : values.leaders;
  if (amongNew && !groups) return { leaders, signal };
  const groupOf = (position: number): number => groups![ranks.row(portion.ranks[position]!)]!;
  return {
    leaders,
    comparable: (left, right) =>
      (amongNew || portion.ranks[left]! < indexRows) &&
      (!groups || groupOf(left) === groupOf(right)),
    signal,
  };
}

/** Each row that is not kept goes with the kept row it is most similar to. */
async function removeSimilar(deciding: Deciding, portion: Portion, counts: Counts): Promise<void> {
  const { device, verifier, removals } = deciding;
  const { ranks, buckets } = portion;
  const limits = limitsOf(deciding, portion);
  const found = await leaderPasses(device, buckets, ranks.length, verifier, limits);
  const { kept, edges } = found;
  const best = edges.best(ranks.length, kept);
  ranks.forEach((rank, position) => {
    if (kept[position]) return;
    const edge = best[position]!;
    removals.remove(rank, ranks[edges.lower.at(edge)]!, edges.similarity(edge));
  });
  counts["passes"] = Math.max(Number(counts["passes"]), found.passes);
  counts["converged"] = counts["converged"] === true && found.converged;
  counts["pairsVerified"] = Number(counts["pairsVerified"]) + found.pairsVerified;
}

/** Each component keeps its least row; the similarities to it are measured, not assumed. */
async function removeComponents(
  deciding: Deciding,
  portion: Portion,
  counts: Counts,
): Promise<void> {
  const { device, verifier, removals } = deciding;
  const { ranks, bands } = portion;
  const limits = limitsOf(deciding, portion);
  const { labels, pairsVerified } = await componentPasses(device, bands, ranks.length, verifier, {
    ...limits,
    leaders: limits.leaders * 2,
  });
  const removed = Uint32Array.from(labels.keys()).filter(
    (position) => labels[position] !== position,
  );
  const kept = removed.map((position) => labels[position]!);
  const { similar, shared, union } = await verifier.verify(kept, removed);
  let below = 0;
  for (let pair = 0; pair < removed.length; pair++) {
    if (!similar[pair]) below++;
    removals.remove(ranks[removed[pair]!]!, ranks[kept[pair]!]!, shared[pair]! / union[pair]!);
  }
  counts["pairsVerified"] = Number(counts["pairsVerified"]) + pairsVerified;
  counts["belowThreshold"] = Number(counts["belowThreshold"]) + below;
}
