import { textBytes } from "../core/text-column.ts";
import { distinctPlaces } from "../core/sorted.ts";
import { U32List } from "../core/u32-list.ts";
import { concatWords } from "../core/words.ts";
import { FirstKeys } from "./first-keys.ts";
import { KeyParts, type Keys } from "./key-parts.ts";
import type { Ranks } from "./ranks.ts";
import type { FinishRequest, RowStates } from "./stage.ts";

/** Texts compared at a time, in bytes, and in pairs of them. */
const COMPARE_BYTES = 32 * 2 ** 20;
const COMPARE_PAIRS = 2 ** 18;

/** Keys that are looked up at a time, about: so many fit a cache. */
const PART_KEYS = 2 ** 14;

type Request = Pick<FinishRequest, "states" | "groups" | "indexRows" | "amongNew">;

/**
 * Groups equal texts among the rows that are 1 in `mask`, by 64 bits of their hash and group
 * column, and settles every hit by comparing the bytes. Returns, by rank, the least rank with the
 * same text. `onRows` is told of rows whose hashes are taken up.
 */
export async function equalTexts(
  { states, groups, indexRows, amongNew }: Request,
  ranks: Ranks,
  mask: Uint8Array,
  onRows: (count: number) => void = () => {},
): Promise<Uint32Array> {
  const first = new Uint32Array(states.rowCount);
  for (let rank = 0; rank < first.length; rank++) first[rank] = rank;
  {
    await using scratch = states.scratch();
    const bits = Math.max(0, Math.ceil(Math.log2(states.rowCount / PART_KEYS)));
    const parts = new KeyParts(Math.min(bits, 16), scratch);
    for await (const keys of hashKeys(states, groups, ranks, mask)) {
      await parts.add(keys);
      onRows(keys.rows.length);
    }
    const finder = new FirstKeys();
    for (let part = 0; part < parts.length; part++) {
      const keys = parts.take(part);
      const groupOf = (i: number): number => groups![ranks.row(keys.rows[i]!)]!;
      const alike = groups && ((a: number, b: number): boolean => groupOf(a) === groupOf(b));
      const firstAt = finder.of(keys, alike);
      if (ranks.areRows) pointToFirst(keys.rows, firstAt, first);
      else pointToLeast(keys.rows, firstAt, first);
    }
  }
  let open: U32List | undefined;
  while (!open || open.length > 0) {
    const pairs = open?.view();
    open = new U32List();
    for await (const unequal of unequalPairs(states, ranks, first, pairs)) open.append(unequal);
    settle(open.view(), first);
  }
  if (!amongNew) {
    first.forEach((other, rank) => {
      if (other >= indexRows) first[rank] = rank;
    });
  }
  return first;
}

/** The first 64 bits of the hash of each row, told apart by group. */
async function* hashKeys(
  states: RowStates,
  groups: Uint32Array | undefined,
  ranks: Ranks,
  mask: Uint8Array,
): AsyncGenerator<Keys> {
  for await (const { start, rowCount, columns } of states.stretches(["hash"])) {
    const hashes = columns[0]!;
    const rows = new Uint32Array(rowCount);
    const hi = new Uint32Array(rowCount);
    const lo = new Uint32Array(rowCount);
    let count = 0;
    for (let i = 0; i < rowCount; i++) {
      const row = start + i;
      if (!mask[row]) continue;
      rows[count] = ranks.rank(row);
      hi[count] = hashes[i * 4]! ^ (groups ? Math.imul(groups[row]! + 1, 0x9e3779b1) : 0);
      lo[count++] = hashes[i * 4 + 1]!;
    }
    yield { hi: hi.subarray(0, count), lo: lo.subarray(0, count), rows: rows.subarray(0, count) };
  }
}

/** Points each rank to the first of those that have the same first: ranks come in order. */
function pointToFirst(rankAt: Uint32Array, firstAt: Uint32Array, first: Uint32Array): void {
  for (let i = 0; i < firstAt.length; i++) {
    const at = firstAt[i]!;
    if (at !== i) first[rankAt[i]!] = rankAt[at]!;
  }
}

/** Points each rank to the least of those that have the same first, where that is not itself. */
function pointToLeast(rankAt: Uint32Array, firstAt: Uint32Array, first: Uint32Array): void {
  const least = rankAt.slice();
  for (let i = 0; i < least.length; i++) {
    const at = firstAt[i]!;
    if (rankAt[i]! < least[at]!) least[at] = rankAt[i]!;
  }
  for (let i = 0; i < least.length; i++) first[rankAt[i]!] = least[firstAt[i]!]!;
}

/**
 * Rows with one hash and two texts, as (rank, first) pairs that are ascending: those with one first
 * point to the least of themselves, to be compared in turn.
 */
function settle(unequal: Uint32Array, first: Uint32Array): void {
  const least = new Map<number, number>();
  for (let i = 0; i < unequal.length; i += 2) {
    const [rank, other] = [unequal[i]!, unequal[i + 1]!];
    const leader = least.get(other);
    if (leader === undefined) least.set(other, rank);
    first[rank] = leader ?? rank;
  }
}

/** Those pairs (rank, first, …) whose texts differ, of the ranks in `among` or of all. */
async function* unequalPairs(
  states: RowStates,
  ranks: Ranks,
  first: Uint32Array,
  among: Uint32Array | undefined,
): AsyncGenerator<Uint32Array> {
  const left = new U32List();
  const right = new U32List();
  const count = among ? among.length / 2 : first.length;
  for (let i = 0; i < count; i++) {
    const rank = among ? among[i * 2]! : i;
    if (first[rank] !== rank) {
      left.push(rank);
      right.push(first[rank]!);
    }
    if (left.length === COMPARE_PAIRS || i === count - 1) {
      yield await unequalOf(states, ranks, left.view(), right.view());
      left.clear();
      right.clear();
    }
  }
}

/** Compares pairs of texts, so many at a time as are bounded in bytes. */
async function unequalOf(
  states: RowStates,
  ranks: Ranks,
  left: Uint32Array,
  right: Uint32Array,
): Promise<Uint32Array> {
  const unequal = new U32List();
  const rowsOf = (start: number, end: number): Uint32Array =>
    concatWords([left.subarray(start, end), right.subarray(start, end)]).map((rank) =>
      ranks.row(rank),
    );
  const count = left.length;
  const all = distinctPlaces(rowsOf(0, count));
  const lengths = await states.words("textLengths", all.values);
  for (let start = 0, end = 0; start < count; start = end) {
    for (let bytes = 0; end < count && bytes < COMPARE_BYTES; end++) {
      bytes += lengths[all.places[end]!]!;
      if (end === start || right[end] !== right[end - 1]) {
        bytes += lengths[all.places[count + end]!]!;
      }
    }
    const { values, places } = end - start < count ? distinctPlaces(rowsOf(start, end)) : all;
    const texts = await states.texts(values);
    const bytes = textBytes(texts);
    for (let i = start; i < end; i++) {
      const [a, b] = [places[i - start]!, places[end - start + i - start]!];
      if (sameText(bytes, texts.offsets, a, b)) continue;
      unequal.push(left[i]!);
      unequal.push(right[i]!);
    }
  }
  return unequal.view();
}

function sameText(bytes: Uint8Array, offsets: Uint32Array, a: number, b: number): boolean {
  const [start, other] = [offsets[a]!, offsets[b]!];
  const length = offsets[a + 1]! - start;
  if (offsets[b + 1]! - other !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[other + i]) return false;
  return true;
}
