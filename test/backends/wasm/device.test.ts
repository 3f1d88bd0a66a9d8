import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { KernelError, OutOfMemoryError, DisposedError } from "../../../src/core/errors.ts";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import type { HostArray } from "../../../src/core/kernel.ts";
import { defineKernel, read, write } from "../../../src/core/kernel.ts";
import { execute } from "../../../src/graph/execute.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import { nodeThreads } from "../../../src/backends/wasm/node-threads.ts";
import { fault, openWithSums, sums, sumsGraph } from "./test-twin.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

afterEach(() => void vi.restoreAllMocks());

const ramp = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i % 997);

/** Adds one to each element; has no twin. */
const increment = defineKernel({
  name: "increment",
  params: { count: "u32" },
  bindings: { source: read("u32"), result: write("u32") },
  workgroupSize: 64,
  invocations: ({ count }) => count,
  wgsl: "",
  cpu({ source, result }, { count }) {
    for (let i = 0; i < count; i++) result[i] = source[i]! + 1;
  },
});

test("any number of threads, and none, gives what the reference gives", async () => {
  const cpu = openCpu({ budgetBytes: 2 ** 26 });
  await Promise.all(
    [0, 1, 2, 5].map(async (threads) => {
      await using device = await openWithSums({ threads });
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 40_000 }), async (count) => {
          const inputs = { source: ramp(count) };
          const expected = await execute(cpu, sumsGraph(count), inputs);
          expect(await execute(device, sumsGraph(count), inputs)).toEqual(expected);
        }),
        { numRuns: 25 },
      );
    }),
  );
});

/** Two threads, and what is called when one is started. */
function countedThreads() {
  const started = vi.fn<() => void>();
  const host = {
    maxThreads: 2,
    start: (...args: Parameters<typeof nodeThreads.start>) => {
      started();
      return nodeThreads.start(...args);
    },
  };
  return { started, host };
}

test("a dispatch that was cheap on one thread stays there, an expensive one is divided", async () => {
  const { started, host } = countedThreads();
  await using device = await openWithSums({ host, inlineSeconds: 1e-4 });
  await execute(device, sumsGraph(64), { source: ramp(64) });
  expect(started).not.toHaveBeenCalled();
  await execute(device, sumsGraph(2 ** 20), { source: ramp(2 ** 20) });
  expect(started).toHaveBeenCalledTimes(2);
});

test("threads start once, before there is work where that is asked for", async () => {
  const { started, host } = countedThreads();
  await using device = await openWithSums({ host, inlineSeconds: 0 });
  device.warmUp!();
  expect(started).toHaveBeenCalledTimes(2);
  device.warmUp!();
  expect(await execute(device, sumsGraph(64), { source: ramp(64) })).toEqual({
    result: Uint32Array.of(3024),
  });
  expect(started).toHaveBeenCalledTimes(2);
});

test("an input that is not given keeps what the last run gave, and zeros before that", async () => {
  await using device = await openWithSums();
  await using prepared = await device.prepare(record(sumsGraph(64)));
  expect(await prepared.run({})).toEqual({ result: Uint32Array.of(0) });
  await prepared.run({ source: ramp(64) });
  expect(await prepared.run({})).toEqual({ result: Uint32Array.of(3024) });
  expect(await prepared.run({ source: Uint32Array.of(1000) })).toEqual({
    result: Uint32Array.of(4524),
  });
  expect(prepared.kernelTimes.map(({ kernel }) => kernel)).toEqual(["sums"]);
  expect(prepared.kernelTimes[0]!.seconds).toBeGreaterThan(0);
});

test("uploads take the bytes of any typed array, from any memory", async () => {
  const graph = new Graph("bytes");
  graph.output("words", graph.input("words", "u32", 2));
  await using device = await openWithSums();
  await using prepared = await device.prepare(record(graph));
  const given = async (words: ArrayBufferView): Promise<HostArray | undefined> => {
    const outputs = await prepared.run({ words: words as HostArray });
    return outputs["words"];
  };
  expect(await given(Uint8Array.of(1, 2, 3, 4, 5))).toEqual(Uint32Array.of(0x04030201, 5));
  expect(await given(Float32Array.of(1, -2))).toEqual(Uint32Array.of(0x3f800000, 0xc0000000));
  expect(await given(Int32Array.of(-1))).toEqual(Uint32Array.of(0xffffffff, 0xc0000000));
  const shared = new Uint16Array(new SharedArrayBuffer(8), 2, 2).fill(9);
  expect(await given(shared)).toEqual(Uint32Array.of(0x00090009, 0xc0000000));
  await expect(given(new Uint8Array(9))).rejects.toThrow(/9 bytes do not fit buffer words/);
});

test("downloads are copies, and an idle run has read its inputs when it returns", async () => {
  await using device = await openWithSums();
  await using prepared = await device.prepare(record(sumsGraph(64)));
  const source = ramp(64);
  const run = prepared.run({ source });
  source.fill(0);
  const first = await run;
  expect(first["result"]!.buffer).toBeInstanceOf(ArrayBuffer);
  await prepared.run({ source });
  expect(first).toEqual({ result: Uint32Array.of(3024) });
});

