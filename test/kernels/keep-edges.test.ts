import fc from "fast-check";
import { keepEdges, rowMark, rowState } from "../../src/kernels/keep-edges.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

const { undecided, kept, removed } = rowState;
const { free, blocked, hit } = rowMark;

const ROWS = 300;

kernelSuite(keepEdges, {
  examples: [
    {
      title: "a kept neighbour hits, an undecided one blocks, a removed one does neither",
      buffers: {
        lower: Uint32Array.of(0, 1, 2),
        higher: Uint32Array.of(3, 4, 5),
        states: Uint32Array.of(kept, undecided, removed, undecided, undecided, undecided),
        marks: new Uint32Array(6),
      },
      params: { count: 3 },
      outputs: { marks: Uint32Array.of(free, free, free, hit, blocked, free) },
    },
    {
      title: "a hit outweighs a block, and decided rows are left alone",
      buffers: {
        lower: Uint32Array.of(1, 0, 1, 0),
        higher: Uint32Array.of(2, 2, 2, 3),
        states: Uint32Array.of(kept, undecided, undecided, removed),
        marks: new Uint32Array(4),
      },
      params: { count: 4 },
      outputs: { marks: Uint32Array.of(free, free, hit, free) },
    },
  ],
  calls: fc
    .record({
      edges: fc.array(fc.tuple(fc.nat(ROWS - 2), fc.nat(ROWS - 2)), { maxLength: 1000 }),
      states: fc.uint32Array({ minLength: ROWS, maxLength: ROWS, max: removed }),
    })
    .map(({ edges, states }) => ({
      buffers: {
        lower: Uint32Array.from(edges, ([a, b]) => Math.min(a, b)),
        higher: Uint32Array.from(edges, ([a, b]) => Math.max(a, b) + 1),
        states,
        marks: new Uint32Array(ROWS),
      },
      params: { count: edges.length },
    })),
});
