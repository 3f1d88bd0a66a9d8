import { distinctValues, positionIn } from "../../core/sorted.ts";
import { similar } from "../../ops/similar.ts";
import type { Ranks } from "../ranks.ts";
import type { FinishRequest } from "../stage.ts";
import type { ShingleTile, ShingleTiles } from "./shingle-tile.ts";

export interface MeasuredRecall {
  /** Share of the similar pairs that share a bucket. */
  readonly value: number;
  /** Rows whose pairs with all rows were looked at. */
  readonly sample: number;
  /** Similar pairs among those. */
  readonly pairs: number;
}

const SAMPLE = 2000;
/** Texts turned into sets at a time, in bytes. */
const PORTION_BYTES = 16 * 2 ** 20;

/**
 * Recall of the candidates by brute force: every pair of a sampled row with any other row whose
 * exact similarity reaches the threshold is found (by prefix filtering, which misses none: two sets
 * of Jaccard similarity t share one of their first (1 - t) n + 1 elements in any common order), and
 * the share of those pairs that have a band in common is the recall.
 *
 * Source: Bayardo, Ma, Srikant, "Scaling up all pairs similarity search", WWW 2007.
 */
export async function measureRecall(
  { states }: Pick<FinishRequest, "states">,
  ranks: Ranks,
  candidates: Uint32Array,
  tiles: ShingleTiles,
  { bands, threshold }: { readonly bands: number; readonly threshold: number },
): Promise<MeasuredRecall> {
  const perMille = Math.round(threshold * 1000);
  const rows = ranks.rows(candidates);
  const lengths = await states.words("textLengths", rows);
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  const sample = rows.filter((_, i) => i % step === 0).subarray(0, SAMPLE);
  const sampled = new Set(sample);
  const own = await tiles.build(states, sample, await states.words("textLengths", sample));
  const prefixes = new Map<number, number[]>();
  sample.forEach((_, i) => {
    for (const hash of prefixOf(own, i, threshold)) {
      const list = prefixes.get(hash);
      if (list) list.push(i);
      else prefixes.set(hash, [i]);
    }
  });

  const left: number[] = [];
  const right: number[] = [];
  for (let start = 0, end = 0; start < rows.length; start = end) {
    for (let bytes = 0; end < rows.length && bytes < PORTION_BYTES; end++) {
      bytes += lengths[end]!;
    }
    const portion = rows.subarray(start, end);
    const tile = await tiles.build(states, portion, lengths.subarray(start, end));
    portion.forEach((row, at) => {
      const met = new Set<number>();
      for (const hash of prefixOf(tile, at, threshold)) {
        for (const i of prefixes.get(hash) ?? []) met.add(i);
      }
      for (const i of met) {
        // A pair of two sampled rows counts once.
        if (sample[i] === row || (row < sample[i]! && sampled.has(row))) continue;
        const shared = intersection(own, i, tile, at);
        if (!similar(shared, own.counts[i]!, tile.counts[at]!, perMille)) continue;
        left.push(sample[i]!);
        right.push(row);
      }
    });
  }

  const found = new Uint8Array(left.length);
  const paired = distinctValues(Uint32Array.from([...left, ...right]));
  for (let band = 0; band < bands; band++) {
    const hi = await states.words(`hi${band}`, paired);
    const lo = await states.words(`lo${band}`, paired);
    left.forEach((row, i) => {
      const [a, b] = [positionIn(paired, row), positionIn(paired, right[i]!)];
      if (hi[a] === hi[b] && lo[a] === lo[b]) found[i] = 1;
    });
  }
  const hits = found.reduce((sum, one) => sum + one, 0);
  const value = left.length === 0 ? 1 : hits / left.length;
  return { value, sample: sample.length, pairs: left.length };
}

function prefixOf(
  { starts, counts, hashes }: ShingleTile,
  i: number,
  threshold: number,
): Uint32Array {
  const length = counts[i]! - Math.ceil(threshold * counts[i]! - 1e-9) + 1;
  return hashes.subarray(starts[i], starts[i]! + Math.max(1, length));
}

function intersection(a: ShingleTile, i: number, b: ShingleTile, j: number): number {
  let [x, y] = [a.starts[i]!, b.starts[j]!];
  const [xEnd, yEnd] = [x + a.counts[i]!, y + b.counts[j]!];
  let shared = 0;
  while (x < xEnd && y < yEnd) {
    const [p, q] = [a.hashes[x]!, b.hashes[y]!];
    if (p === q) shared++;
    if (p <= q) x++;
    if (q <= p) y++;
  }
  return shared;
}