test("kernels with and without a twin, copies and cleared buffers work on one memory", async () => {
  const graph = new Graph("mixed");
  const source = graph.input("source", "u32", 128);
  const raised = graph.scratch("raised", "u32", 128);
  const kept = graph.scratch("kept", "u32", 200);
  const result = graph.zeros("result", "u32", 2);
  graph.dispatch(increment, { source, result: raised }, { count: 128 });
  graph.copy(raised, kept);
  graph.dispatch(sums, { source: kept, result }, { count: 128, factor: 1, fault: 0 });
  graph.output("kept", kept, (variables) => variables["keep"]!);
  graph.output("result", result);
  await using device = await openWithSums();
  const outputs = await execute(device, graph, { source: ramp(128) }, { keep: 3 });
  expect(outputs).toEqual({
    kept: Uint32Array.of(1, 2, 3),
    result: Uint32Array.of(2080, 6176),
  });
});

test("several recordings may run at once, and one of them many times", async () => {
  await using device = await openWithSums();
  const counts = [64, 6400, 640, 20_000];
  const prepared = await Promise.all(
    counts.map((count) => device.prepare(record(sumsGraph(count)))),
  );
  const runs = Array.from({ length: 40 }, async (_, i) => {
    const count = counts[i % counts.length]!;
    const outputs = await prepared[i % counts.length]!.run({
      source: new Uint32Array(count).fill(i),
    });
    expect(outputs["result"]![0]).toBe(64 * i * 1.5);
    expect(outputs["result"]!.slice(0, -1).every((sum) => sum === 64 * i * 1.5)).toBe(true);
  });
  await Promise.all(runs);
  await Promise.all(prepared.map((each) => each[Symbol.asyncDispose]()));
  expect(device.memory.used).toBe(0);
});

test("what exceeds the budget is refused with its size, and fits again after a dispose", async () => {
  await using device = await openWithSums({ budgetBytes: 2 ** 20 });
  const recording = record(sumsGraph(150_000));
  const first = await device.prepare(recording);
  expect(device.memory.used).toBe(recording.peakBytes);
  const refused = device.prepare(recording);
  await expect(refused).rejects.toThrow(OutOfMemoryError);
  await expect(refused).rejects.toMatchObject({
    asked: recording.peakBytes,
    available: 2 ** 20 - recording.peakBytes,
  });
  expect(device.memory.used).toBe(recording.peakBytes);
  await first[Symbol.asyncDispose]();
  await first[Symbol.asyncDispose]();
  expect(device.memory.used).toBe(0);
  await using second = await device.prepare(recording);
  expect(await second.run({ source: ramp(64) })).toHaveProperty("result.0", 3024);
});

test("a budget beyond what WebAssembly addresses is cut to that", async () => {
  await using device = await openWithSums({ budgetBytes: 2 ** 40 });
  expect(device.memory.budget).toBeLessThan(2 ** 32);
});

test("10 000 runs, and 2 000 recordings, leave memory as it was", async () => {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, "grow");
  await using device = await openWithSums();
  const recording = record(sumsGraph(6400));
  const inputs = { source: ramp(6400) };
  const use = async (runs: number, recordings: number): Promise<number> => {
    /* oxlint-disable no-await-in-loop -- one after the other is what is tested */
    const prepared = await device.prepare(recording);
    for (let i = 0; i < runs; i++) await prepared.run(inputs);
    await prepared[Symbol.asyncDispose]();
    for (let i = 0; i < recordings; i++) {
      await (await device.prepare(recording))[Symbol.asyncDispose]();
    }
    /* oxlint-enable no-await-in-loop */
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = await use(1000, 200);
  const grown = grow.mock.calls.length;
  const after = await use(10_000, 2000);
  expect(after - before).toBeLessThan(2 ** 20);
  expect(grow.mock.calls.length).toBe(grown);
  expect(device.memory.used).toBe(0);
});

test.each([
  ["on a thread", 0],
  ["on the calling thread", Number.POSITIVE_INFINITY],
])(
  "a trap %s is an error with the kernel's name, and the device goes on",
  async (_, inlineSeconds) => {
    await using device = await openWithSums({ inlineSeconds });
    await using prepared = await device.prepare(record(sumsGraph(6400)));
    const source = ramp(6400);
    const trapped = prepared.run({ source }, { fault: fault.unreachable });
    await expect(trapped).rejects.toThrow(KernelError);
    await expect(trapped).rejects.toHaveProperty("kernel", "sums");
    await expect(trapped).rejects.toThrow(/trapped: RuntimeError: unreachable/);
    await expect(prepared.run({ source }, { fault: fault.outOfBounds })).rejects.toThrow(
      /trapped: RuntimeError: memory access out of bounds/,
    );
    expect(await prepared.run({ source })).toHaveProperty("result.0", 3024);
  },
);

test("a kernel whose twin was not compiled is refused with what to run", async () => {
  await using device = await openWithSums({ modules: {} });
  const refused = device.prepare(record(sumsGraph(64)));
  await expect(refused).rejects.toMatchObject({ kernel: "sums", fix: "npm run build:wasm" });
  expect(device.memory.used).toBe(0);
});

test("a disposed recording and a disposed device say so", async () => {
  const device = await openWithSums();
  const first = await device.prepare(record(sumsGraph(64)));
  const second = await device.prepare(record(sumsGraph(64)));
  const run = first.run({ source: ramp(64) });
  await first[Symbol.asyncDispose]();
  expect(await run).toHaveProperty("result.0", 3024);
  await expect(first.run({})).rejects.toThrow(DisposedError);
  await device[Symbol.asyncDispose]();
  await expect(second.run({})).rejects.toThrow(DisposedError);
  await expect(device.prepare(record(sumsGraph(64)))).rejects.toThrow(DisposedError);
});
