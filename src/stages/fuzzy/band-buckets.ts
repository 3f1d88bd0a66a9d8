import { U32List } from "../../core/u32-list.ts";
import type { Device } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { record } from "../../graph/recording.ts";
import { buckets } from "../../ops/buckets.ts";
import type { Ranks } from "../ranks.ts";
import type { FinishRequest } from "../stage.ts";
import type { Buckets } from "./leader-passes.ts";

export const FIND_PHASE = "Find candidates";

/** Buckets of one band; `rows` are ranks, ascending within a bucket. */
export async function* bandBuckets(
  device: Device,
  { states, groups, start, advance, signal }: FinishRequest,
  ranks: Ranks,
  candidates: Uint32Array,
  bands: number,
): AsyncGenerator<Buckets> {
  const count = candidates.length;
  const graph = new Graph("band buckets");
  const found = buckets(
    graph,
    graph.input("hi", "u32", count),
    graph.input("lo", "u32", count),
    graph.input("rows", "u32", count),
    count,
  );
  graph.output("rows", found.rows, count);
  graph.output("heads", found.heads, count);
  graph.output("count", found.count);
  await using prepared = await device.prepare(record(graph));
  start(FIND_PHASE, "keys", { items: count * bands });
  const rows = candidates.map((rank) => ranks.row(rank));
  const mix = groups && rows.map((row) => Math.imul(groups[row]! + 1, 0x9e3779b1));
  for (let band = 0; band < bands; band++) {
    signal?.throwIfAborted();
    const hiOf = await states.column(`hi${band}`);
    const loOf = await states.column(`lo${band}`);
    const hi = rows.map((row, i) => hiOf[row]! ^ (mix ? mix[i]! : 0));
    const lo = rows.map((row) => loOf[row]!);
    const given = band === 0 ? { rows: candidates } : {};
    const outputs = await prepared.run({ hi, lo, ...given });
    const entryCount = outputs["count"]![0]!;
    yield toBuckets(
      outputs["rows"]!.subarray(0, entryCount) as Uint32Array,
      outputs["heads"]!.subarray(0, entryCount) as Uint32Array,
    );
    advance(FIND_PHASE, count, count * 8);
  }
}

function toBuckets(rows: Uint32Array, heads: Uint32Array): Buckets {
  const starts = new U32List();
  heads.forEach((head, i) => {
    if (head) starts.push(i);
  });
  starts.push(rows.length);
  return { rows, starts: starts.view() };
}

/** The buckets of all bands in one list. */
export function concatBuckets(bands: readonly Buckets[]): Buckets {
  const rows = new U32List();
  const starts = new U32List();
  for (const band of bands) {
    const offset = rows.length;
    rows.append(band.rows);
    for (const start of band.starts.subarray(0, -1)) starts.push(offset + start);
  }
  starts.push(rows.length);
  return { rows: rows.view(), starts: starts.view() };
}
