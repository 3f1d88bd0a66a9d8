import { OptionError } from "../core/errors.ts";
import { countOnes } from "../core/mask.ts";
import { distinctValues, positionIn } from "../core/sorted.ts";
import type { TextColumn } from "../core/text-column.ts";
import { NULL_TEXT } from "../core/text-column.ts";
import { concatWords } from "../core/words.ts";
import type { Device } from "../graph/device.ts";
import { bandRecall } from "../ops/choose-bands.ts";
import { normalizeText } from "../ops/normalize-text.ts";
import { normalizeSteps } from "./dedup-options.ts";
import { equalTexts } from "./equal-texts.ts";
import { FIND_PHASE, bandBuckets } from "./fuzzy/band-buckets.ts";
import type { Buckets } from "./fuzzy/bucket-set.ts";
import { decidePortions } from "./fuzzy/decide-portions.ts";
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
  const { states } = request;
  request.start(FIND_PHASE, "keys");
  const { bands } = settings;
  const ranks = new Ranks(request);
  const { mask, emptyTexts } = await rowsWithText(request);
  // Of each row the hash of its text, and of each distinct text the bands.
  const hashes = countOnes(mask);
  request.start(FIND_PHASE, "keys", { items: hashes * (1 + bands) });
  const first = await equalTexts(request, ranks, mask, (rows) =>
    request.advance(FIND_PHASE, rows, rows * 8),
  );
  for (let rank = 0; rank < first.length; rank++) {
    if (first[rank] !== rank) mask[ranks.row(rank)] = 0;
  }
  const count = countOnes(mask);
  request.start(FIND_PHASE, "keys", { items: hashes + count * bands });
  const found = await bandBuckets(device, request, ranks, mask, { count, bands });
  request.end(FIND_PHASE);

  const removals = new Removals(ranks, states.rowCount);
  await using verifier = openVerifier(device, request, ranks, settings, values);
  const deciding = { device, request, ranks, verifier, values, removals };
  const notes: Record<string, unknown> = {
    ...settings,
    verify: values.verify,
    emptyTexts,
    predictedRecall: bandRecall(settings.threshold, settings),
    ...(await decidePortions(deciding, found, withFirsts(request.asked, first))),
  };
  if (values.measureRecall) {
    await using tiles = new ShingleTiles(device, settings);
    const distinct = ranks.of(mask);
    notes["measuredRecall"] = await measureRecall(request, ranks, distinct, tiles, settings);
  }
  first.forEach((other, rank) => {
    if (other !== rank) removals.removeCopy(rank, other);
  });
  const decisions = removals.finish(notes);
  if (values.verify !== "jaccard") return decisions;
  // A component falls apart into parts of itself, whatever else is in its buckets.
  const shared = values.clusters === "components" ? noBuckets : found.buckets;
  return {
    ...decisions,
    revisable: revisableRows(decisions, copiesOf(first, ranks), shared, ranks),
  };
}

/** Also those whose fate the asked ones share. With an index the ranks are the rows. */
function withFirsts(asked: Uint8Array | undefined, first: Uint32Array): Uint8Array | undefined {
  const all = asked?.slice();
  asked?.forEach((value, row) => {
    if (value) all![first[row]!] = 1;
  });
  return all;
}

const noBuckets: Buckets = { rows: new Uint32Array(0), starts: new Uint32Array(1) };

/** 1 for the rows to decide on: those that are in and have a shingle. */
async function rowsWithText({
  states,
  alive,
}: FinishRequest): Promise<{ mask: Uint8Array; emptyTexts: number }> {
  const mask = alive.slice();
  let emptyTexts = 0;
  for await (const { start, rowCount, columns } of states.stretches(["shingles"])) {
    const shingles = columns[0]!;
    for (let i = 0; i < rowCount; i++) {
      if (shingles[i]! > 0) continue;
      emptyTexts += mask[start + i]!;
      mask[start + i] = 0;
    }
  }
  return { mask, emptyTexts };
}

/**
 * By row: the row with the same text that is preferred, plus one; 0 where there is none. `first` is
 * used up.
 */
function copiesOf(first: Uint32Array, ranks: Ranks): Uint32Array {
  if (ranks.areRows) {
    first.forEach((other, row) => (first[row] = other === row ? 0 : other + 1));
    return first;
  }
  const copyOf = new Uint32Array(first.length);
  first.forEach((other, rank) => {
    if (other !== rank) copyOf[ranks.row(rank)] = ranks.row(other) + 1;
  });
  return copyOf;
}

function openVerifier(
  device: Device,
  request: FinishRequest,
  ranks: Ranks,
  settings: FuzzySettings,
  { verify }: FuzzyValues,
): Verifier {
  if (verify === "jaccard") return new JaccardVerifier(device, request, ranks, settings);
  const thresholdPerMille = verify === "none" ? 0 : Math.round(settings.threshold * 1000);
  return signatureVerifier(request.states, settings.slots, ranks, thresholdPerMille);
}

async function similarities(
  device: Device,
  states: RowStates,
  left: Uint32Array,
  right: Uint32Array,
  settings: FuzzySettings,
): Promise<Float64Array> {
  const ranks = new Ranks({ preference: undefined });
  const request = { states, start() {}, advance() {}, end() {} };
  await using verifier = new JaccardVerifier(device, request, ranks, settings);
  const rows = distinctValues(concatWords([left, right]));
  const positions = (values: Uint32Array): Uint32Array =>
    values.map((row) => positionIn(rows, row));
  await verifier.prepare(rows);
  const result = new Float64Array(left.length);
  const { shared, union } = await verifier.verify(positions(left), positions(right));
  for (let pair = 0; pair < left.length; pair++) {
    result[pair] = union[pair] === 0 ? 0 : shared[pair]! / union[pair]!;
  }
  return result;
}
