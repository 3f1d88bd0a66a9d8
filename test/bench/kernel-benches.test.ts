import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { kernelBenches } from "../../bench/kernels/index.ts";
import { defineKernelBench } from "../../bench/support/kernel-bench.ts";
import { copyBandwidth, difference, timeOn } from "../../bench/support/run-kernel.ts";
import { openCpu } from "../../src/backends/cpu/index.ts";
import { defineKernel, write } from "../../src/core/kernel.ts";

const open = () => openCpu({ budgetBytes: 2 ** 30 });

test("the list holds every bench of the folder", () => {
  const files = readdirSync("bench/kernels").filter((name) => name.endsWith(".bench.ts"));
  expect(kernelBenches.map(({ kernel }) => `${kernel.name}.bench.ts`).toSorted()).toEqual(
    files.toSorted(),
  );
});

test.each(kernelBenches.map((bench) => [bench.kernel.name, bench] as const))(
  "%s makes the same legal call for a size, edges included",
  async (_, bench) => {
    await using device = open();
    const size = bench.unit === "bytes" ? 3000 : 257;
    for (const call of [bench.make(1), bench.make(size), ...(bench.edges?.() ?? [])]) {
      expect(Object.keys(call.buffers)).toEqual(Object.keys(bench.kernel.bindings));
      expect(await difference(device, bench, call)).toBeUndefined();
    }
    expect(bench.make(size)).toEqual(bench.make(size));
  },
);

let runs = 0;
/** Counts its runs, so that no two of them agree. */
const moody = defineKernelBench({
  kernel: defineKernel({
    name: "moody",
    params: { count: "u32" },
    bindings: { result: write("u32") },
    workgroupSize: 64,
    invocations: ({ count }) => count,
    wgsl: "",
    cpu({ result }, { count }) {
      result.fill(result[0]! + 1, 0, count);
      result[count - 1] = ++runs;
    },
  }),
  unit: "values",
  sizes: [4],
  make: (count) => ({
    buffers: { result: new Uint32Array(count) },
    params: { count },
    bytes: count * 4,
    items: count,
  }),
});

test("says where a device differs from the reference", async () => {
  await using device = open();
  expect(await difference(device, moody, moody.make(4))).toBe("result[3] is 2, not 1");
});

test("times runs from the same contents", async () => {
  await using device = open();
  const before = runs;
  const timing = await timeOn(device, moody, moody.make(4), { seconds: 0, runs: 3 });
  expect(timing).toMatchObject({ runs: 3, clock: "wall" });
  // The first run, which uploads, is not among them.
  expect(runs - before).toBe(4);
});

test("measures copies in both directions", async () => {
  await using device = open();
  const bandwidth = await copyBandwidth(device, 2 ** 22, { seconds: 0, runs: 3 });
  expect(bandwidth).toBeGreaterThan(1e8);
});
