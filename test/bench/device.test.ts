import { expect, test } from "vitest";
import { rowsThatFit } from "../../bench/device/large-jobs.ts";
import { specifiedPeaks } from "../../bench/device/peaks.ts";
import { rooflinePlot } from "../../bench/device/roofline.ts";
import {
  type Column,
  measureSideBySide,
  type SideBySide,
} from "../../bench/device/side-by-side.ts";
import { sideTable } from "../../bench/device/side-table.ts";
import { kernelBenches } from "../../bench/kernels/index.ts";
import { openCpu } from "../../src/backends/cpu/index.ts";
import { scan } from "../../src/kernels/index.ts";

const absent: Column = {
  name: "cuda",
  device: undefined,
  missing: "no device",
  peaks: undefined,
  variants: [],
};

const counting = kernelBenches.find(({ kernel }) => kernel.name === "iota")!;
const benches = [{ ...counting, sizes: [2 ** 14, 2 ** 15] }];
const run = { quick: true, benches, copyBytes: 2 ** 20, say() {} };

test("sizes rise, and no kernel is without arithmetic", () => {
  for (const { kernel, sizes, work } of kernelBenches) {
    expect(sizes, kernel.name).toEqual([...new Set(sizes)].toSorted((a, b) => a - b));
    expect(work?.operations ?? 1, kernel.name).toBeGreaterThan(0);
  }
});

test("a device that is not there has its rows, which say why", async () => {
  await using device = openCpu({ budgetBytes: 3 * 2 ** 30 });
  const here: Column = { ...absent, name: "cpu", device, missing: "" };
  const measured = await measureSideBySide([absent, here], run);
  expect(measured.wrong).toEqual([]);
  expect(measured.rows).toHaveLength(2);
  for (const { cells } of measured.rows) {
    expect(cells["cuda"]).toEqual({ notMeasured: "no device" });
  }
  expect(measured.rows[0]!.cells["cpu"]).toMatchObject({ clock: "wall" });
  const { rows, note } = sideTable([absent, here], measured);
  expect(rows[0]!.slice(0, 7)).toEqual([
    "iota",
    "16.4 k values",
    "65.5 kB",
    "16.4 k",
    "not measured: no device",
    "-",
    "-",
  ]);
  expect(note).toContain("cuda: not measured: no device.");
});

test("a kernel that is wrong is told of and not timed", async () => {
  await using device = openCpu({ budgetBytes: 3 * 2 ** 30 });
  const wrongly = {
    ...device,
    prepare: async (...given: Parameters<typeof device.prepare>) => {
      const prepared = await device.prepare(...given);
      return {
        kernelTimes: [],
        run: async (...inputs: Parameters<typeof prepared.run>) => {
          const outputs = await prepared.run(...inputs);
          for (const output of Object.values(outputs)) output[0]!++;
          return outputs;
        },
        [Symbol.asyncDispose]: async () => await prepared[Symbol.asyncDispose](),
      };
    },
  };
  const column: Column = { ...absent, name: "cpu", device: wrongly };
  const measured = await measureSideBySide([column], run);
  expect(measured.wrong[0]).toBe("iota of 16384 on cpu: result[0] is 1, not 0");
  expect(measured.rows.map(({ cells }) => cells["cpu"])).toContainEqual({ notMeasured: "WRONG" });
});

test("jobs are as large as is wanted, or as the disk and the memory hold", () => {
  const job = { rows: [1000, 10], diskBytes: 100, memoryBytes: 10 } as const;
  const plenty = { disk: 1e9, memory: 1e9 };
  expect(rowsThatFit(job, false, plenty)).toBe(1000);
  expect(rowsThatFit(job, true, plenty)).toBe(10);
  expect(rowsThatFit(job, false, { ...plenty, disk: 10_000 })).toBe(60);
  expect(rowsThatFit(job, false, { ...plenty, memory: 1000 })).toBe(50);
});

test("specified peaks follow from the multiprocessors and their highest clock", () => {
  const adapter = { ordinal: 0, name: "NVIDIA H200", uuid: "", capability: "9.0" };
  const peaks = specifiedPeaks({ ...adapter, multiprocessors: 132, clockHertz: 1.98e9 })!;
  expect(peaks.f32! / 1e12).toBeCloseTo(66.9, 1);
  expect(peaks.tensor!.f16! / 1e12).toBeCloseTo(1070.5, 1);
  expect(peaks.tensor!.tf32).toBe(peaks.tensor!.f16! / 2);
});

test("a roofline shows each kernel at its largest size, and escapes names", () => {
  const cell = (seconds: number) => ({
    seconds,
    clock: "device" as const,
    runs: 3,
    ofCopy: 1,
    ofPeak: 1,
  });
  const row = (size: number, seconds: number) => ({
    kernel: scan.name,
    unit: "values",
    size,
    items: size,
    bytes: 8 * size,
    operations: size,
    cells: { cpu: cell(seconds) },
  });
  const measured: SideBySide = {
    copyBytesPerSecond: { cpu: 1e9 },
    rows: [row(1000, 1e-3), row(10_000, 2e-5)],
    wrong: [],
  };
  const device = { ...openCpu({ budgetBytes: 1 }), name: "A & B" };
  const peaks = { source: "", f32: 1e12 };
  const svg = rooflinePlot({ ...absent, name: "cpu", device, peaks }, measured);
  expect(svg).toContain("A &amp; B");
  expect(svg.match(/<circle/g)).toHaveLength(1);
  expect(svg).toContain(">1 scan</text>");
  expect(svg).not.toMatch(/NaN|Infinity/);
});
