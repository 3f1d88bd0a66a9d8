import { positionsOf } from "../core/mask.ts";
import type { Device } from "../graph/device.ts";
import { PairFinder } from "../ops/pair-finder.ts";
import { Ranks } from "./ranks.ts";
import { Removals } from "./removals.ts";
import { bucketsOf } from "./semantic/buckets.ts";
import { assignRows, type Clusters, fitCentres } from "./semantic/clusters.ts";
import { componentPasses } from "./semantic/component-passes.ts";
import { equalVectors } from "./semantic/equal-vectors.ts";
import { greedyPasses } from "./semantic/greedy-passes.ts";
import { wholeRows } from "./semantic/filter-rows.ts";
import { KnownRows } from "./semantic/index-memory.ts";
import { measureRecall } from "./semantic/measure-recall.ts";
import type { PairSource } from "./semantic/pair-source.ts";
import { byDistance } from "./semantic/preference.ts";
import {
  checkSemantic,
  clusterCount,
  semanticOptions,
  type SemanticValues,
} from "./semantic/settings.ts";
import { sketchRows } from "./semantic/sketch-rows.ts";
import { Vectors } from "./semantic/vectors.ts";
import type { Decisions, FinishRequest, RowStates } from "./stage.ts";
import { defineStage } from "./stage.ts";

const CLUSTER_PHASE = "Find clusters";
const COMPARE_PHASE = "Compare vectors";

/** Removes rows whose vectors point nearly the same way: exact cosines decide. */
export const semanticDedup = defineStage({
  name: "semantic-dedup",
  doc: "Remove rows that mean nearly the same",
  options: semanticOptions,
  phases: [CLUSTER_PHASE, COMPARE_PHASE],
  measure: "degree",
  compares(options) {
    checkSemantic(options);
    return options.column === undefined ? [] : [options.column];
  },
  vectors: ({ embedding }) => embedding,
  refusesIndex({ components }) {
    if (!components) return undefined;
    return {
      message: "Components cannot be continued by an index.",
      rule: "a new row can connect two rows that earlier runs have kept and written",
      fix: "leave out --components",
    };
  },
  async open(device, values) {
    const vectorsOf = async (states: RowStates): Promise<Vectors> =>
      new Vectors(await states.vectors(values.embedding));
    return {
      observe: async (texts) => ({ state: {}, texts }),
      finish: async (request) =>
        await finish(device, request, values, await vectorsOf(request.states)),
      similarities: async (states, left, right) => cosines(await vectorsOf(states), left, right),
      async [Symbol.asyncDispose]() {},
    };
  },
});

