import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { positionsOf } from "../core/mask.ts";
import { U32List } from "../core/u32-list.ts";
import type { Decided, Removed, RevisableDecision } from "./decide.ts";
import { largestSizes } from "./report-clusters.ts";
import { RowIndex, type PlacedRows } from "./row-index.ts";
import { RowStore } from "./row-store.ts";
import { sameTexts } from "../stages/same-texts.ts";
import { openShard, writeShard } from "./shard.ts";

/** Where results keep what a stricter threshold is decided on. */
export const REFILTER_FOLDER = "refilter";

/** Besides the shards of the rows to decide on: where all rows are, and which follow which. */
const CORPUS_FILE = "corpus.rows";

/**
 * Removed rows that need no decision, ascending. Each goes where its `first` goes: it has the same
 * text, or `first` stays whatever the threshold is.
 */
export interface Followers {
  readonly rows: Uint32Array;
  readonly firsts: Uint32Array;
  /** To `first`, where that stays. */
  readonly similarity: Float64Array;
  /** Position in the plan of the stage that removed it. */
  readonly stage: Uint8Array;
}

export const noFollowers: Followers = {
  rows: new Uint32Array(0),
  firsts: new Uint32Array(0),
  similarity: new Float64Array(0),
  stage: new Uint8Array(0),
};

/** A decision, and the rows it was made on. */
export interface Revision {
  readonly store: RowStore;
  readonly decided: Decided & { readonly revisable: RevisableDecision };
  /** For each row of the store, its number among all rows; absent where the store has them all. */
  readonly numbers?: Uint32Array;
  /** Rows, by their number among all, that the store does not have. */
  readonly followers: Followers;
  /** The removed rows of all, by their numbers, whose texts are at hand. */
  readonly shown: Removed;
}

/** What an earlier decision left for a stricter one. */
export interface OpenedRefilter {
  /** The rows to decide on. */
  readonly store: RowStore;
  /** Their numbers among all rows, ascending. */
  readonly numbers: Uint32Array;
  /** Those of them that the stage before the last one removed, and what it kept instead. */
  readonly earlier: { readonly removed: Uint32Array; readonly kept: Uint32Array };
  readonly followers: Followers;
  /** All rows of the run. */
  readonly corpus: RowIndex;
}

/** Writes the rows that a stricter threshold can decide otherwise, shard by shard. */
export async function writeRefilter(
  folder: string,
  { store, decided, numbers, followers, shown }: Revision,
  corpus: PlacedRows,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  const { removed, revisable } = decided;
  const last = decided.stages.length - 1;
  // Reports show texts of the largest clusters, whether a threshold can change them or not.
  const largest = largestSizes(shown).map(([kept]) => (numbers ? positionOf(numbers, kept) : kept));
  const { chosen, firsts } = await chooseRows(removed, revisable, last, store, largest);
  const rows = positionsOf(chosen, 1);
  const target = new RowStore(folder);
  await store.copyRows(rows, last, target);
  await target.flush();
  await target.close();

  const numberOf = (row: number): number => (numbers ? numbers[row]! : row);
  const earlier = { removed: new U32List(), kept: new U32List() };
  const following: number[] = [];
  removed.rows.forEach((row, at) => {
    if (!chosen[row]) following.push(at);
    else if (removed.stage[at]! < last) {
      earlier.removed.push(positionOf(rows, row));
      earlier.kept.push(positionOf(rows, revisable.keptOf[row]!));
    }
  });
  const own: Followers = {
    rows: Uint32Array.from(following, (at) => numberOf(removed.rows[at]!)),
    firsts: Uint32Array.from(following, (at) => numberOf(firsts[at]!)),
    similarity: Float64Array.from(following, (at) =>
      chosen[firsts[at]!] ? 1 : removed.similarity[at]!,
    ),
    stage: Uint8Array.from(following, (at) => removed.stage[at]!),
  };
  const all = merged(own, followers);
  const { rowCount, runs, rejected } = corpus;
  await writeShard(
    join(folder, CORPUS_FILE),
    { rowCount, runs, rejected, next: { source: 0, rowIndex: 0 } },
    {
      numbers: numbers ? rows.map(numberOf) : rows,
      "earlier.removed": earlier.removed.view(),
      "earlier.kept": earlier.kept.view(),
      "followers.rows": all.rows,
      "followers.firsts": all.firsts,
      "followers.similarity": new Uint8Array(all.similarity.buffer),
      "followers.stage": all.stage,
    },
  );
}

