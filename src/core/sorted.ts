import { assert } from "./assert.ts";

/** The values, ascending, each once. The array is used up. */
export function distinctValues(values: Uint32Array): Uint32Array {
  values.sort();
  let count = 0;
  for (const value of values) {
    if (count === 0 || values[count - 1] !== value) values[count++] = value;
  }
  return values.slice(0, count);
}

/** Values of which a number with its position is exact in a double. */
const MAX_PLACED = 2 ** 21;

/** The values, ascending, each once, and for each given one where it is among them. */
export function distinctPlaces(given: Uint32Array): { values: Uint32Array; places: Uint32Array } {
  const { length } = given;
  assert(length <= MAX_PLACED, `${length} values are too many to be placed at once`);
  // One sort of plain numbers is several times as fast as looking each value up.
  const sorted = new Float64Array(length);
  for (let i = 0; i < length; i++) sorted[i] = given[i]! * MAX_PLACED + i;
  sorted.sort();
  const values = new Uint32Array(length);
  const places = new Uint32Array(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    const value = Math.floor(sorted[i]! / MAX_PLACED);
    if (count === 0 || values[count - 1] !== value) values[count++] = value;
    places[sorted[i]! - value * MAX_PLACED] = count - 1;
  }
  return { values: values.slice(0, count), places };
}

/** Where a value is that ascending distinct values have. */
export function positionIn(values: Uint32Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The positions of values below `limit`, by value. */
export function orderOf(values: Uint32Array, limit: number): Uint32Array {
  const ends = new Uint32Array(limit + 1);
  for (const value of values) ends[value + 1]!++;
  for (let value = 0; value < limit; value++) ends[value + 1]! += ends[value]!;
  const order = new Uint32Array(values.length);
  values.forEach((value, position) => (order[ends[value]!++] = position));
  return order;
}
