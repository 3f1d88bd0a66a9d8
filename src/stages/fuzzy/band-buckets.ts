import type { Device } from "../../graph/device.ts";
import { KeyBuckets } from "../key-buckets.ts";
import { KeyRoom } from "../key-room.ts";
import type { Keys } from "../repeated-keys.ts";
import type { Ranks } from "../ranks.ts";
import type { FinishRequest } from "../stage.ts";
import { BucketSet } from "./bucket-set.ts";

export const FIND_PHASE = "Find candidates";

/** The buckets of all bands among the rows that are 1 in `mask`. */
export async function bandBuckets(
  device: Device,
  request: FinishRequest,
  ranks: Ranks,
  mask: Uint8Array,
  { count, bands }: { readonly count: number; readonly bands: number },
): Promise<BucketSet> {
  const { states, advance, signal } = request;
  const found = new BucketSet();
  await using scratch = states.scratch();
  const room = new KeyRoom();
  await using finder = new KeyBuckets(device, scratch);
  for (let band = 0; band < bands; band++) {
    signal?.throwIfAborted();
    found.beginBand();
    const keys = bandKeys(request, ranks, mask, band, room);
    for await (const { rows, heads } of finder.find(keys, count)) {
      for (let first = 0, end = 0; first < rows.length; first = end) {
        for (end = first + 1; end < rows.length && !heads[end];) end++;
        if (!ranks.areRows) rows.subarray(first, end).sort();
        found.add(rows, first, end);
      }
    }
    advance(FIND_PHASE, count, count * 8);
  }
  found.seal();
  return found;
}

/** The keys of a band, in portions that take the place of each other in `room`. */
async function* bandKeys(
  { states, groups, signal }: FinishRequest,
  ranks: Ranks,
  mask: Uint8Array,
  band: number,
  room: KeyRoom,
): AsyncGenerator<Keys> {
  for await (const { start, rowCount, columns } of states.stretches([`hi${band}`, `lo${band}`])) {
    signal?.throwIfAborted();
    const [allHi, allLo] = columns as [Uint32Array, Uint32Array];
    const { hi, lo, rows } = room.of(rowCount);
    let count = 0;
    for (let i = 0; i < rowCount; i++) {
      const row = start + i;
      if (!mask[row]) continue;
      rows[count] = ranks.rank(row);
      hi[count] = allHi[i]! ^ (groups ? Math.imul(groups[row]! + 1, 0x9e3779b1) : 0);
      lo[count++] = allLo[i]!;
    }
    yield room.of(count);
  }
}
