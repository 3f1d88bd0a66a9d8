import type { Engine } from "./engine.ts";
import {
  type Keeping,
  NumberColumn,
  type NumberState,
  type NumberValues,
  type Validity,
} from "./number-column.ts";

/** Takes in how far each value is from the one before it, in the column's own unit. */
export class StepColumn {
  readonly #column: NumberColumn;
  /** The value before; a whole number of 64 bits in halves, as its difference may be all that fits. */
  #high = 0;
  #low = 0;
  #started = false;

  constructor(engine: Engine, keeping: Keeping) {
    this.#column = new NumberColumn(engine, keeping);
  }

  /** A step is told of at the row that it leads to. */
  observe(values: NumberValues, firstRow: number, validity?: Validity): void {
    const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
    const low = wide
      ? new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
      : values;
    const high = wide ? new Int32Array(low.buffer, low.byteOffset, low.length) : undefined;
    const steps = new Float64Array(values.length);
    const rows = new Uint32Array(values.length);
    let n = 0;
    for (let row = 0; row < values.length; row++) {
      if (validity && !isValid(validity, row)) continue;
      const top = high ? high[2 * row + 1]! : 0;
      const bottom = high ? low[2 * row]! : low[row]!;
      steps[n] = (top - this.#high) * 2 ** 32 + (bottom - this.#low);
      rows[n] = row;
      n += Number(this.#started);
      this.#high = top;
      this.#low = bottom;
      this.#started = true;
    }
    this.#column.observeRows(steps.subarray(0, n), rows.subarray(0, n), firstRow);
  }

  state(): NumberState {
    return this.#column.state();
  }
}

function isValid({ bits, offset }: Validity, row: number): boolean {
  const at = offset + row;
  return ((bits[at >> 3]! >> (at & 7)) & 1) === 1;
}