async function finish(
  device: Device,
  request: FinishRequest,
  values: SemanticValues,
  vectors: Vectors,
): Promise<Decisions> {
  const { states, alive, groups, indexRows, earlier = [], amongNew, signal } = request;
  const { start, advance, end } = request;
  const { dims } = vectors.matrix;
  const known = new KnownRows(earlier, indexRows, dims);
  const takesPart = (row: number): boolean =>
    vectors.usable(row) && (row >= indexRows || known.has(row));
  const usable = alive.map((live, row) => (live && takesPart(row) ? 1 : 0));
  const rows = positionsOf(usable, 1);
  const least = 1 - values.eps;
  const clusters = await clustersOf(device, request, values, { vectors, known, rows, takesPart });

  const byCentre =
    values.keep === "farthest" || values.keep === "nearest" ? values.keep : undefined;
  const preference = byCentre ? byDistance(vectors, rows, clusters, byCentre) : request.preference;
  const ranks = new Ranks({ preference });
  const candidates = ranks.of(usable);
  const representative = equalVectors(vectors, request, ranks, candidates);
  const distinct = candidates.filter(
    (rank) => representative[rank] === rank && (rank >= indexRows || known.stayed(rank)),
  );
  const buckets = bucketsOf(distinct, ranks, clusters, groups);
  start(COMPARE_PHASE, "rows", { items: buckets.reduce((sum, list) => sum + list.length, 0) });
  await using finder = new PairFinder(device);
  const source: PairSource = {
    finder,
    rows: clusters
      ? wholeRows(device, vectors, least)
      : await sketchRows(device, vectors, rows, least),
    vectors,
    ranks,
    least,
    settledBelow: indexRows,
    aloneFrom: amongNew ? Number.POSITIVE_INFINITY : indexRows,
    signal,
    onCompared: (count) => advance(COMPARE_PHASE, count, 0),
  };
  const removals = new Removals(ranks, states.rowCount);
  for (const row of candidates) {
    if (row >= indexRows) break;
    const kept = known.keptFor(row);
    if (kept !== undefined) removals.remove(row, kept, vectors.cosine(row, kept));
  }
  const notes: Record<string, unknown> = {
    eps: values.eps,
    threshold: least,
    dims,
    clusters: clusters?.centres.rowCount ?? 1,
    ...(clusters && { probes: clusters.probes, covered: clusters.covered }),
    unusable: vectors.unusable(alive),
  };
  if (values.components) {
    const found = await componentPasses(source, buckets, states.rowCount);
    notes["pairsVerified"] = found.pairsVerified;
    notes["belowThreshold"] = removeComponents(found.labels, distinct, source, removals);
  } else {
    const found = await greedyPasses(device, source, buckets, states.rowCount);
    const best = found.edges.best(states.rowCount, found.kept);
    for (const rank of distinct) {
      if (found.kept[rank]) continue;
      const edge = best[rank]!;
      const similarity = found.edges.similarity.view()[edge]!;
      removals.remove(rank, found.edges.lower.view()[edge]!, similarity);
    }
    const { passes, converged, pairsVerified } = found;
    Object.assign(notes, { passes, converged, pairsVerified });
  }
  for (const rank of candidates) {
    if (representative[rank] !== rank) removals.removeCopy(rank, representative[rank]!);
  }
  if (values.measureRecall) {
    const comparable = (a: number, b: number): boolean =>
      (amongNew || Math.min(a, b) < indexRows) &&
      (!groups || groups[ranks.row(a)] === groups[ranks.row(b)]);
    notes["measuredRecall"] = await measureRecall(source, ranks, candidates, clusters, comparable);
  }
  end(COMPARE_PHASE);
  const decisions = removals.finish(notes);
  if (!request.earlier) return decisions;
  return { ...decisions, memory: known.memoryOf(alive, decisions, clusters) };
}

interface Clusterable {
  readonly vectors: Vectors;
  readonly known: KnownRows;
  /** The rows to decide on. */
  readonly rows: Uint32Array;
  /** Whether a row is compared in this run, or can be in a later one. */
  takesPart(row: number): boolean;
}

/** The clusters of all rows, those of an index where it has some; undefined for all pairs. */
async function clustersOf(
  device: Device,
  { alive, indexRows, signal, start, advance, end }: FinishRequest,
  values: SemanticValues,
  { vectors, known, rows, takesPart }: Clusterable,
): Promise<Clusters | undefined> {
  const k = clusterCount(values, rows.length);
  if (!known.centres && k === 1) {
    start(CLUSTER_PHASE, "rows", { items: 0 });
    end(CLUSTER_PHASE);
    return undefined;
  }
  const first = known.centres ? indexRows : 0;
  const fresh = positionsOf(
    alive.map((live, row) => (row >= first && (live || row < indexRows) && takesPart(row) ? 1 : 0)),
    1,
  );
  start(CLUSTER_PHASE, "rows", { items: fresh.length });
  const centres =
    known.centres ?? (await fitCentres(device, vectors, rows, { k, seed: values.seed, signal }));
  const clusters = await assignRows(device, vectors, fresh, centres, {
    probes: values.probes,
    known: known.lists,
    least: 1 - values.eps,
    signal,
    onAssigned: (count) => advance(CLUSTER_PHASE, count, 0),
  });
  end(CLUSTER_PHASE);
  return clusters;
}

/** Each component keeps its least rank; the similarities to it are measured, not assumed. */
function removeComponents(
  labels: Uint32Array,
  distinct: Uint32Array,
  { vectors, ranks, least }: PairSource,
  removals: Removals,
): number {
  let below = 0;
  for (const rank of distinct) {
    const kept = labels[rank]!;
    if (kept === rank) continue;
    const similarity = vectors.cosine(ranks.row(rank), ranks.row(kept));
    if (similarity < least) below++;
    removals.remove(rank, kept, similarity);
  }
  return below;
}

/** The cosine of each pair of rows; 0 where one of them has no direction. */
function cosines(vectors: Vectors, left: Uint32Array, right: Uint32Array): Float64Array {
  return Float64Array.from(left, (row, i) => {
    const usable = vectors.usable(row) && vectors.usable(right[i]!);
    return usable ? vectors.cosine(row, right[i]!) : 0;
  });
}
