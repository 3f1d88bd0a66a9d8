import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { POOL_MODES, poolTokens as poolTokensKernel } from "../kernels/pool-tokens.ts";

/** One vector for the tokens of each row, at `mode` of them; as many rows as there are `lengths`. */
export function poolTokens(
  graph: Graph,
  buffers: { readonly values: Ref<"f32">; readonly lengths: Ref<"u32"> },
  size: {
    readonly rows: Scalar;
    readonly tokens: Scalar;
    readonly width: number;
    readonly dims: number;
  },
  mode: (typeof POOL_MODES)[number],
): Ref<"f32"> {
  const result = graph.scratch("pooled", "f32", buffers.lengths.length * size.dims);
  const params = { ...size, mode: POOL_MODES.indexOf(mode) };
  graph.dispatch(poolTokensKernel, { ...buffers, result }, params);
  return result;
}
