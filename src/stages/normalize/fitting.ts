import type { VectorColumn } from "../../core/vector-column.ts";
import type { Statistics } from "./statistics.ts";

/** Learns statistics from all vectors, in one pass over them or several. */
export interface Fitting extends AsyncDisposable {
  observe(column: VectorColumn): Promise<void>;
  /** Ends a pass; what was learnt, or nothing where another pass must follow. */
  endPass(): Promise<Statistics | undefined>;
}
