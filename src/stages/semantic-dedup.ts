import { SchemaError } from "../core/errors.ts";
import type { Device } from "../graph/device.ts";
import { PairFinder } from "../ops/pair-finder.ts";
import { Ranks } from "./ranks.ts";
import { Removals } from "./removals.ts";
import { bucketsOf } from "./semantic/buckets.ts";
import { type Clusters, clusterRows } from "./semantic/clusters.ts";
import { componentPasses } from "./semantic/component-passes.ts";
import { equalVectors } from "./semantic/equal-vectors.ts";
import { greedyPasses } from "./semantic/greedy-passes.ts";
import { wholeRows } from "./semantic/filter-rows.ts";
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
  refusesIndex({ exact, components }) {
    if (components) {
      return {
        message: "Components cannot be continued by an index.",
        rule: "a new row can connect two rows that earlier runs have kept and written",
        fix: "leave out --components",
      };
    }
    if (exact) return undefined;
    return {
      message: "Only runs that compare all pairs can be continued by an index.",
      rule: "clusters of all rows are others than those of the rows of earlier runs",
      fix: "--exact",
    };
  },
  async open(device, values) {
    /** Numbers in a vector of this run, once one was seen. */
    let dims: number | undefined;
    return {
      async observe(texts, vectors) {
        const { rowCount, valid, values: numbers } = vectors!;
        if (rowCount > 0) dims = vectors!.dims;
        const vector = new Uint32Array(numbers.slice().buffer);
        const has = valid ? Uint32Array.from(valid) : new Uint32Array(rowCount).fill(1);
        return { state: { vector, has }, texts };
      },
      finish: async (request) =>
        await finish(device, request, values, await vectorsOf(request.states, values, dims)),
      similarities: async (states, left, right) =>
        cosines(await vectorsOf(states, values, dims), left, right),
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
  const { states, alive, groups, indexRows, amongNew, signal, start, advance, end } = request;
  const { dims } = vectors.matrix;
  const usable = alive.map((live, row) => (live && vectors.usable(row) ? 1 : 0));
  const rows = new Ranks({ preference: undefined }).of(usable);
  const least = 1 - values.eps;
  const k = clusterCount(values, rows.length);

  start(CLUSTER_PHASE, "rows", { items: k > 1 ? rows.length : 0 });
  let clusters: Clusters | undefined;
  if (k > 1) {
    clusters = await clusterRows(device, vectors, rows, {
      ...values,
      k,
      least,
      signal,
      onAssigned: (count) => advance(CLUSTER_PHASE, count, 0),
    });
  }
  end(CLUSTER_PHASE);

  const byCentre =
    values.keep === "farthest" || values.keep === "nearest" ? values.keep : undefined;
  const preference = byCentre ? byDistance(vectors, rows, clusters, byCentre) : request.preference;
  const ranks = new Ranks({ preference });
  const candidates = ranks.of(usable);
  const representative = equalVectors(vectors, request, ranks, candidates);
  const distinct = candidates.filter((rank) => representative[rank] === rank);
  const buckets = bucketsOf(distinct, ranks, clusters, groups);
  start(COMPARE_PHASE, "rows", { items: buckets.reduce((sum, list) => sum + list.length, 0) });
  await using finder = new PairFinder(device);
  const source: PairSource = {
    finder,
    rows: clusters ? wholeRows(vectors, least) : await sketchRows(device, vectors, rows, least),
    vectors,
    ranks,
    least,
    aloneFrom: amongNew ? Number.POSITIVE_INFINITY : indexRows,
    signal,
    onCompared: (count) => advance(COMPARE_PHASE, count, 0),
  };
  const removals = new Removals(ranks, states.rowCount);
  const notes: Record<string, unknown> = {
    eps: values.eps,
    threshold: least,
    dims,
    clusters: k,
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
  return removals.finish(notes);
}

/** All vectors; those of an index must be as long as those of the run, `dims` where that is known. */
async function vectorsOf(
  states: RowStates,
  { embedding }: SemanticValues,
  dims: number | undefined,
): Promise<Vectors> {
  const { rowCount } = states;
  const words = await states.column("vector");
  const length = rowCount === 0 ? 0 : words.length / rowCount;
  if (!Number.isInteger(length) || length !== (dims ?? length)) {
    const own = dims === undefined ? "" : `, ${dims} numbers,`;
    throw new SchemaError(
      embedding,
      `The vectors of "${embedding}"${own} are not as long as those of the index.`,
      {
        rule: "an index serves vectors of one length, made by one model",
        fix: "embed with the model of the index, or use another --index for these",
      },
    );
  }
  const values = new Float32Array(words.buffer, words.byteOffset, words.length);
  return new Vectors({ rowCount, dims: length, values }, await states.column("has"));
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
