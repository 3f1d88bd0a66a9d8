import { describe, expect, test } from "vitest";
import { sizeClass } from "../../../src/backends/webgpu/pool.ts";
import { OutOfMemoryError } from "../../../src/core/errors.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import { affineGraph, iota } from "./kernels.ts";
import { openWatched, present } from "./support.ts";

test("a size class holds what was asked for and wastes at most an eighth", () => {
  for (let byteLength = 1; byteLength < 2 ** 31; byteLength = Math.ceil(byteLength * 1.37)) {
    const size = sizeClass(byteLength);
    expect(size).toBeGreaterThanOrEqual(byteLength);
    expect(size).toBeLessThanOrEqual(Math.max(byteLength + 255, byteLength * 1.125));
    expect(size % 4).toBe(0);
    expect(sizeClass(size)).toBe(size);
  }
});

function holding(bytes: number): Graph {
  const graph = new Graph("one buffer");
  graph.output("start", graph.zeros("held", "u32", bytes / 4), 1);
  return graph;
}

describe.runIf(present)("the memory of a WebGPU device", () => {
  const variables = { factor: 2, offset: 0, count: 100 };

  test("a recording that exceeds the budget is refused with both numbers", async () => {
    await using watched = await openWatched(2 ** 20);
    const { device } = watched;
    const error = await device.prepare(record(holding(2 ** 20 + 256))).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({ asked: 2 ** 20 + 256, available: 2 ** 20 });
    expect(String(error)).toContain("recording one buffer");
    expect(device.memory.used).toBe(0);
  });

  test("a recording that just fits the budget runs, beside nothing else", async () => {
    await using watched = await openWatched(2 ** 20 - 256);
    const { device } = watched;
    // No size class is this size: the exact one must do.
    const recording = record(holding(2 ** 20 - 256));
    {
      await using prepared = await device.prepare(recording);
      expect((await prepared.run({}))["start"]).toEqual(Uint32Array.of(0));
      await expect(device.prepare(record(holding(256)))).rejects.toThrow(OutOfMemoryError);
    }
    expect(device.memory.used).toBe(0);
    await using again = await device.prepare(record(holding(2 ** 19)));
    expect((await again.run({}))["start"]).toEqual(Uint32Array.of(0));
  });

  test("a buffer that is larger than the device can bind is refused", async () => {
    await using watched = await openWatched(2 ** 33);
    const { device } = watched;
    const bytes = device.maxBufferBytes + 256;
    const error = await device.prepare(record(holding(bytes))).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toMatchObject({ asked: bytes, available: device.maxBufferBytes });
  });

  test("a device that runs out of memory within the budget says so, and goes on", async () => {
    await using watched = await openWatched(2 ** 33);
    const { device } = watched;
    // The driver reports this size as possible, and fails to allocate it.
    const error = await device.prepare(record(holding(2 ** 30))).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(OutOfMemoryError);
    expect(error).toHaveProperty("rule", expect.stringContaining("has no memory left"));
    expect(device.memory.used).toBe(0);
    await using prepared = await device.prepare(record(affineGraph(100)));
    const { result } = await prepared.run({ values: iota(100) }, variables);
    expect(result).toEqual(iota(100, (i) => i * 2));
  });

  test("10 000 runs make no buffer after the first", async () => {
    await using watched = await openWatched();
    const { device, made } = watched;
    await using prepared = await device.prepare(record(affineGraph(100)));
    const values = iota(100);
    await prepared.run({ values }, variables);
    const [buffers, used] = [made.length, device.memory.used];
    for (let run = 0; run < 10_000; run++) await prepared.run({ values }, variables);
    expect(made.length).toBe(buffers);
    expect(device.memory.used).toBe(used);
  }, 120_000);

  test("recordings prepared one after the other, of nearly one size, share their buffers", async () => {
    await using watched = await openWatched();
    const { device, made } = watched;
    for (let i = 0; i < 200; i++) {
      await using prepared = await device.prepare(record(affineGraph(100_000 + i)));
      const { result } = await prepared.run({ values: iota(100) }, variables);
      expect(result).toEqual(iota(100, (k) => k * 2));
    }
    expect(device.memory.used).toBe(0);
    const slots = made.filter((label) => label === "values" || label === "result");
    expect(slots.length).toBe(2);
  });

  test("buffers that wait for reuse give way to what needs the room", async () => {
    await using watched = await openWatched(2 ** 20);
    const { device } = watched;
    for (const bytes of [2 ** 19, 2 ** 18, 2 ** 20, 2 ** 17, 2 ** 20]) {
      await using prepared = await device.prepare(record(holding(bytes)));
      expect((await prepared.run({}))["start"]).toEqual(Uint32Array.of(0));
      expect(device.memory.used).toBe(bytes);
    }
    expect(device.memory.peak).toBe(2 ** 20);
  });
});
