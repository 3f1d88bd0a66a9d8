import { defineKernel, read, write } from "../core/kernel.ts";
import wgsl from "../../shaders/pool-tokens.wgsl" with { type: "text" };

/** How the vectors of a text's tokens become one, by the number that `mode` has for it. */
export const POOL_MODES = ["mean", "cls", "max", "mean_sqrt_len_tokens", "lasttoken"] as const;

/**
 * Pools the vectors of each row's first `lengths[row]` of `tokens` tokens, at least one, into one of
 * `dims` numbers, the first of the `width` that each token has; `mode` is a place in `POOL_MODES`.
 */
export const poolTokens = defineKernel({
  name: "pool-tokens",
  params: { rows: "u32", tokens: "u32", width: "u32", dims: "u32", mode: "u32" },
  bindings: { values: read("f32"), lengths: read("u32"), result: write("f32") },
  workgroupSize: 256,
  invocations: ({ rows, dims }) => rows * dims,
  wgsl,
  // Sums of sums of 16 tokens: for 512 tokens less than 48 roundings, of up to all that is summed.
  tolerance: { result: { ulps: 64 } },
  cpu({ values, lengths, result }, { rows, tokens, width, dims, mode }) {
    for (let row = 0; row < rows; row++) {
      const length = lengths[row]!;
      for (let column = 0; column < dims; column++) {
        const start = row * tokens * width + column;
        const at = (token: number): number => values[start + token * width]!;
        let [sum, most] = [0, at(0)];
        for (let token = 0; token < length; token++) {
          sum += at(token);
          most = Math.max(most, at(token));
        }
        const pooled = [sum / length, at(0), most, sum / Math.sqrt(length), at(length - 1)];
        result[row * dims + column] = pooled[mode]!;
      }
    }
  },
});
