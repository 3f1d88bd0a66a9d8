/** Two rows, the lower first, and their exact similarity. */
export interface TruePair {
  readonly low: number;
  readonly high: number;
  readonly jaccard: number;
}

/** The distinct windows of `n` code points of a text; of a shorter one, the text. */
export function shinglesOf(text: string, n: number): Set<string> {
  const points = [...text];
  if (points.length === 0) return new Set();
  if (points.length <= n) return new Set([text]);
  return new Set(
    Array.from({ length: points.length - n + 1 }, (_, i) => points.slice(i, i + n).join("")),
  );
}

/**
 * All pairs whose Jaccard similarity reaches `least`, by counting what each row shares with all
 * rows before it. It shares no code with what is measured.
 */
export function truePairs(texts: readonly string[], least: number, n = 5): TruePair[] {
  const ids = new Map<string, number>();
  const holders: number[][] = [];
  const sizes: number[] = [];
  const shared = new Uint32Array(texts.length);
  const pairs: TruePair[] = [];
  texts.forEach((text, high) => {
    const set = shinglesOf(text, n);
    sizes.push(set.size);
    shared.fill(0, 0, high);
    for (const shingle of set) {
      let id = ids.get(shingle);
      if (id === undefined) ids.set(shingle, (id = holders.push([]) - 1));
      for (const low of holders[id]!) shared[low]!++;
      holders[id]!.push(high);
    }
    for (let low = 0; low < high; low++) {
      if (shared[low] === 0) continue;
      const jaccard = shared[low]! / (set.size + sizes[low]! - shared[low]!);
      if (jaccard >= least) pairs.push({ low, high, jaccard });
    }
  });
  return pairs;
}
