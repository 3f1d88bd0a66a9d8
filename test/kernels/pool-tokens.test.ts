import fc from "fast-check";
import { POOL_MODES, poolTokens } from "../../src/kernels/pool-tokens.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { wholeNumbers } from "../support/whole-matrices.ts";

type Mode = (typeof POOL_MODES)[number];

function call(
  values: Float32Array,
  lengths: readonly number[],
  { width, dims = width, mode }: { width: number; dims?: number; mode: Mode },
) {
  const rows = lengths.length;
  return {
    buffers: {
      values,
      lengths: Uint32Array.from(lengths),
      result: new Float32Array(rows * dims).fill(7),
    },
    params: {
      ...{ rows, tokens: values.length / width / rows, width, dims },
      mode: POOL_MODES.indexOf(mode),
    },
  };
}

// Two texts of up to three tokens; what is behind the second one's two is padding.
const VALUES = Float32Array.of(1, -2, 4, 0, 1, 8, 3, 30, 5, 10, 99, 99);

const example = (mode: Mode, ...result: readonly number[]) => ({
  title: `pools by ${mode}`,
  ...call(VALUES, [3, 2], { width: 2, mode }),
  outputs: { result: Float32Array.from(result) },
});

kernelSuite(poolTokens, {
  examples: [
    example("mean", 2, 2, 4, 20),
    example("cls", 1, -2, 3, 30),
    example("max", 4, 8, 5, 30),
    example(
      "mean_sqrt_len_tokens",
      6 / Math.sqrt(3),
      6 / Math.sqrt(3),
      8 / Math.SQRT2,
      40 / Math.SQRT2,
    ),
    example("lasttoken", 1, 8, 5, 10),
    {
      title: "keeps the leading dimensions",
      ...call(VALUES, [3, 2], { width: 2, dims: 1, mode: "mean" }),
      outputs: { result: Float32Array.of(2, 4) },
    },
    {
      title: "does with nothing",
      ...call(new Float32Array(), [], { width: 3, mode: "mean" }),
      outputs: { result: new Float32Array() },
    },
  ],
  // Whole numbers, whose sums are exact.
  calls: fc
    .record({
      lengths: fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 9 }),
      width: fc.integer({ min: 1, max: 40 }),
      cut: fc.integer({ min: 0, max: 39 }),
      mode: fc.constantFrom(...POOL_MODES),
      seed: fc.integer(),
    })
    .map(({ lengths, width, cut, mode, seed }) => {
      const tokens = Math.ceil(Math.max(...lengths) / 8) * 8;
      const values = wholeNumbers(lengths.length * tokens * width, seed, 1000);
      return call(values, lengths, { width, dims: Math.max(1, width - cut), mode });
    }),
});
