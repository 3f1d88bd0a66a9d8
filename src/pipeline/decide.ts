import { largeWords } from "../core/large-bytes.ts";
import { clusterSizes, largestSize } from "./cluster-sizes.ts";
import { countOnes, positionsOf } from "../core/mask.ts";
import type {
  Decisions,
  GlobalStage,
  GlobalStageRun,
  Revisable,
  StageMemory,
  StageProgress,
} from "../stages/stage.ts";
import { groupsOf, preferenceOf } from "./preference.ts";
import type { StageResult } from "./result.ts";
import type { RowStore } from "./row-store.ts";

/** A stage of the plan, opened. */
export interface OpenStage {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly measure: GlobalStage["measure"];
  readonly run: GlobalStageRun;
}

/** The removed rows of this run (dense, ascending), each with a row that stays to the end. */
export interface Removed {
  readonly rows: Uint32Array;
  readonly kept: Uint32Array;
  readonly similarity: Float64Array;
  /** Position in the plan of the stage that removed it. */
  readonly stage: Uint8Array;
}

export interface Decided {
  /** 1 for the rows that stay. */
  readonly alive: Uint8Array;
  readonly removed: Removed;
  readonly stages: readonly (StageResult & { readonly notes: Readonly<Record<string, unknown>> })[];
  /** What each stage leaves in the index. */
  readonly memories: readonly StageMemory[];
  /** What the last stage could be decided on again with a stricter threshold, where it could. */
  readonly revisable?: RevisableDecision;
}

export interface RevisableDecision extends Revisable {
  /** For each removed row, the row that the stage which removed it kept instead. */
  readonly keptOf: Uint32Array;
}

/** What the rows of this run are compared with. */
export interface Scope {
  /** Rows below this one are of the index. */
  readonly indexRows: number;
  readonly against: "all" | "index" | "self";
  /** What each stage left in the index, run by run; absent where there is no index. */
  readonly memories?: readonly (readonly StageMemory[])[];
}

/** Lets each stage decide in the order of the plan, on the rows the earlier ones left. */
export async function decide(
  store: RowStore,
  stages: readonly OpenStage[],
  { indexRows, against, memories }: Scope,
  progress: StageProgress,
  signal: AbortSignal | undefined,
): Promise<Decided> {
  const { rowCount } = store.index;
  const alive = new Uint8Array(rowCount).fill(1);
  if (against === "self") alive.fill(0, 0, indexRows);
  const asked = indexRows > 0 ? new Uint8Array(rowCount).fill(1, indexRows) : undefined;
  const results: Decided["stages"][number][] = [];
  const decided: Decisions[] = [];
  const phases = openPhases(progress);
  let revisable: Revisable | undefined;

  for (const [i, { name, options, run }] of stages.entries()) {
    signal?.throwIfAborted();
    const began = performance.now();
    const rowsIn = countOnes(alive.subarray(indexRows));
    const { keep = "first" } = options as { readonly keep?: string };
    const decisions = await run.finish({
      states: store.states(i),
      alive,
      preference: await preferenceOf(store, i, keep),
      groups: await groupsOf(store, i, options["groupBy"]),
      indexRows,
      ...(asked && { asked }),
      ...(memories && { earlier: memories[i]! }),
      amongNew: against !== "index",
      signal,
      ...phases.told,
    });
    phases.end();
    revisable = decisions.revisable;
    decided.push(decisions);
    const { removed, kept } = decisions;
    for (let at = 0; at < removed.length; at++) {
      alive[removed[at]!] = 0;
      // A later stage may remove what was kept.
      if (asked?.[removed[at]!]) asked[kept[at]!] = 1;
    }
    const clusters = clusterSizes(
      decisions.kept.filter((_, at) => decisions.removed[at]! >= indexRows),
    );
    const duplicates = clusters.sizes.reduce((sum, size) => sum + size - 1, 0);
    results.push({
      name,
      rowsIn,
      rowsOut: rowsIn - duplicates,
      duplicates,
      clusters: clusters.kept.length,
      largestCluster: largestSize(clusters),
      seconds: (performance.now() - began) / 1000,
      notes: decisions.notes,
    });
  }

  const keptOf = largeWords(rowCount);
  const stageOf = new Uint8Array(rowCount);
  for (const [stage, { removed, kept }] of decided.entries()) {
    for (let at = 0; at < removed.length; at++) {
      keptOf[removed[at]!] = kept[at]!;
      stageOf[removed[at]!] = stage;
    }
  }
  const rows = positionsOf(alive, 0).filter((row) => row >= indexRows);
  const all: Removed = {
    rows,
    kept: rows.map((row) => keptOf[row]!),
    similarity: similarityOf(rows, stageOf, decided),
    stage: new Uint8Array(rows.length),
  };
  for (let at = 0; at < rows.length; at++) all.stage[at] = stageOf[rows[at]!]!;
  await followKeptRows(store, stages, all, { alive, keptOf, stageOf });
  const again = revisable && followsEquality(stages) ? { revisable: { ...revisable, keptOf } } : {};
  const left = decided.map(({ memory = {} }) => memory);
  return { alive, removed: all, stages: results, memories: left, ...again };
}

