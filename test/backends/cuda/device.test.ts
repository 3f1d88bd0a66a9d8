import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCuda } from "../../../src/backends/cuda/index.ts";
import { defineKernel, read, write } from "../../../src/core/kernel.ts";
import type { Kernel } from "../../../src/core/kernel.ts";
import { execute } from "../../../src/graph/execute.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import { variable } from "../../../src/graph/scalar.ts";
import { iota } from "../../../src/kernels/index.ts";
import { selfCheck } from "../../../src/pipeline/self-check.ts";
import { nodePlatform } from "../../../src/runtime/node-platform.ts";
import {
  canEmulate,
  emulatedDriver,
  emulatedImage,
  openEmulatedCuda,
} from "../../support/cuda-emulator.ts";

const refusal = (name: string, message: string) =>
  expect.objectContaining({
    name,
    message: expect.stringContaining(message) as string,
    fix: expect.any(String) as string,
  }) as Error;

const noImages = async (): Promise<undefined> => undefined;

describe("without a driver", () => {
  test("CUDA is refused, with the places that were looked in", async () => {
    const driverPath = join("no", "such", "libcuda.so.1");
    await expect(openCuda({ driverPath, images: noImages })).rejects.toThrow(
      refusal("UnsupportedError", "no driver"),
    );
  });

  test("a library that is no driver is refused", async () => {
    const driverPath = process.platform === "linux" ? "libm.so.6" : process.execPath;
    await expect(openCuda({ driverPath, images: noImages })).rejects.toThrow(
      refusal("UnsupportedError", "has no cuInit"),
    );
  });
});

/** A kernel that is made of its text, for what no real kernel does. */
function made(name: string, body: string): { kernel: Kernel; image: () => Uint8Array } {
  const kernel = defineKernel({
    name,
    params: { count: "u32" },
    bindings: { values: read("u32"), result: write("u32") },
    workgroupSize: 64,
    invocations: ({ count }) => count,
    wgsl: "",
    cuda: `${name}.cu`,
    cpu() {},
  });
  const source = `struct Params { uint32_t count; };
    extern "C" void ${name}(const Params params, const uint32_t* values, uint32_t* result) {${body}}`;
  return { kernel, image: () => emulatedImage(name, source) };
}

function graphOf(kernel: Kernel, length: number): Graph {
  const graph = new Graph("test");
  const values = graph.input("values", "u32", length);
  const result = graph.scratch("result", "u32", length);
  graph.dispatch(kernel, { values, result }, { count: variable("count") });
  graph.output("result", result, ({ count }) => count!);
  return graph;
}

