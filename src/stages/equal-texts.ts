import { textBytes } from "../core/text-column.ts";
import { U32List } from "../core/u32-list.ts";
import type { Device } from "../graph/device.ts";
import { execute } from "../graph/execute.ts";
import { Graph } from "../graph/graph.ts";
import { buckets } from "../ops/buckets.ts";
import type { Ranks } from "./ranks.ts";
import type { FinishRequest, RowStates } from "./stage.ts";

/** Texts compared at a time, in bytes. */
const COMPARE_BYTES = 32 * 2 ** 20;

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
  const representative = Uint32Array.from({ length: states.rowCount }, (_, rank) => rank);
  const hashes = await states.column("hash");
  const hi = new Uint32Array(candidates.length);
  const lo = new Uint32Array(candidates.length);
  candidates.forEach((rank, i) => {
    const row = ranks.row(rank);
    const group = groups ? Math.imul(groups[row]! + 1, 0x9e3779b1) : 0;
    hi[i] = hashes[row * 4]! ^ group;
    lo[i] = hashes[row * 4 + 1]!;
  });

  const graph = new Graph("equal texts");
  const count = candidates.length;
  const found = buckets(
    graph,
    graph.input("hi", "u32", count),
    graph.input("lo", "u32", count),
    graph.input("rows", "u32", count),
    count,
  );
  graph.output("rows", found.rows);
  graph.output("heads", found.heads);
  graph.output("count", found.count);
  const outputs = await execute(device, graph, { hi, lo, rows: candidates });
  const entryCount = outputs["count"]![0]!;
  const entries = outputs["rows"]!.subarray(0, entryCount) as Uint32Array;
  const heads = outputs["heads"]!;

  const suspects = new U32List();
  for (let start = 0, end = 0; start < entryCount; start = end) {
    for (end = start + 1; end < entryCount && !heads[end];) end++;
    collect(entries.subarray(start, end), hashes, ranks, groups, suspects);
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
    const rows = new Set<number>();
    for (let bytes = 0; end < pairs.length && (bytes < COMPARE_BYTES || end % 2 > 0); end++) {
      const row = ranks.row(pairs[end]!);
      if (!rows.has(row)) bytes += lengths[row]!;
      rows.add(row);
    }
    const ascending = Uint32Array.from(rows).sort();
    const texts = await states.texts(ascending);
    const all = textBytes(texts);
    const positions = new Map([...ascending].map((row, i) => [row, i]));
    const text = (rank: number): Uint8Array => {
      const i = positions.get(ranks.row(rank))!;
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
