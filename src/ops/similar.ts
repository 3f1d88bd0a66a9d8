/**
 * Whether two sets of these sizes are at least `thresholdPerMille` / 1000 similar (Jaccard).
 * Decided in integers, below 2^53 for any sizes a u32 can hold.
 */
export function similar(
  intersection: number,
  leftCount: number,
  rightCount: number,
  thresholdPerMille: number,
): boolean {
  return intersection * 1000 >= thresholdPerMille * (leftCount + rightCount - intersection);
}
