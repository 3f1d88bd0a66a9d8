import fc from "fast-check";
import { rowMark, rowState } from "../../src/kernels/keep-edges.ts";
import { keepRows } from "../../src/kernels/keep-rows.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

const { undecided, kept, removed } = rowState;
const { free, blocked, hit } = rowMark;

kernelSuite(keepRows, {
  examples: [
    {
      title: "free rows are kept, hit ones removed, blocked ones wait, decided ones stay",
      buffers: {
        marks: Uint32Array.of(free, hit, blocked, free, free),
        states: Uint32Array.of(undecided, undecided, undecided, removed, kept),
      },
      params: { count: 5 },
      outputs: {
        marks: Uint32Array.of(free, free, free, free, free),
        states: Uint32Array.of(kept, removed, undecided, removed, kept),
      },
    },
  ],
  calls: fc.array(fc.tuple(fc.nat(hit), fc.nat(removed)), { maxLength: 1000 }).map((rows) => ({
    buffers: {
      marks: Uint32Array.from(rows, ([mark, state]) => (state === undecided ? mark : free)),
      states: Uint32Array.from(rows, ([, state]) => state),
    },
    params: { count: rows.length },
  })),
});
