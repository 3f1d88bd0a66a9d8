/**
 * Scales each row to length 1, in place; a row of zeros stays. Lengths are summed up in doubles, in
 * the order of the numbers, so that equal rows stay equal on every device.
 */
export function unitRows(values: Float32Array, dims: number): void {
  for (let start = 0; start < values.length; start += dims) {
    let squares = 0;
    for (let i = start; i < start + dims; i++) squares += values[i]! ** 2;
    if (squares === 0) continue;
    const length = Math.sqrt(squares);
    for (let i = start; i < start + dims; i++) values[i] = values[i]! / length;
  }
}
