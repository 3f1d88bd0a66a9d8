import type { Engine } from "./engine.ts";
import {
  type Keeping,
  NumberColumn,
  type NumberState,
  type NumberValues,
} from "./number-column.ts";

/** Takes in how far each value is from the one before it, in the column's own unit. */
export class StepColumn {
  readonly #column: NumberColumn;
  /** The value before; a whole number of 64 bits in halves, as its difference may be all that fits. */
  #before: readonly [high: number, low: number] | undefined;

  constructor(engine: Engine, keeping: Keeping) {
    this.#column = new NumberColumn(engine, keeping);
  }

  /** A step is told of at the row that it leads to. */
  observe(
    values: NumberValues,
    firstRow: number,
    { nullCount, getValid }: { readonly nullCount: number; getValid(row: number): boolean },
  ): void {
    const steps = new Float64Array(values.length);
    const rows = new Uint32Array(values.length);
    const halves = halvesOf(values);
    let n = 0;
    for (let row = 0; row < values.length; row++) {
      if (nullCount > 0 && !getValid(row)) continue;
      const [high, low] = halves(row);
      if (this.#before) {
        const [oldHigh, oldLow] = this.#before;
        steps[n] = (high - oldHigh) * 2 ** 32 + (low - oldLow);
        rows[n++] = row;
      }
      this.#before = [high, low];
    }
    this.#column.observeRows(steps.subarray(0, n), rows.subarray(0, n), firstRow);
  }

  state(): NumberState {
    return this.#column.state();
  }
}

function halvesOf(values: NumberValues): (row: number) => readonly [number, number] {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
    const signed = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    return (row) => [signed[2 * row + 1]!, words[2 * row]!];
  }
  return (row) => [0, values[row]!];
}
