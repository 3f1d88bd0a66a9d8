import type { RowRanges } from "../formats/format.ts";
import type { RowStore } from "./row-store.ts";

/** The state columns that say where rows are in their source: the bits of a double, and a length. */
const STARTS = "rangeStarts";
const LENGTHS = "rangeLengths";

export function rangeColumns({ starts, lengths }: RowRanges): Record<string, Uint32Array> {
  const { buffer, byteOffset, length } = starts;
  return { [STARTS]: new Uint32Array(buffer, byteOffset, length * 2), [LENGTHS]: lengths };
}

/** Where rows `[start, end)` are in their source, where the first pass kept that. */
export async function storedRanges(
  store: Pick<RowStore, "columnRows">,
  start: number,
  end: number,
): Promise<RowRanges | undefined> {
  const starts = await store.columnRows(STARTS, 2, start, end);
  const lengths = await store.columnRows(LENGTHS, 1, start, end);
  return starts && lengths && { starts: new Float64Array(starts.buffer), lengths };
}

/** The ranges of those rows that are 1 in `mask`. */
export function maskedRanges(all: RowRanges, mask: Uint8Array, count: number): RowRanges {
  const starts = new Float64Array(count);
  const lengths = new Uint32Array(count);
  let next = 0;
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    starts[next] = all.starts[i]!;
    lengths[next++] = all.lengths[i]!;
  }
  return { starts, lengths };
}
