import { OptionError } from "../core/errors.ts";
import { positionsOf } from "../core/mask.ts";
import type { TextColumn } from "../core/text-column.ts";
import { NULL_TEXT } from "../core/text-column.ts";
import type { Device } from "../graph/device.ts";
import { bandRecall } from "../ops/choose-bands.ts";
import { normalizeText } from "../ops/normalize-text.ts";
import { normalizeSteps } from "./dedup-options.ts";
import { equalTexts } from "./equal-texts.ts";
import { FIND_PHASE, bandBuckets, concatBuckets } from "./fuzzy/band-buckets.ts";
import { componentPasses } from "./fuzzy/component-passes.ts";
import type { Edges } from "./fuzzy/edges.ts";
import type { Buckets } from "./fuzzy/leader-passes.ts";
import { leaderPasses } from "./fuzzy/leader-passes.ts";
import type { FuzzySettings, FuzzyValues } from "./fuzzy/settings.ts";
import { fuzzyOptions, fuzzySettings } from "./fuzzy/settings.ts";
import { Signer } from "./fuzzy/signer.ts";
import { BUILD_PHASE, JaccardVerifier, VERIFY_PHASE } from "./fuzzy/jaccard-verifier.ts";
import { measureRecall } from "./fuzzy/measure-recall.ts";
import { revisableRows } from "./fuzzy/revisable-rows.ts";
import { ShingleTiles } from "./fuzzy/shingle-tile.ts";
import { signatureVerifier } from "./fuzzy/signature-verifier.ts";
import type { Verifier } from "./fuzzy/verifier.ts";
import { Ranks } from "./ranks.ts";
import { Removals } from "./removals.ts";
import type { Decisions, FinishRequest, RowState, RowStates } from "./stage.ts";
import { defineStage } from "./stage.ts";

/** Removes rows that are nearly equal: MinHash signatures find them, exact Jaccard decides. */
export const fuzzyDedup = defineStage({
  name: "fuzzy-dedup",
  doc: "Remove rows that are nearly equal",
  options: fuzzyOptions,
  phases: [FIND_PHASE, BUILD_PHASE, VERIFY_PHASE],
  measure: "degree",
  describe: fuzzySettings,
  compares({ column }) {
    if (column !== undefined) return [column];
    throw new OptionError("fuzzy-dedup.column", "No text column is named.", {
      rule: "fuzzy-dedup compares one text column",
      fix: "--column NAME",
    });
  },
  async open(device, values) {
    const settings = fuzzySettings(values);
    const steps = normalizeSteps(values.normalize);
    const signer = new Signer(device, settings, values.verify !== "jaccard");
    return {
      async observe(given) {
        const texts = normalizeText(given, steps);
        const state = await signer.sign(texts);
        return { state: withoutNulls(given, state), texts };
      },
      async finish(request) {
        await signer.release();
        return await finish(device, request, settings, values);
      },
      similarities: (states, left, right) => similarities(device, states, left, right, settings),
      [Symbol.asyncDispose]: () => signer[Symbol.asyncDispose](),
    };
  },
});

/** Nulls have no shingles, whatever stands for them: they are kept and counted. */
function withoutNulls({ rowCount, offsets, words }: TextColumn, state: RowState): RowState {
  const bytes = new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  for (let row = 0; row < rowCount; row++) {
    const start = offsets[row]!;
    const isNull = offsets[row + 1]! - start === 1 && bytes[start] === NULL_TEXT;
    if (isNull) state["shingles"]![row] = 0;
  }
  return state;
}

