import type { Ranks } from "../ranks.ts";
import type { Decisions, Revisable } from "../stage.ts";
import type { Buckets } from "./bucket-set.ts";

/**
 * The rows that a stricter threshold can decide otherwise: the removed ones with the rows kept for
 * them, and each row that shares a bucket with a removed row that may come back. Any other two rows
 * of a bucket stayed both, so they are less similar than the threshold that was.
 *
 * A row with the very set of its kept row never comes back: what removes the one removes the other.
 */
export function revisableRows(
  { removed, kept, similarity }: Decisions,
  copyOf: Uint32Array,
  { rows: members, starts }: Buckets,
  ranks: Ranks,
): Revisable {
  const rows = new Uint8Array(copyOf.length);
  const mayReturn = new Uint8Array(copyOf.length);
  removed.forEach((row, i) => {
    if (copyOf[row]) return;
    rows[row] = 1;
    rows[kept[i]!] = 1;
    if (similarity[i]! < 1) mayReturn[row] = 1;
  });
  for (let bucket = 0; bucket + 1 < starts.length; bucket++) {
    const [first, end] = [starts[bucket]!, starts[bucket + 1]!];
    let returns = false;
    for (let i = first; i < end && !returns; i++) returns = mayReturn[ranks.row(members[i]!)] === 1;
    if (!returns) continue;
    for (let i = first; i < end; i++) rows[ranks.row(members[i]!)] = 1;
  }
  return { rows, copyOf };
}
