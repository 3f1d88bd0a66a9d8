import { F64List } from "../../core/f64-list.ts";
import { U32List } from "../../core/u32-list.ts";

/** Similar pairs of ranks, `lower` preferred to `higher`, with their cosines. */
export class SimilarEdges {
  readonly lower = new U32List();
  readonly higher = new U32List();
  readonly similarity = new F64List();

  add(lower: number, higher: number, similarity: number): void {
    this.lower.push(lower);
    this.higher.push(higher);
    this.similarity.push(similarity);
  }

  get length(): number {
    return this.lower.length;
  }

  /**
   * For each node, the edge to its most similar lower neighbour among those that `allowed` marks
   * (ties: the least neighbour); -1 where there is none.
   */
  best(nodeCount: number, allowed: Uint8Array): Int32Array {
    const best = new Int32Array(nodeCount).fill(-1);
    const [lower, higher] = [this.lower.view(), this.higher.view()];
    const similarity = this.similarity.view();
    for (let edge = 0; edge < lower.length; edge++) {
      if (!allowed[lower[edge]!]) continue;
      const other = best[higher[edge]!]!;
      if (other >= 0) {
        const gain = similarity[edge]! - similarity[other]!;
        if (gain < 0 || (gain === 0 && lower[edge]! >= lower[other]!)) continue;
      }
      best[higher[edge]!] = edge;
    }
    return best;
  }
}