async function finish(
  device: Device,
  request: FinishRequest,
  settings: FuzzySettings,
  values: FuzzyValues,
): Promise<Decisions> {
  const { states, alive, signal } = request;
  request.start(FIND_PHASE, "keys");
  const ranks = new Ranks(request);
  const shingles = await states.column("shingles");
  const hasText = alive.map((live, row) => (live && shingles[row]! > 0 ? 1 : 0));
  const candidates = ranks.of(hasText);
  const representative = await equalTexts(device, request, ranks, candidates);
  const distinct = candidates.filter((rank) => representative[rank] === rank);

  const bands: Buckets[] = [];
  for await (const band of bandBuckets(device, request, ranks, distinct, settings.bands)) {
    bands.push(band);
  }
  request.end(FIND_PHASE);
  await using verifier = await openVerifier(device, request, ranks, settings, values);
  await verifier.prepare(occurring(bands, states.rowCount));
  request.start(VERIFY_PHASE, "pairs");

  const leaders = values.exactCandidates ? Number.POSITIVE_INFINITY : values.leaders;
  const removals = new Removals(ranks, states.rowCount);
  const notes: Record<string, unknown> = {
    ...settings,
    verify: values.verify,
    emptyTexts: alive.reduce((sum, live, row) => sum + (live && shingles[row] === 0 ? 1 : 0), 0),
    predictedRecall: bandRecall(settings.threshold, settings),
  };
  const { groups, indexRows, amongNew } = request;
  const comparable = (left: number, right: number): boolean =>
    (amongNew || left < indexRows) &&
    (!groups || groups[ranks.row(left)] === groups[ranks.row(right)]);
  if (values.clusters === "components") {
    const limits = { leaders: leaders * 2, comparable, signal };
    const found = await componentPasses(device, bands, states.rowCount, verifier, limits);
    notes["pairsVerified"] = found.pairsVerified;
    notes["belowThreshold"] = await removeComponents(found.labels, distinct, verifier, removals);
  } else {
    const all = concatBuckets(bands);
    const limits = { leaders, comparable, signal };
    const found = await leaderPasses(device, all, states.rowCount, verifier, limits);
    removeSimilar(found.kept, found.edges, distinct, removals);
    const { passes, converged, pairsVerified } = found;
    Object.assign(notes, { passes, converged, pairsVerified });
  }
  if (values.measureRecall) {
    await using tiles = new ShingleTiles(device, settings);
    notes["measuredRecall"] = await measureRecall(request, ranks, distinct, tiles, settings);
  }
  const copyOf = new Uint32Array(states.rowCount);
  for (const rank of candidates) {
    const first = representative[rank]!;
    if (first === rank) continue;
    removals.removeCopy(rank, first);
    copyOf[ranks.row(rank)] = ranks.row(first) + 1;
  }
  const decisions = removals.finish(notes);
  if (values.verify !== "jaccard") return decisions;
  // A component falls apart into parts of itself, whatever else is in its buckets.
  const shared = values.clusters === "components" ? [] : bands;
  return { ...decisions, revisable: revisableRows(decisions, copyOf, shared, ranks) };
}

async function openVerifier(
  device: Device,
  request: FinishRequest,
  ranks: Ranks,
  settings: FuzzySettings,
  { verify }: FuzzyValues,
): Promise<Verifier> {
  const { states } = request;
  if (verify === "jaccard") {
    return new JaccardVerifier(device, request, ranks, await states.textLengths(), settings);
  }
  const signatures = await states.column("signature");
  const thresholdPerMille = verify === "none" ? 0 : Math.round(settings.threshold * 1000);
  return signatureVerifier(signatures, settings.slots, ranks, thresholdPerMille);
}

async function similarities(
  device: Device,
  states: RowStates,
  left: Uint32Array,
  right: Uint32Array,
  settings: FuzzySettings,
): Promise<Float64Array> {
  const ranks = new Ranks({ preference: undefined });
  const lengths = await states.textLengths();
  const request = { states, start() {}, advance() {}, end() {} };
  await using verifier = new JaccardVerifier(device, request, ranks, lengths, settings);
  const result = new Float64Array(left.length);
  await verifier.verify(left, right, (pair, _, shared, union) => {
    result[pair] = union === 0 ? 0 : shared / union;
  });
  return result;
}

/** The ranks that occur in any bucket, ascending. */
function occurring(bands: readonly Buckets[], rowCount: number): Uint32Array {
  const marks = new Uint8Array(rowCount);
  for (const { rows } of bands) for (const rank of rows) marks[rank] = 1;
  return positionsOf(marks, 1);
}

/** Each row that is not kept goes with the kept row it is most similar to. */
function removeSimilar(
  kept: Uint8Array,
  edges: Edges,
  distinct: Uint32Array,
  removals: Removals,
): void {
  const best = edges.best(kept.length, kept);
  for (const rank of distinct) {
    if (kept[rank]) continue;
    const edge = best[rank]!;
    removals.remove(rank, edges.lower.view()[edge]!, edges.similarity(edge));
  }
}

/** Each component keeps its least row; the similarities to it are measured, not assumed. */
async function removeComponents(
  labels: Uint32Array,
  distinct: Uint32Array,
  verifier: Verifier,
  removals: Removals,
): Promise<number> {
  const removed = distinct.filter((rank) => labels[rank] !== rank);
  const kept = removed.map((rank) => labels[rank]!);
  let below = 0;
  await verifier.verify(kept, removed, (pair, similar, shared, union) => {
    if (!similar) below++;
    removals.remove(removed[pair]!, kept[pair]!, shared / union);
  });
  return below;
}
