/**
 * How text-dedup scores itself on CORE and NEWS-COPY (benchmarks/benchmark_core.py and
 * benchmark_news.py there), so that numbers can be set beside its table. What that table calls
 * macro F1 is the macro precision; it has its own name here.
 */
export interface CoreScore {
  readonly precisionDuplicates: number;
  readonly recallDuplicates: number;
  readonly precisionOthers: number;
  readonly recallOthers: number;
  readonly macroPrecision: number;
  /** Share of the documents whose set of duplicates is predicted exactly. */
  readonly accuracy: number;
}

type Sets = ReadonlyMap<string, ReadonlySet<string>>;

const NONE: ReadonlySet<string> = new Set();

const within = (part: ReadonlySet<string>, whole: ReadonlySet<string>): boolean =>
  [...part].every((id) => whole.has(id));

/** A document counts as found when its predicted set holds all of its duplicates. */
export function coreScore(labels: Sets, predictions: Sets): CoreScore {
  let [tp, fp, tn, fn, equal] = [0, 0, 0, 0, 0];
  for (const [id, duplicates] of labels) {
    const predicted = predictions.get(id) ?? NONE;
    if (predicted.size === 0) {
      if (duplicates.size === 0) tn++;
      else fn++;
    } else if (duplicates.size > 0 && within(duplicates, predicted)) tp++;
    else fp++;
    if (duplicates.size === predicted.size && within(duplicates, predicted)) equal++;
  }
  const share = (part: number, rest: number): number =>
    part + rest > 0 ? part / (part + rest) : 0;
  const precisionDuplicates = share(tp, fp);
  const precisionOthers = share(tn, fn);
  return {
    precisionDuplicates,
    recallDuplicates: share(tp, fn),
    precisionOthers,
    recallOthers: share(tn, fp),
    macroPrecision: (precisionDuplicates + precisionOthers) / 2,
    accuracy: equal / labels.size,
  };
}

/** For each document of a cluster, the others in it. */
export function predictionsOf(clusterOf: ReadonlyMap<string, number>): Map<string, Set<string>> {
  const members = Map.groupBy(clusterOf.keys(), (id) => clusterOf.get(id)!);
  return new Map(
    Array.from(clusterOf, ([id, cluster]) => [
      id,
      new Set(members.get(cluster)!.filter((other) => other !== id)),
    ]),
  );
}

/** Adjusted Rand index of two labelings of the same items, by pair counting. */
export function adjustedRandIndex(truth: readonly unknown[], found: readonly unknown[]): number {
  const pairs = (n: number): number => (n * (n - 1)) / 2;
  const count = (labels: readonly unknown[]): Map<unknown, number> => {
    const counts = new Map<unknown, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return counts;
  };
  const sum = (counts: Iterable<number>): number => {
    let total = 0;
    for (const n of counts) total += pairs(n);
    return total;
  };
  const numbers = (labels: readonly unknown[]): number[] => {
    const seen = new Map<unknown, number>();
    return labels.map((label) => {
      if (!seen.has(label)) seen.set(label, seen.size);
      return seen.get(label)!;
    });
  };
  const [a, b] = [numbers(truth), numbers(found)];
  const both = sum(count(a.map((label, i) => label * truth.length + b[i]!)).values());
  const [ofTruth, ofFound] = [sum(count(a).values()), sum(count(b).values())];
  const all = pairs(truth.length);
  const expected = all === 0 ? 0 : (ofTruth * ofFound) / all;
  const most = (ofTruth + ofFound) / 2;
  return most === expected ? 1 : (both - expected) / (most - expected);
}
