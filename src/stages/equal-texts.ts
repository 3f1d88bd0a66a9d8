import { textBytes } from "../core/text-column.ts";
import { distinctValues, positionIn } from "../core/sorted.ts";
import { U32List } from "../core/u32-list.ts";
import type { Device } from "../graph/device.ts";
import { KeyBuckets } from "./key-buckets.ts";
import type { Ranks } from "./ranks.ts";
import type { FinishRequest, RowStates } from "./stage.ts";

/** Texts compared at a time, in bytes, and in pairs of them. */
const COMPARE_BYTES = 16 * 2 ** 20;
const COMPARE_PAIRS = 2 ** 17;

/**
 * Groups equal texts among `ranks` (ascending) by 128-bit hash and group column, and settles every
 * hit by comparing the bytes. Returns, by rank, the least rank with the same text.
 */
export async function equalTexts(
  device: Device,
  {
    states,
    groups,
    indexRows,
    amongNew,
  }: Pick<FinishRequest, "states" | "groups" | "indexRows" | "amongNew">,
  ranks: Ranks,
  candidates: Uint32Array,
): Promise<Uint32Array> {
  const representative = new Uint32Array(states.rowCount);
  for (let rank = 0; rank < representative.length; rank++) representative[rank] = rank;
  const hashes = await states.column("hash");
  const hi = new Uint32Array(candidates.length);
  const lo = new Uint32Array(candidates.length);
  candidates.forEach((rank, i) => {
    const row = ranks.row(rank);
    const group = groups ? Math.imul(groups[row]! + 1, 0x9e3779b1) : 0;
    hi[i] = hashes[row * 4]! ^ group;
    lo[i] = hashes[row * 4 + 1]!;
  });

  const suspects = new U32List();
  await using finder = new KeyBuckets(device);
  for await (const { rows, heads } of finder.find({ hi, lo, rows: candidates })) {
    for (let start = 0, end = 0; start < rows.length; start = end) {
      for (end = start + 1; end < rows.length && !heads[end];) end++;
      collect(rows.subarray(start, end), hashes, ranks, groups, suspects);
    }
  }
  for await (const [rank, first] of confirmed(states, ranks, suspects.view())) {
    if (amongNew || first < indexRows) representative[rank] = first;
  }
  return representative;
}

/** Pairs each entry of a bucket with the first of the same full hash and group. */
function collect(
  bucket: Uint32Array,
  hashes: Uint32Array,
  ranks: Ranks,
  groups: Uint32Array | undefined,
  suspects: U32List,
): void {
  const firsts: number[] = [];
  for (const rank of bucket) {
    const row = ranks.row(rank);
    const first = firsts.find((other) => {
      const otherRow = ranks.row(other);
      for (let word = 0; word < 4; word++) {
        if (hashes[otherRow * 4 + word] !== hashes[row * 4 + word]) return false;
      }
      return groups === undefined || groups[otherRow] === groups[row];
    });
    if (first === undefined) {
      firsts.push(rank);
    } else {
      suspects.push(rank);
      suspects.push(first);
    }
  }
}

/** Those of the pairs (rank, first, rank, first, …) whose texts are equal, in bounded portions. */
async function* confirmed(
  states: RowStates,
  ranks: Ranks,
  pairs: Uint32Array,
): AsyncGenerator<[rank: number, first: number]> {
  const lengths = await states.textLengths();
  for (let start = 0, end = 0; start < pairs.length; start = end) {
    const most = Math.min(pairs.length, start + 2 * COMPARE_PAIRS);
    for (let bytes = 0, last = -1; end < most && (bytes < COMPARE_BYTES || end % 2 > 0); end++) {
      const row = ranks.row(pairs[end]!);
      // The pairs of a bucket have the same second row.
      if (end % 2 === 0 || row !== last) bytes += lengths[row]!;
      if (end % 2 > 0) last = row;
    }
    const rows = distinctValues(pairs.subarray(start, end).map((rank) => ranks.row(rank)));
    const texts = await states.texts(rows);
    const all = textBytes(texts);
    const text = (rank: number): Uint8Array => {
      const i = positionIn(rows, ranks.row(rank));
      return all.subarray(texts.offsets[i], texts.offsets[i + 1]);
    };
    for (let i = start; i < end; i += 2) {
      if (sameBytes(text(pairs[i]!), text(pairs[i + 1]!))) yield [pairs[i]!, pairs[i + 1]!];
    }
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
