import { describe, expect, test } from "vitest";
import { DeviceLostError, DisposedError, KernelError } from "../../../src/core/errors.ts";
import { defineKernel, read } from "../../../src/core/kernel.ts";
import type { Device } from "../../../src/graph/device.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import { affine, affineGraph, iota, prepareGrind } from "./kernels.ts";
import { openWatched, present } from "./support.ts";

const variables = { factor: 2, offset: 0, count: 100 };

async function expectAlive(device: Device): Promise<void> {
  await using prepared = await device.prepare(record(affineGraph(100)));
  const { result } = await prepared.run({ values: iota(100) }, variables);
  expect(result).toEqual(iota(100, (i) => i * 2));
}

/** What preparing a recording of one kernel with this shader rejects with. */
async function prepareBroken(wgsl: string): Promise<unknown> {
  const kernel = defineKernel({
    name: "broken-kernel",
    params: { count: "u32" },
    bindings: { values: read("u32") },
    workgroupSize: 64,
    invocations: () => 16,
    wgsl,
    cpu() {},
  });
  await using watched = await openWatched();
  const { device } = watched;
  const graph = new Graph("broken");
  const values = graph.input("values", "u32", 16);
  graph.dispatch(kernel, { values }, { count: 16 });
  graph.output("values", values);
  const error = await device.prepare(record(graph)).catch((reason: unknown) => reason);
  expect(device.memory.used).toBe(0);
  await expectAlive(device);
  return error;
}

describe.runIf(present)("a WebGPU device", () => {
  test("names the kernel, the line and the column of a shader that does not compile", async () => {
    const error = await prepareBroken(
      "@compute @workgroup_size(64)\nfn main() {\n  let x = nothing;\n}",
    );
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({
      kernel: "broken-kernel",
      where: "kernel broken-kernel, line 3, column 11",
      rule: "let x = nothing;",
    });
    expect(String(error)).toContain("unresolved value 'nothing'");
  });

  test("names the kernel of a shader that does not fit its contract", async () => {
    const error = await prepareBroken(
      `
        @group(0) @binding(1) var<storage, read_write> values: array<u32>;
        @compute @workgroup_size(64) fn main() { values[0] = 1u; }`,
    );
    expect(error).toBeInstanceOf(KernelError);
    expect(error).toMatchObject({ kernel: "broken-kernel" });
  });

  test("refuses a kernel that reads and writes one buffer", async () => {
    await using watched = await openWatched();
    const graph = new Graph("alias");
    const values = graph.input("values", "u32", 8);
    graph.dispatch(affine, { values, result: values }, { factor: 1, offset: 0, count: 8 });
    await expect(watched.device.prepare(record(graph))).rejects.toThrow(
      "Bindings result and values of affine-64 share a buffer, and one writes it.",
    );
  });

  test("that is lost rejects the run in progress, and all later ones", async () => {
    await using watched = await openWatched();
    const { device, native } = watched;
    await using slow = await prepareGrind(device, 64, 5_000_000);
    const run = slow.run({ values: iota(64) });
    setTimeout(() => native.destroy(), 20);
    await expect(run).rejects.toThrow(DeviceLostError);
    await expect(slow.run({})).rejects.toThrow(DeviceLostError);
    await expect(device.prepare(record(affineGraph(8)))).rejects.toThrow(DeviceLostError);
  });

  test("that is lost during a large upload rejects the run", async () => {
    await using watched = await openWatched(2 ** 29);
    const { device, native } = watched;
    const words = 2 ** 25;
    await using prepared = await device.prepare(record(affineGraph(words)));
    const run = prepared.run({ values: new Uint32Array(words) }, variables);
    native.destroy();
    await expect(run).rejects.toThrow(DeviceLostError);
  });

  test("reports an error from outside every scope in the next run, once", async () => {
    await using watched = await openWatched();
    const { device, native } = watched;
    await using prepared = await device.prepare(record(affineGraph(100)));
    native.createBuffer({ label: "astray", size: 16, usage: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const error = await prepared.run({}, variables).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KernelError);
    expect(String(error)).toContain('"astray"');
    await expectAlive(device);
  });

  test("finishes its runs before it is disposed, and does nothing after", async () => {
    await using watched = await openWatched();
    const { device } = watched;
    const prepared = await device.prepare(record(affineGraph(100)));
    const run = prepared.run({ values: iota(100) }, variables);
    await device[Symbol.asyncDispose]();
    expect((await run)["result"]).toEqual(iota(100, (i) => i * 2));
    await expect(prepared.run({}, variables)).rejects.toThrow(DisposedError);
    await expect(device.prepare(record(affineGraph(8)))).rejects.toThrow(DisposedError);
    await prepared[Symbol.asyncDispose]();
    await device[Symbol.asyncDispose]();
  });

  test("runs nothing of a recording that is disposed", async () => {
    await using watched = await openWatched();
    const prepared = await watched.device.prepare(record(affineGraph(100)));
    const run = prepared.run({ values: iota(100) }, variables);
    await prepared[Symbol.asyncDispose]();
    expect((await run)["result"]).toEqual(iota(100, (i) => i * 2));
    await expect(prepared.run({}, variables)).rejects.toThrow(DisposedError);
    expect(watched.device.memory.used).toBe(0);
  });
});
