/** The values, ascending, each once. The array is used up. */
export function distinctValues(values: Uint32Array): Uint32Array {
  values.sort();
  let count = 0;
  for (const value of values) {
    if (count === 0 || values[count - 1] !== value) values[count++] = value;
  }
  return values.slice(0, count);
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
