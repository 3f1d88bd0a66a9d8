import fc from "fast-check";
import { ccHook } from "../../src/kernels/cc-hook.ts";
import { kernelSuite } from "../support/kernel-suite.ts";

const NODES = 1000;
const identity = Uint32Array.from({ length: NODES }, (_, i) => i);

function center(node: number): number {
  return node - (node % 50);
}

kernelSuite(ccHook, {
  examples: [
    {
      title: "hooks the larger node under the smaller, whichever comes first",
      buffers: {
        left: Uint32Array.of(1, 4, 0),
        right: Uint32Array.of(3, 2, 0),
        parent: Uint32Array.of(0, 1, 2, 3, 4),
      },
      params: { count: 3 },
      outputs: { parent: Uint32Array.of(0, 1, 2, 1, 2) },
    },
    {
      title: "hooks roots, not the nodes of the edge",
      buffers: {
        left: Uint32Array.of(3),
        right: Uint32Array.of(2),
        parent: Uint32Array.of(0, 1, 0, 1),
      },
      params: { count: 1 },
      outputs: { parent: Uint32Array.of(0, 0, 0, 1) },
    },
  ],
  // Stars around their least node, edges repeated and turned: the trees of which any order of the
  // edges gives the same. What order may change is compared after flattening, by the op's test.
  calls: fc
    .array(fc.tuple(fc.integer({ min: 1, max: NODES - 1 }), fc.boolean()), { maxLength: 2000 })
    .map((edges) => ({
      buffers: {
        left: Uint32Array.from(edges, ([node, turned]) => (turned ? center(node) : node)),
        right: Uint32Array.from(edges, ([node, turned]) => (turned ? node : center(node))),
        parent: identity.slice(),
      },
      params: { count: edges.length },
    })),
});
