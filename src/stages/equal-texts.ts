import { largeWords } from "../core/large-bytes.ts";
import { countOnes } from "../core/mask.ts";
import { U32List } from "../core/u32-list.ts";
import { FirstKeys } from "./first-keys.ts";
import { KEY_WORDS, KeyParts } from "./key-parts.ts";
import type { Ranks } from "./ranks.ts";
import type { FinishRequest, RowStates } from "./stage.ts";

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
  const first = largeWords(states.rowCount);
  for (let rank = 0; rank < first.length; rank++) first[rank] = rank;
  {
    await using scratch = states.scratch();
    const bits = Math.max(0, Math.ceil(Math.log2(states.rowCount / PART_KEYS)));
    const parts = new KeyParts(Math.min(bits, 16), states.rowCount, scratch);
    await dealHashes(parts, { states, groups }, ranks, mask, onRows);
    const finder = new FirstKeys();
    for (let part = 0; part < parts.length; part++) {
      const keys = parts.take(part);
      const groupOf = (i: number): number => groups![ranks.row(keys[i * KEY_WORDS + 2]!)]!;
      const alike = groups && ((a: number, b: number): boolean => groupOf(a) === groupOf(b));
      const firstAt = finder.of(keys, alike);
      if (ranks.areRows) pointToFirst(keys, firstAt, first);
      else pointToLeast(keys, firstAt, first);
    }
  }
  for (let open: Pairs | undefined; open?.left.length !== 0;) {
    const pairs: Pairs = open ?? pairsOf(first);
    open = await unequalOf(states, ranks, pairs);
    settle(open, first);
  }
  if (!amongNew) {
    first.forEach((other, rank) => {
      if (other >= indexRows) first[rank] = rank;
    });
  }
  return first;
}

/** Deals out the first 64 bits of the hash of each row, told apart by group. */
async function dealHashes(
  parts: KeyParts,
  { states, groups }: Pick<Request, "states" | "groups">,
  ranks: Ranks,
  mask: Uint8Array,
  onRows: (count: number) => void,
): Promise<void> {
  for await (const { start, rowCount, columns } of states.stretches(["hash"])) {
    const hashes = columns[0]!;
    onRows(countOnes(mask.subarray(start, start + rowCount)));
    for (let i = 0; i < rowCount; i++) {
      const row = start + i;
      if (!mask[row]) continue;
      const group = groups ? Math.imul(groups[row]! + 1, 0x9e3779b1) : 0;
      const full = parts.add(hashes[i * 4]! ^ group, hashes[i * 4 + 1]!, ranks.rank(row));
      if (full) await full;
    }
  }
}

/** Points each rank to the first of those that have the same first: ranks come in order. */
function pointToFirst(keys: Uint32Array, firstAt: Uint32Array, first: Uint32Array): void {
  for (let i = 0; i < firstAt.length; i++) {
    const at = firstAt[i]!;
    if (at !== i) first[keys[i * KEY_WORDS + 2]!] = keys[at * KEY_WORDS + 2]!;
  }
}

/** Points each rank to the least of those that have the same first, where that is not itself. */
function pointToLeast(keys: Uint32Array, firstAt: Uint32Array, first: Uint32Array): void {
  const ranks = Uint32Array.from(firstAt, (_, i) => keys[i * KEY_WORDS + 2]!);
  const least = ranks.slice();
  for (let i = 0; i < least.length; i++) {
    const at = firstAt[i]!;
    if (ranks[i]! < least[at]!) least[at] = ranks[i]!;
  }
  for (let i = 0; i < least.length; i++) first[ranks[i]!] = least[firstAt[i]!]!;
}

/** Ranks, ascending, each with the rank that it points to. */
interface Pairs {
  readonly left: Uint32Array;
  readonly right: Uint32Array;
}

/** The ranks that point to another one. */
function pairsOf(first: Uint32Array): Pairs {
  const left = new U32List();
  const right = new U32List();
  for (let rank = 0; rank < first.length; rank++) {
    if (first[rank] === rank) continue;
    left.push(rank);
    right.push(first[rank]!);
  }
  return { left: left.view(), right: right.view() };
}

/** Those pairs whose texts differ. */
async function unequalOf(states: RowStates, ranks: Ranks, { left, right }: Pairs): Promise<Pairs> {
  const rowsOf = (some: Uint32Array): Uint32Array =>
    ranks.areRows ? some : some.map((rank) => ranks.row(rank));
  const differing = await states.differing(rowsOf(left), rowsOf(right));
  return {
    left: differing.map((i) => left[i]!),
    right: differing.map((i) => right[i]!),
  };
}

/**
 * Rows with one hash and two texts: those with one first point to the least of themselves, to be
 * compared in turn.
 */
function settle({ left, right }: Pairs, first: Uint32Array): void {
  const least = new Map<number, number>();
  left.forEach((rank, i) => {
    const other = right[i]!;
    const leader = least.get(other);
    if (leader === undefined) least.set(other, rank);
    first[rank] = leader ?? rank;
  });
}
