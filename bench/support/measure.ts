/** The middle of the values; of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export interface Repetition {
  /** Samples stop when this much time has gone into them, but there are at least `runs`. */
  readonly seconds: number;
  readonly runs: number;
  readonly maxRuns?: number;
}

/** Runs `once` again and again; each run says what it took, in seconds. */
export async function samples(
  { seconds: limit, runs, maxRuns = 200 }: Repetition,
  once: () => Promise<number>,
): Promise<number[]> {
  const taken: number[] = [];
  const started = performance.now();
  const spent = (): number => (performance.now() - started) / 1000;
  while (taken.length < runs || (spent() < limit && taken.length < maxRuns)) {
    taken.push(await once());
  }
  return taken;
}

/** What `work` takes, in seconds of wall time. */
export async function seconds(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
