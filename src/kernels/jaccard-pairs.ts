import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/jaccard-pairs.wgsl" with { type: "text" };

/**
 * The size of the intersection of each pair of sets. Set `i` is the `counts[i]` ascending
 * elements of `hashes` from `starts[i]`; `left` and `right` name the sets of a pair.
 */
export const jaccardPairs = defineKernel({
  name: "jaccard-pairs",
  params: { pairCount: "u32" },
  bindings: {
    starts: read("u32"),
    counts: read("u32"),
    hashes: read("u32"),
    left: read("u32"),
    right: read("u32"),
    intersections: write("u32"),
  },
  workgroupSize: 64,
  invocations: ({ pairCount }) => pairCount * 64,
  wgsl,
  cuda: "kernels-cuda/jaccard-pairs.cu",
  wasm: "kernels-wasm/jaccard-pairs.ts",
  cpu({ starts, counts, hashes, left, right, intersections }, { pairCount }) {
    const setOf = (i: number): Uint32Array => hashes.subarray(starts[i], starts[i]! + counts[i]!);
    for (let pair = 0; pair < pairCount; pair++) {
      const a = setOf(left[pair]!);
      const b = setOf(right[pair]!);
      let shared = 0;
      for (let i = 0, j = 0; i < a.length && j < b.length;) {
        const [x, y] = [a[i]!, b[j]!];
        if (x === y) shared++;
        if (x <= y) i++;
        if (y <= x) j++;
      }
      intersections[pair] = shared;
    }
  },
});
