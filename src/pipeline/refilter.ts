import { join } from "node:path";
import { countOnes, positionsOf } from "../core/mask.ts";
import type { TextColumn } from "../core/text-column.ts";
import { textBytes } from "../core/text-column.ts";
import { version } from "../core/version.ts";
import { nodePlatform } from "../runtime/node-platform.ts";
import { openDevice } from "../runtime/open-device.ts";
import type { Decisions, RowStates } from "../stages/stage.ts";
import { silent } from "../telemetry/progress.ts";
import { clusterSizes, largestSize } from "./cluster-sizes.ts";
import { type Decided, decide, type OpenStage, type Removed } from "./decide.ts";
import { Digester } from "./digester.ts";
import { earlierRun, type EarlierRun, requireUnchanged } from "./earlier-run.ts";
import { READ_PHASE } from "./observe.ts";
import { openStages, readColumns } from "./parse-stages.ts";
import { PhaseLog } from "./phase-log.ts";
import { plannedInputs } from "./planned-inputs.ts";
import { publish } from "./publish.ts";
import {
  type OpenedRefilter,
  openRefilter,
  positionOf,
  REFILTER_FOLDER,
} from "./refilter-folder.ts";
import type { RunOutcome } from "./result.ts";
import { columnsToRead, type RunRequest, startOf } from "./run.ts";
import { sourceRecords } from "./source-records.ts";
import { WorkFolder } from "./work-folder.ts";

/** What is asked of results of fuzzy dedup. */
export interface Refilter {
  /** The folder of the results. */
  readonly from: string;
  /** At least that of the results. */
  readonly threshold: number;
  /** Folder for the new results. */
  readonly out: string;
}

/** How a refilter is run; nothing here changes the results. */
export type RefilterRequest = Omit<RunRequest, "resume" | "batchRows">;

/**
 * Makes the results that a stricter threshold gives from those of an earlier run: nothing is hashed
 * again, only removed rows and what they were compared with are decided on. The inputs are read
 * once, for the rows that stay.
 */
export async function refilter(
  what: Refilter,
  request: Partial<RefilterRequest> = {},
): Promise<RunOutcome> {
  const { from, threshold, out } = what;
  const { signal, force = false } = request;
  const log = new PhaseLog(request.progress ?? silent);
  const { manifest, plan, stages } = await earlierRun(from, threshold, out);
  const paths = manifest.inputs.map(({ path }) => path);
  const found = await plannedInputs({ ...plan, inputs: paths }, readColumns(stages), []);
  const inputs = { ...found, skipped: manifest.skippedFiles };
  const records = await sourceRecords(inputs.sources);
  await using digester = new Digester();
  await requireUnchanged(from, manifest, records, digester);

  const identity = { version, refilterOf: from, threshold, config: manifest.config, records };
  const folder = await WorkFolder.open(out, identity, { force, resume: !force });
  let opened: OpenedRefilter | undefined;
  try {
    opened = await openRefilter(join(from, REFILTER_FOLDER));
    const { device, reason } = await openDevice(nodePlatform, request.device);
    await using computing = device;
    const start = startOf(inputs, computing, stages);
    request.onStart?.({ ...start, phases: start.phases.filter((phase) => phase !== READ_PHASE) });
    const columns = await columnsToRead(stages, inputs);
    const running = await openStages(computing, stages);
    const readSeconds = log.seconds;
    const among = await decide(
      opened.store,
      replayed(running, opened.earlier),
      { indexRows: 0, against: "all" },
      log,
      signal,
    );
    for (const { run } of running) await run[Symbol.asyncDispose]();
    const decided = decidedOfAll(opened, among, manifest);
    const shown = removedWhere(decided.removed, opened.numbers);
    return await publish({
      plan,
      parsed: stages,
      maps: { added: [], files: {}, notes: [] },
      inputs,
      columns,
      store: publishedRows(opened),
      revision: among.revisable && {
        ...opened,
        decided: { ...among, revisable: among.revisable },
        shown,
      },
      refilterOf: from,
      index: undefined,
      decided,
      readSeconds,
      folder,
      log,
      signal,
      examples: request.examples ?? 0,
      device: { backend: computing.backend, name: computing.name, reason },
      peakDeviceBytes: computing.memory.peak,
      digester,
      inputDigests: Promise.resolve(
        manifest.inputs.map((input, i) => ({ ...input, modified: records[i]!.modified })),
      ),
    });
  } catch (error) {
    await folder.discard();
    throw error;
  } finally {
    await opened?.store.close();
  }
}

/** The stages, of which those before the last one decide as they did. */
function replayed(
  stages: readonly OpenStage[],
  { removed, kept }: OpenedRefilter["earlier"],
): OpenStage[] {
  const similarity = new Float64Array(removed.length).fill(1);
  const decisions: Decisions = { removed, kept, similarity, notes: {} };
  return stages.map((stage, i) => {
    if (i === stages.length - 1) return stage;
    const run = { ...stage.run, finish: async () => decisions };
    return { ...stage, options: { keep: "first" }, run };
  });
}

