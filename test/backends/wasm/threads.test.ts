import { afterEach, expect, test, vi } from "vitest";
import { DeviceLostError } from "../../../src/core/errors.ts";
import { record } from "../../../src/graph/recording.ts";
import { execute } from "../../../src/graph/execute.ts";
import { nodeThreads } from "../../../src/backends/wasm/node-threads.ts";
import type { ThreadHost } from "../../../src/backends/wasm/threads.ts";
import { webThreads } from "../../../src/backends/wasm/web-threads.ts";
import { fault, openWithSums, sumsGraph } from "./test-twin.ts";

const inputs = { source: new Uint32Array(6400).fill(1) };

afterEach(() => void vi.unstubAllGlobals());

test("where memory cannot be shared, everything runs on the calling thread", async () => {
  expect(globalThis.crossOriginIsolated).toBeFalsy();
  // As in a page that is not isolated.
  vi.stubGlobal("SharedArrayBuffer", undefined);
  await using device = await openWithSums({ host: webThreads, threads: 8 });
  expect(device.name).toBe("WebAssembly");
  expect(await execute(device, sumsGraph(6400), inputs)).toHaveProperty("result.99", 96);
});

test("a thread that cannot start loses the device, with the cause", async () => {
  const broken: ThreadHost = {
    maxThreads: 2,
    start: (source, start, events) =>
      nodeThreads.start(`throw new Error("no luck"); ${source}`, start, events),
  };
  await using device = await openWithSums({ host: broken });
  const lost = execute(device, sumsGraph(6400), inputs);
  await expect(lost).rejects.toThrow(DeviceLostError);
  await expect(lost).rejects.toThrow(/A thread of the wasm device was lost: Error: no luck/);
  await expect(execute(device, sumsGraph(6400), inputs)).rejects.toThrow(DeviceLostError);
  expect(device.memory.used).toBe(0);
});

test("a trap heard of after the end of its dispatch is that dispatch's error", async () => {
  let delay = 0;
  const slowToComplain: ThreadHost = {
    maxThreads: 2,
    start(source, start, events) {
      const milliseconds = (delay += 50);
      return nodeThreads.start(source, start, {
        lost: (cause) => events.lost(cause),
        message: (text) => void setTimeout(() => events.message(text), text ? milliseconds : 0),
      });
    },
  };
  await using device = await openWithSums({ host: slowToComplain });
  await using prepared = await device.prepare(record(sumsGraph(6400)));
  const trapped = prepared.run(inputs, { fault: fault.unreachable });
  await expect(trapped).rejects.toThrow(/trapped: RuntimeError: unreachable/);
  expect(await prepared.run(inputs)).toHaveProperty("result.99", 96);
});

test("a thread that ends during a dispatch loses the device", async () => {
  const quitting: ThreadHost = {
    maxThreads: 2,
    start: (source, start, events) =>
      nodeThreads.start(`performance.now = () => process.exit(3);${source}`, start, events),
  };
  await using device = await openWithSums({ host: quitting });
  await expect(execute(device, sumsGraph(6400), inputs)).rejects.toThrow(/ended with code 3/);
});