describe.runIf(canEmulate)("on an emulated driver", () => {
  test("the stages compute what the reference computes", async () => {
    const platform = { ...nodePlatform, cuda: () => openEmulatedCuda() };
    const check = await selfCheck(platform, ["cuda"], {});
    expect(check).toMatchObject({ devices: ["cpu", "cuda"], mismatches: [], failures: [] });
    expect(check.numbers).toBeGreaterThan(10_000);
  });

  test("a recording is run again with other inputs and sizes, and times its kernels", async () => {
    const { kernel, image } = made(
      "twice",
      "const unsigned i = blockIdx.x * 64 + threadIdx.x; if (i < params.count) result[i] = 2 * values[i];",
    );
    await using device = await openCuda({
      driverPath: emulatedDriver(),
      images: async () => image(),
    });
    expect(device).toMatchObject({ backend: "cuda", name: "Emulated CUDA device" });
    await using prepared = await device.prepare(record(graphOf(kernel, 1000)));
    for (const count of [1000, 3, 0, 200]) {
      const values = Uint32Array.from({ length: count }, (_, i) => i + count);
      const { result } = await prepared.run({ values }, { count });
      expect(result).toEqual(values.map((value) => 2 * value));
    }
    expect(prepared.kernelTimes).toEqual([{ kernel: "twice", seconds: 0 }]);
  });

  describe.each([
    { how: "as a graph", lacks: [] },
    { how: "on a driver without graphs", lacks: ["WITHOUT_GRAPHS"] },
  ] as const)("a recording that is run again $how", ({ lacks }) => {
    const add = made(
      "add",
      `const unsigned i = blockIdx.x * 64 + threadIdx.x;
      if (i < params.count) result[i] += values[i] + params.count;`,
    );
    const open = () =>
      openCuda({ driverPath: emulatedDriver(...lacks), images: async () => add.image() });

    /** Clears, adds, copies, and adds to the copy: an order in which nothing may be exchanged. */
    function chain(): Graph {
      const graph = new Graph("chain");
      const values = graph.input("values", "u32", 300);
      const result = graph.zeros("result", "u32", 300);
      const copy = graph.scratch("copy", "u32", 300);
      const params = { count: variable("count") };
      graph.dispatch(add.kernel, { values, result }, params);
      graph.dispatch(add.kernel, { values, result }, params);
      graph.copy(result, copy);
      graph.copy(graph.zeros("nothing", "u32", 0), graph.scratch("nowhere", "u32", 0));
      graph.dispatch(add.kernel, { values: result, result: copy }, params);
      graph.output("result", result);
      graph.output("copy", copy);
      return graph;
    }

    test("says so, and computes the same each time", async () => {
      await using device = await open();
      expect(device.features.includes("graphs")).toBe(lacks.length === 0);
      await using prepared = await device.prepare(record(chain()));
      for (const count of [300, 300, 7, 0, 0, 129, 300]) {
        const values = Uint32Array.from({ length: 300 }, (_, i) => i * count + 1);
        const { result, copy } = await prepared.run({ values }, { count });
        const expected = values.map((value, i) => (i < count ? 2 * (value + count) : 0));
        expect(result).toEqual(expected);
        expect(copy).toEqual(expected.map((value, i) => (i < count ? 2 * value + count : value)));
        expect(prepared.kernelTimes.map(({ kernel }) => kernel)).toEqual(["add", "add", "add"]);
      }
    });

    test("keeps to its own buffers where several are prepared", async () => {
      await using device = await open();
      const recording = record(chain());
      await using first = await device.prepare(recording);
      await using second = await device.prepare(recording);
      const run = async (prepared: typeof first, value: number) => {
        const values = new Uint32Array(300).fill(value);
        return (await prepared.run({ values }, { count: 300 }))["result"]![299];
      };
      for (const value of [1, 2, 3]) {
        const results = await Promise.all([run(first, value), run(second, 10 * value)]);
        expect(results).toEqual([2 * (value + 300), 2 * (10 * value + 300)]);
      }
    });

    test("is refused by name where a kernel is given more threads than a block has", async () => {
      await using device = await open();
      const wide = { ...add.kernel, workgroupSize: 2048 };
      await using prepared = await device.prepare(record(graphOf(wide, 4)));
      await expect(prepared.run({}, { count: 4 })).rejects.toThrow("The kernel add cannot start");
      expect((await prepared.run({}, { count: 0 }))["result"]).toEqual(new Uint32Array(0));
      await expect(prepared.run({}, { count: 4 })).rejects.toThrow("CUDA_ERROR");
    });
  });

  test("memory is accounted, given back, and refused above the budget", async () => {
    await using device = await openEmulatedCuda(1 << 20);
    const graph = new Graph("counting");
    const result = graph.scratch("result", "u32", 1000);
    graph.dispatch(iota, { result }, { count: 1000 });
    graph.output("result", result);
    const prepared = await device.prepare(record(graph));
    expect(device.memory.used).toBe(4096);
    await prepared[Symbol.asyncDispose]();
    await prepared[Symbol.asyncDispose]();
    expect(device.memory.used).toBe(0);
    await expect(prepared.run({})).rejects.toThrow("disposed");
    const large = new Graph("large");
    large.output("result", large.input("values", "u32", 1 << 20));
    await expect(device.prepare(record(large))).rejects.toThrow(
      refusal("OutOfMemoryError", "recording large needs 4194304 bytes"),
    );
  });

  test("a device that is fuller than the budget says is an error with what to do", async () => {
    await using device = await openEmulatedCuda(8 * 2 ** 30);
    const graph = new Graph("huge");
    graph.output("first", graph.input("first", "u32", 2 ** 25));
    graph.output("second", graph.input("second", "u32", 2 ** 25 + 2 ** 24));
    await expect(device.prepare(record(graph))).rejects.toThrow(
      refusal("OutOfMemoryError", "recording huge"),
    );
    expect(device.memory.used).toBe(0);
    const small = new Graph("small");
    small.output("values", small.input("values", "u32", 2));
    const values = Uint32Array.of(1, 2);
    expect(await execute(device, small, { values })).toEqual({ values });
  });

  test("kernels that are not built, or have no CUDA source, are named", async () => {
    await using device = await openCuda({ driverPath: emulatedDriver(), images: noImages });
    const { kernel } = made("missing", "");
    await expect(device.prepare(record(graphOf(kernel, 1)))).rejects.toThrow(
      refusal("UnsupportedError", "The CUDA code of the kernel missing is not built"),
    );
    const { cuda: _, ...other } = made("other", "").kernel;
    await expect(device.prepare(record(graphOf(other, 1)))).rejects.toThrow(
      "The kernel other does not run on CUDA",
    );
  });

  test("a driver that finds no device, or is older than the kernels, is refused", async () => {
    const { kernel, image } = made("old", "");
    const images = async (): Promise<Uint8Array> => image();
    const none = openCuda({ driverPath: emulatedDriver("WITHOUT_DEVICE"), images });
    await expect(none).rejects.toThrow(refusal("UnsupportedError", "does not start: The NVIDIA"));
    await using device = await openCuda({ driverPath: emulatedDriver("OLD"), images });
    await expect(device.prepare(record(graphOf(kernel, 1)))).rejects.toThrow(
      refusal("UnsupportedError", "too old: it is one of CUDA 12.2"),
    );
  });

  test("code that the driver refuses is an error of the driver", async () => {
    const images = async (): Promise<Uint8Array> => new Uint8Array(64);
    await using device = await openCuda({ driverPath: emulatedDriver(), images });
    await expect(device.prepare(record(graphOf(made("bad", "").kernel, 1)))).rejects.toThrow(
      "cuModuleLoadData",
    );
  });

  test("a kernel that never ends its work loses the device", async () => {
    const { kernel, image } = made(
      "stuck",
      "if (threadIdx.x == 0) __syncthreads(); else __syncwarp(3);",
    );
    const images = async (): Promise<Uint8Array> => image();
    const device = await openCuda({ driverPath: emulatedDriver(), images });
    const prepared = await device.prepare(record(graphOf(kernel, 64)));
    await expect(prepared.run({}, { count: 64 })).rejects.toMatchObject({
      name: "DeviceLostError",
      message: expect.stringContaining("The CUDA device is lost") as string,
      where: "recording test, kernels stuck",
      fix: expect.any(String) as string,
    });
    // A device that is lost refuses every call; what it held is gone without another error.
    await prepared[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
  });
});