/**
 * The rows to keep texts and states of, and for each removed row the one it follows. A row with
 * its own text follows on its own: its similarity to what is kept in the end must be measured.
 */
async function chooseRows(
  removed: Removed,
  { rows, copyOf, keptOf }: RevisableDecision,
  last: number,
  store: RowStore,
  shown: readonly number[],
): Promise<{ chosen: Uint8Array; firsts: Uint32Array }> {
  const chosen = rows.slice();
  for (const kept of shown) chosen[kept] = 1;
  const firsts = removed.rows.map((row, at) => {
    const kept = removed.stage[at]! < last ? keptOf[row]! : row;
    return copyOf[kept] ? copyOf[kept] - 1 : kept;
  });
  const earlier = removed.rows.filter((_, at) => removed.stage[at] !== last);
  const firstsOf = firsts.filter((_, at) => removed.stage[at] !== last);
  const same = await sameTexts(store.states(last), earlier, firstsOf);
  earlier.forEach((row, i) => {
    if (!chosen[firstsOf[i]!] || same[i]) return;
    chosen[row] = 1;
    chosen[keptOf[row]!] = 1;
  });
  return { chosen, firsts };
}

/** Two lists of followers as one, ascending. */
function merged(a: Followers, b: Followers): Followers {
  if (b.rows.length === 0) return a;
  const count = a.rows.length + b.rows.length;
  const all = {
    rows: new Uint32Array(count),
    firsts: new Uint32Array(count),
    similarity: new Float64Array(count),
    stage: new Uint8Array(count),
  };
  for (let i = 0, j = 0; i + j < count;) {
    const fromA = j === b.rows.length || (i < a.rows.length && a.rows[i]! < b.rows[j]!);
    const [from, at] = fromA ? [a, i] : [b, j];
    const to = i + j;
    all.rows[to] = from.rows[at]!;
    all.firsts[to] = from.firsts[at]!;
    all.similarity[to] = from.similarity[at]!;
    all.stage[to] = from.stage[at]!;
    if (fromA) i++;
    else j++;
  }
  return all;
}

/** Opens what `writeRefilter` wrote; the store is to be closed. */
export async function openRefilter(folder: string): Promise<OpenedRefilter> {
  const file = await openShard(join(folder, CORPUS_FILE));
  try {
    const bytes = async (name: string): Promise<ArrayBuffer> =>
      (await file.read(name, 0, file.byteLength(name))).buffer as ArrayBuffer;
    const words = async (name: string): Promise<Uint32Array> => new Uint32Array(await bytes(name));
    const corpus = new RowIndex();
    corpus.append(file.header);
    const numbers = await words("numbers");
    const earlier = { removed: await words("earlier.removed"), kept: await words("earlier.kept") };
    const followers = {
      rows: await words("followers.rows"),
      firsts: await words("followers.firsts"),
      similarity: new Float64Array(await bytes("followers.similarity")),
      stage: new Uint8Array(await bytes("followers.stage")),
    };
    const store = new RowStore(folder);
    await store.resume();
    return { store, numbers, earlier, followers, corpus };
  } finally {
    await file.close();
  }
}

/** Where a value stands in an ascending list; -1 where it does not. */
export function positionOf(list: Uint32Array, value: number): number {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return list[low] === value ? low : -1;
}
