import { ccFlatten } from "../../src/kernels/cc-flatten.ts";
import { ccHook } from "../../src/kernels/cc-hook.ts";
import { defineKernelBench, randomU32 } from "../support/kernel-bench.ts";

export const bench = defineKernelBench({
  kernel: ccHook,
  unit: "edges",
  work: { on: "u32", operations: 3 },
  // Which edge comes first decides who hangs under whom; flattened trees are equal.
  settle({ parent }) {
    ccFlatten.cpu({ parent }, { count: parent.length });
  },
  sizes: [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 25],
  make(count) {
    const random = randomU32(1);
    return {
      buffers: {
        left: new Uint32Array(count).map(() => random() % count),
        right: new Uint32Array(count).map(() => random() % count),
        parent: new Uint32Array(count).map((_, i) => i),
      },
      params: { count },
      bytes: count * 16,
      items: count,
    };
  },
});