/** The decision on all rows: those decided on, those that follow them, and those that stay. */
function decidedOfAll(
  { numbers, followers, corpus }: OpenedRefilter,
  among: Decided,
  { stages: before }: EarlierRun["manifest"],
): Decided {
  const { rowCount } = corpus;
  const alive = new Uint8Array(rowCount).fill(1);
  const keptOf = new Uint32Array(rowCount);
  const similarity = new Float64Array(rowCount);
  const stageOf = new Uint8Array(rowCount);
  const remove = (row: number, kept: number, value: number, stage: number): void => {
    alive[row] = 0;
    keptOf[row] = kept;
    similarity[row] = value;
    stageOf[row] = stage;
  };
  among.removed.rows.forEach((row, i) => {
    const { kept, similarity: measured, stage } = among.removed;
    remove(numbers[row]!, numbers[kept[i]!]!, measured[i]!, stage[i]!);
  });
  followers.rows.forEach((row, i) => {
    const first = followers.firsts[i]!;
    const stage = followers.stage[i]!;
    if (alive[first]) remove(row, first, followers.similarity[i]!, stage);
    else remove(row, keptOf[first]!, similarity[first]!, stage);
  });
  const rows = positionsOf(alive, 0);
  const removed: Removed = {
    rows,
    kept: rows.map((row) => keptOf[row]!),
    similarity: Float64Array.from(rows, (row) => similarity[row]!),
    stage: Uint8Array.from(rows, (row) => stageOf[row]!),
  };
  const last = before.length - 1;
  const { seconds, notes } = among.stages[last]!;
  const kept = removed.kept.filter((_, i) => removed.stage[i] === last);
  const clusters = clusterSizes(kept);
  const rowsOut = countOnes(alive);
  const { name, rowsIn, notes: earlierNotes } = before[last]!;
  const result = {
    name,
    rowsIn,
    rowsOut,
    duplicates: rowsIn - rowsOut,
    clusters: clusters.kept.length,
    largestCluster: largestSize(clusters),
    seconds,
    notes: { ...notes, emptyTexts: earlierNotes["emptyTexts"] },
  };
  const unchanged = before.slice(0, -1).map((stage) => ({ ...stage, seconds: 0 }));
  return { alive, removed, stages: [...unchanged, result], memories: [] };
}

/** The removed rows of which the kept row is one of those listed, ascending. */
function removedWhere(removed: Removed, list: Uint32Array): Removed {
  const at = Uint32Array.from(removed.rows.keys()).filter(
    (i) => positionOf(list, removed.kept[i]!) >= 0,
  );
  return {
    rows: at.map((i) => removed.rows[i]!),
    kept: at.map((i) => removed.kept[i]!),
    similarity: Float64Array.from(at, (i) => removed.similarity[i]!),
    stage: Uint8Array.from(at, (i) => removed.stage[i]!),
  };
}

/** All rows as a run of its own would know them; texts are those of the rows decided on. */
function publishedRows({
  store,
  numbers,
  followers,
  corpus,
}: OpenedRefilter): Parameters<typeof publish>[0]["store"] {
  const positionOfText = (row: number): number => {
    const own = positionOf(numbers, row);
    if (own >= 0) return own;
    return positionOf(numbers, followers.firsts[positionOf(followers.rows, row)]!);
  };
  return {
    index: corpus,
    indexRows: 0,
    rejected: corpus.rejected,
    files: [],
    columnRows: async () => undefined,
    states(stage): RowStates {
      const states = store.states(stage);
      return {
        ...states,
        async texts(rows) {
          const positions = rows.map(positionOfText);
          const distinct = Uint32Array.from(new Set(positions)).sort();
          const texts = await states.texts(distinct);
          return repeated(
            texts,
            positions.map((position) => positionOf(distinct, position)),
          );
        },
      };
    },
    close: async () => {},
  };
}

/** The texts at these places, in that order. */
function repeated(texts: TextColumn, places: Uint32Array): TextColumn {
  const offsets = new Uint32Array(places.length + 1);
  places.forEach((place, i) => {
    offsets[i + 1] = offsets[i]! + texts.offsets[place + 1]! - texts.offsets[place]!;
  });
  const words = new Uint32Array(Math.ceil(offsets[places.length]! / 4));
  const bytes = new Uint8Array(words.buffer);
  const from = textBytes(texts);
  places.forEach((place, i) => {
    bytes.set(from.subarray(texts.offsets[place], texts.offsets[place + 1]), offsets[i]);
  });
  return { rowCount: places.length, offsets, words };
}
