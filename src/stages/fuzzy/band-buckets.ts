import type { Device } from "../../graph/device.ts";
import { KeyBuckets } from "../key-buckets.ts";
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
  await using finder = new KeyBuckets(device);
  start(FIND_PHASE, "keys", { items: count * bands });
  const keys = async (name: string): Promise<Uint32Array> => {
    const all = await states.column(name);
    return candidates.map((rank) => all[ranks.row(rank)]!);
  };
  for (let band = 0; band < bands; band++) {
    signal?.throwIfAborted();
    const hi = await keys(`hi${band}`);
    if (groups) {
      candidates.forEach((rank, i) => {
        hi[i]! ^= Math.imul(groups[ranks.row(rank)]! + 1, 0x9e3779b1);
      });
    }
    const lo = await keys(`lo${band}`);
    const parts: Buckets[] = [];
    for await (const { rows, heads } of finder.find({ hi, lo, rows: candidates })) {
      parts.push({ rows, starts: startsOf(heads) });
    }
    yield concatBuckets(parts);
    advance(FIND_PHASE, count, count * 8);
  }
}

/** Where the buckets start, and where the last one ends. */
function startsOf(heads: Uint32Array): Uint32Array {
  let count = 0;
  for (const head of heads) count += head;
  const starts = new Uint32Array(count + 1);
  let next = 0;
  heads.forEach((head, i) => {
    if (head) starts[next++] = i;
  });
  starts[next] = heads.length;
  return starts;
}

/** Buckets of several lists in one. */
export function concatBuckets(lists: readonly Buckets[]): Buckets {
  if (lists.length === 1) return lists[0]!;
  const rows = new Uint32Array(lists.reduce((sum, list) => sum + list.rows.length, 0));
  const starts = new Uint32Array(lists.reduce((sum, list) => sum + list.starts.length - 1, 1));
  let [nextRow, nextStart] = [0, 0];
  for (const list of lists) {
    rows.set(list.rows, nextRow);
    for (let i = 0; i + 1 < list.starts.length; i++) {
      starts[nextStart++] = nextRow + list.starts[i]!;
    }
    nextRow += list.rows.length;
  }
  starts[nextStart] = nextRow;
  return { rows, starts };
}
