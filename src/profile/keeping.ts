import type { Keeping } from "./number-column.ts";

/** Bytes of values that are kept as they are, over all columns. */
const EXACT_BYTES = 64 << 20;
const MOST_EXACT = 1 << 18;

/** How much is kept of each of so many columns. */
export function keepingFor(columns: number, brief: boolean): Keeping {
  const share = Math.floor(EXACT_BYTES / 8 / Math.max(1, columns));
  return {
    exactMost: Math.max(4096, Math.min(MOST_EXACT, share)),
    capacity: columns > 256 ? 1024 : 4096,
    slots: 4096,
    precision: columns > 256 ? 12 : 14,
    brief,
  };
}
