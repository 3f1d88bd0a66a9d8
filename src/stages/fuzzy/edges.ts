import { U32List } from "../../core/u32-list.ts";

/** Verified similar pairs: `lower` is preferred to `higher`; their sets share `shared` of `union`. */
export class Edges {
  readonly lower = new U32List();
  readonly higher = new U32List();
  readonly shared = new U32List();
  readonly union = new U32List();

  add(lower: number, higher: number, shared: number, union: number): void {
    this.lower.push(lower);
    this.higher.push(higher);
    this.shared.push(shared);
    this.union.push(union);
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
    const [shared, union] = [this.shared.view(), this.union.view()];
    for (let edge = 0; edge < lower.length; edge++) {
      if (!allowed[lower[edge]!]) continue;
      const node = higher[edge]!;
      const other = best[node]!;
      if (other >= 0) {
        const gain = shared[edge]! * union[other]! - shared[other]! * union[edge]!;
        if (gain < 0 || (gain === 0 && lower[edge]! >= lower[other]!)) continue;
      }
      best[node] = edge;
    }
    return best;
  }

  similarity(edge: number): number {
    return this.shared.at(edge) / this.union.at(edge);
  }
}
