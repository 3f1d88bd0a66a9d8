import fc from "fast-check";
import { compact } from "../../src/kernels/compact.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

function call(entries: readonly (readonly [value: number, flag: boolean])[]) {
  let next = 0;
  return {
    buffers: {
      values: Uint32Array.from(entries, ([value]) => value),
      flags: Uint32Array.from(entries, ([, flag]) => Number(flag)),
      positions: Uint32Array.from(entries, ([, flag]) => (flag ? next++ : next)),
      result: new Uint32Array(entries.length),
    },
    params: { count: entries.length },
  };
}

kernelSuite(compact, {
  examples: [
    {
      title: "moves the flagged values up",
      buffers: {
        values: Uint32Array.of(5, 6, 7, 8),
        flags: Uint32Array.of(0, 1, 0, 1),
        positions: Uint32Array.of(0, 0, 1, 1),
        result: Uint32Array.of(1, 1, 1, 1),
      },
      params: { count: 4 },
      outputs: { result: Uint32Array.of(6, 8, 1, 1) },
    },
  ],
  calls: fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 600 }).map(call),
});