/** The similarity of each of the rows (ascending) to the row that its stage kept instead. */
function similarityOf(
  rows: Uint32Array,
  stageOf: Uint8Array,
  decided: readonly Decisions[],
): Float64Array {
  const next = decided.map(() => 0);
  const result = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const stage = stageOf[rows[at]!]!;
    const { removed, similarity } = decided[stage]!;
    while (removed[next[stage]!]! < rows[at]!) next[stage]!++;
    result[at] = similarity[next[stage]!]!;
  }
  return result;
}

/** Whether what came before the last stage is the same for any threshold, and told in one step. */
function followsEquality(stages: readonly OpenStage[]): boolean {
  return stages.length < 3 && stages.slice(0, -1).every(({ measure }) => measure === "equality");
}

/** Passes on what a stage tells; `end` ends the phases that it left open. */
function openPhases(progress: StageProgress): { told: StageProgress; end: () => void } {
  const open = new Set<string>();
  return {
    told: {
      start(phase, ...rest) {
        open.add(phase);
        progress.start(phase, ...rest);
      },
      advance: (...done) => progress.advance(...done),
      end(phase) {
        open.delete(phase);
        progress.end(phase);
      },
    },
    end() {
      for (const phase of open) progress.end(phase);
      open.clear();
    },
  };
}

/**
 * A later stage may remove the row that an earlier one kept. Such removals get the row that stays
 * in the end, with their own measured similarity to it.
 */
async function followKeptRows(
  store: RowStore,
  stages: readonly OpenStage[],
  removed: Removed,
  {
    alive,
    keptOf,
    stageOf,
  }: { readonly alive: Uint8Array; readonly keptOf: Uint32Array; readonly stageOf: Uint8Array },
): Promise<void> {
  /** Positions in `removed`, by the stage whose measure tells most. */
  const moved = new Map<number, number[]>();
  removed.kept.forEach((kept, at) => {
    let last = kept;
    let measure = removed.stage[at]!;
    while (!alive[last]) {
      if (stages[measure]!.measure === "equality") measure = stageOf[last]!;
      last = keptOf[last]!;
    }
    if (last === kept) return;
    removed.kept[at] = last;
    const positions = moved.get(measure);
    if (positions) positions.push(at);
    else moved.set(measure, [at]);
  });
  for (const [stage, positions] of moved) {
    const left = Uint32Array.from(positions, (at) => removed.kept[at]!);
    const right = Uint32Array.from(positions, (at) => removed.rows[at]!);
    const values = await stages[stage]!.run.similarities(store.states(stage), left, right);
    positions.forEach((at, i) => (removed.similarity[at] = values[i]!));
  }
}
