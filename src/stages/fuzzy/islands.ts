import { distinctValues } from "../../core/sorted.ts";
import type { Buckets, BucketSet } from "./bucket-set.ts";

/** Buckets that can be decided on without the others. */
export interface Portion {
  /** The ranks in them, ascending. The buckets name them by their position here. */
  readonly ranks: Uint32Array;
  readonly buckets: Buckets;
  /** The same by band. */
  readonly bands: readonly Buckets[];
}

/**
 * Ranks that buckets link, directly or through others, are an island: what becomes of one does not
 * depend on what is elsewhere.
 */
export class Islands {
  readonly #set: BucketSet;
  /** For each rank its island plus one; 0 where it is in none. */
  readonly #islandOf: Uint32Array;
  readonly count: number;

  /** Islands without any of the `asked` ranks, 1 each, are left out. */
  constructor(set: BucketSet, rankCount: number, asked?: Uint8Array) {
    this.#set = set;
    const { rows, starts } = set.buckets;
    const parents = new Uint32Array(rankCount);
    // A parent is kept plus one, so that 0 stands for ranks without a bucket.
    for (const rank of rows) parents[rank] = rank + 1;
    const root = (rank: number): number => {
      while (parents[rank] !== rank + 1) {
        const parent = parents[rank]! - 1;
        parents[rank] = parents[parent]!;
        rank = parent;
      }
      return rank;
    };
    for (let bucket = 0; bucket < set.length; bucket++) {
      let least = root(rows[starts[bucket]!]!);
      for (let i = starts[bucket]! + 1; i < starts[bucket + 1]!; i++) {
        const other = root(rows[i]!);
        if (other === least) continue;
        parents[Math.max(least, other)] = Math.min(least, other) + 1;
        least = Math.min(least, other);
      }
    }
    const isLeft = asked && new Uint8Array(rankCount).fill(1);
    asked?.forEach((value, rank) => {
      if (value && parents[rank]! > 0) isLeft![root(rank)] = 0;
    });
    // Roots are the least of their islands and parents come before: one pass numbers all.
    let count = 0;
    for (let rank = 0; rank < rankCount; rank++) {
      const parent = parents[rank]! - 1;
      if (parent < 0) continue;
      if (parent === rank) parents[rank] = isLeft?.[rank] ? 0 : ++count;
      else parents[rank] = parents[parent]!;
    }
    this.#islandOf = parents;
    this.count = count;
  }

  /** The island of a rank; -1 where the rank is in none. */
  of(rank: number): number {
    return this.#islandOf[rank]! - 1;
  }

  /**
   * All islands in order, as many at a time as weigh no more than `most`, but at least one. Asked
   * for once: the ranks' islands are forgotten with it.
   */
  *portions(weights: Float64Array, most: number): Generator<Portion> {
    const { rows, starts } = this.#set.buckets;
    const ends = new Uint32Array(this.count + 1);
    const islandOfBucket = (bucket: number): number => this.of(rows[starts[bucket]!]!);
    for (let bucket = 0; bucket < this.#set.length; bucket++) {
      const island = islandOfBucket(bucket);
      if (island >= 0) ends[island + 1]!++;
    }
    for (let i = 0; i < this.count; i++) ends[i + 1]! += ends[i]!;
    const order = new Uint32Array(ends[this.count]!);
    for (let bucket = 0; bucket < this.#set.length; bucket++) {
      const island = islandOfBucket(bucket);
      if (island >= 0) order[ends[island]!++] = bucket;
    }
    for (let island = 0, next = 0; next < this.count; island = next) {
      let weight = weights[next++]!;
      while (next < this.count && weight + weights[next]! <= most) weight += weights[next++]!;
      const chosen = order.subarray(island === 0 ? 0 : ends[island - 1], ends[next - 1]);
      yield this.#portion(chosen.toSorted());
    }
  }

  #portion(chosen: Uint32Array): Portion {
    const { rows, starts } = this.#set.buckets;
    const ends = new Uint32Array(chosen.length + 1);
    chosen.forEach((bucket, i) => (ends[i + 1] = ends[i]! + starts[bucket + 1]! - starts[bucket]!));
    const members = new Uint32Array(ends[chosen.length]!);
    chosen.forEach((bucket, i) => {
      const [first, start, length] = [starts[bucket]!, ends[i]!, ends[i + 1]! - ends[i]!];
      for (let k = 0; k < length; k++) members[start + k] = rows[first + k]!;
    });
    const ranks = distinctValues(members.slice());
    // The islands of these ranks are not asked for again.
    const positions = this.#islandOf;
    ranks.forEach((rank, position) => (positions[rank] = position));
    members.forEach((rank, i) => (members[i] = positions[rank]!));

    const bands: Buckets[] = [];
    const { bandStarts } = this.#set;
    let next = 0;
    for (let band = 0; band + 1 < bandStarts.length; band++) {
      const first = next;
      while (next < chosen.length && chosen[next]! < bandStarts[band + 1]!) next++;
      bands.push({ rows: members, starts: ends.subarray(first, next + 1) });
    }
    return { ranks, buckets: { rows: members, starts: ends }, bands };
  }
}
