import { describe, expect, test } from "vitest";
import { workgroupGrid } from "../../../src/backends/webgpu/workgroups.ts";
import { KernelError } from "../../../src/core/errors.ts";
import { record } from "../../../src/graph/recording.ts";
import { affine, affineGraph, affineOf, iota } from "./kernels.ts";
import { openWatched, present } from "./support.ts";

const LIMIT = 65_535;

test("workgroups fill one row while they fit, then rows of equal length", () => {
  const grid = (workgroups: number): readonly number[] =>
    workgroupGrid(affine, workgroups * 64, LIMIT);
  expect(grid(0)).toEqual([0, 0]);
  expect(grid(1)).toEqual([1, 1]);
  expect(workgroupGrid(affine, 65, LIMIT)).toEqual([2, 1]);
  expect(grid(LIMIT)).toEqual([LIMIT, 1]);
  expect(grid(LIMIT + 1)).toEqual([32_768, 2]);
  expect(grid(LIMIT * 2 + 1)).toEqual([43_691, 3]);
});

test("more workgroups than a grid holds are refused by the name of the kernel", () => {
  const tooMany = (LIMIT * LIMIT + 1) * 64;
  expect(() => workgroupGrid(affine, tooMany, LIMIT)).toThrow(KernelError);
  expect(() => workgroupGrid(affine, tooMany, LIMIT)).toThrow("Kernel affine-64 cannot run");
  expect(() => workgroupGrid(affine, Number.NaN, LIMIT)).toThrow(KernelError);
  expect(() => workgroupGrid(affine, -64, LIMIT)).toThrow(KernelError);
});

describe.runIf(present)("on WebGPU", () => {
  test("each of 70 000 workgroups does its part", async () => {
    await using watched = await openWatched();
    const count = 70_000;
    await using prepared = await watched.device.prepare(record(affineGraph(count, affineOf(1))));
    const { result } = await prepared.run({ values: iota(count) }, { factor: 2, offset: 1, count });
    expect(result).toEqual(iota(count, (i) => i * 2 + 1));
  });
});
