import { Engine } from "../../src/profile/engine.ts";
import { NumberColumn, type Keeping, type NumberState } from "../../src/profile/number-column.ts";

export const keeping: Keeping = { exactMost: 1024, capacity: 256, slots: 1024, precision: 12 };

const engine = await Engine.open();

/** The state of a column that was fed in parts of the given size. */
export function stateOf(
  values: Float64Array,
  { part = 5000, ...kept }: Partial<Keeping> & { readonly part?: number } = {},
): NumberState {
  const column = new NumberColumn(engine, { ...keeping, ...kept });
  for (let from = 0; from < values.length; from += part) {
    column.observe(values.subarray(from, from + part), from);
  }
  return column.state();
}

/** A small generator (mulberry32), the same for every run. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function gaussian(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
