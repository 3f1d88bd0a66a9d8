import { assert } from "../core/assert.ts";
import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { ccFlatten } from "../kernels/cc-flatten.ts";
import { ccHook } from "../kernels/cc-hook.ts";
import { iota } from "../kernels/iota.ts";

/**
 * The least node of each node's component. A `nodeCount` known only when the recording runs
 * needs a `nodeCapacity`.
 */
export function connectedComponents(
  graph: Graph,
  left: Ref<"u32">,
  right: Ref<"u32">,
  edgeCount: Scalar,
  nodeCount: Scalar,
  nodeCapacity = typeof nodeCount === "number" ? nodeCount : undefined,
): Ref<"u32"> {
  assert(nodeCapacity !== undefined, "components of a variable number of nodes need a capacity");
  const parent = graph.scratch("component", "u32", nodeCapacity);
  graph.dispatch(iota, { result: parent }, { count: nodeCount });
  graph.dispatch(ccHook, { left, right, parent }, { count: edgeCount });
  graph.dispatch(ccFlatten, { parent }, { count: nodeCount });
  return parent;
}
