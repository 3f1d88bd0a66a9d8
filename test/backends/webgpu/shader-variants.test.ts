import { describe, expect, test } from "vitest";
import { openDawn } from "../../../src/backends/webgpu/dawn.ts";
import { shaderFor } from "../../../src/backends/webgpu/pipelines.ts";
import { dot, squaredLengths } from "../../../src/core/matrix.ts";
import { execute } from "../../../src/graph/execute.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { similarPairs } from "../../../src/kernels/similar-pairs.ts";
import { topProducts } from "../../../src/kernels/top-products.ts";
import { productError } from "../../../src/ops/product-error.ts";
import { seededRandom } from "../../../src/ops/seeded-random.ts";
import { present } from "./support.ts";

const open = (without: readonly string[]) =>
  openDawn({ adapterName: "SwiftShader", budgetBytes: 2 ** 28, without });

test("the best shader is that of a device with all that it needs", () => {
  const shader = (...features: string[]) => shaderFor(similarPairs, new Set(features));
  expect(shader()).toEqual({ wgsl: similarPairs.wgsl });
  expect(shader("subgroups").wgsl).toMatch(/^enable subgroups;/);
  expect(shader("shader-f16", "timestamp-query")).toMatchObject({ inputs: "wgsl-f16" });
  expect(shader("shader-f16").wgsl).not.toContain("subgroup");
  expect(shader("shader-f16", "subgroups").wgsl).toMatch(/^enable f16, subgroups;/);
  expect(shaderFor(topProducts, new Set(["shader-f16", "subgroups"])).inputs).toBeUndefined();
});

test.runIf(present)("a device has the features that it is not opened without", async () => {
  await using all = await open([]);
  await using few = await open(["subgroups"]);
  // What the kernel suites run on: similar-pairs on the first counts in subgroups.
  expect(all.features).toContain("subgroups");
  expect(few.features).toEqual(all.features.filter((feature) => feature !== "subgroups"));
  expect(few.productInputs!(similarPairs)).toBe("f32");
});

/**
 * What halves do, where there are none: numbers are rounded to f16 by a function that all devices
 * have, and stay f32.
 */
function withoutHalves(wgsl: string): string {
  const emulated = wgsl
    .replace(/^enable f16(, |;)/, (_, more) => (more === ";" ? "" : "enable "))
    .replace("alias Factor = f16;", "alias Factor = f32;")
    .replace("return f16(value);", "return quantizeToF16(value);");
  expect(emulated).not.toMatch(/\bf16\b/);
  return emulated;
}

/** Rows of length 1, around a common direction. */
function unitRows(rowCount: number, dims: number): Float32Array {
  const random = seededRandom(rowCount + dims);
  const values = Float32Array.from({ length: rowCount * dims }, () => 1.1 + random() - 0.5);
  const lengths = squaredLengths({ rowCount, dims, values }).map(Math.sqrt);
  return values.map((value, i) => value / lengths[Math.floor(i / dims)]!);
}

describe.runIf(present)("pairs found with halves, emulated", () => {
  test.each([[["shader-f16"]], [["shader-f16", "subgroups"]]])(
    "and %j let no similar pair by, and few others",
    async (features) => {
      const [rowCount, dims, least] = [150, 64, 0.95];
      const { inputs, wgsl } = shaderFor(similarPairs, new Set(features));
      const { variants: _, ...base } = similarPairs;
      const kernel = { ...base, wgsl: withoutHalves(wgsl) };
      const values = unitRows(rowCount, dims);
      const error = productError(dims, inputs);
      const capacity = rowCount * rowCount;
      const graph = new Graph("halves");
      const rows = graph.input("rows", "f32", values.length);
      const count = graph.zeros("count", "u32", 1);
      const left = graph.scratch("left", "u32", capacity);
      const right = graph.scratch("right", "u32", capacity);
      const params = { aRows: rowCount, bRows: rowCount, dims, capacity, triangular: 1 };
      const threshold = least - error;
      graph.dispatch(kernel, { a: rows, b: rows, count, left, right }, { ...params, threshold });
      for (const [name, ref] of Object.entries({ count, left, right })) graph.output(name, ref);
      await using device = await open([]);
      const outputs = await execute(device, graph, { rows: values });
      const found = new Set<number>();
      for (let i = 0; i < outputs["count"]![0]!; i++) {
        found.add(outputs["left"]![i]! * rowCount + outputs["right"]![i]!);
      }
      let similar = 0;
      for (let i = 0; i < rowCount; i++) {
        for (let j = i + 1; j < rowCount; j++) {
          const cosine = dot(values, i * dims, values, j * dims, dims);
          if (cosine >= least) {
            similar++;
            expect(found).toContain(i * rowCount + j);
          } else if (cosine < least - 2 * error) expect(found).not.toContain(i * rowCount + j);
        }
      }
      expect(found.size).toBe(outputs["count"]![0]!);
      expect(similar).toBeGreaterThan(100);
      expect(similar).toBeLessThan((rowCount * rowCount) / 2 - 100);
    },
  );
});
