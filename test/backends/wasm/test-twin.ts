import { defineKernel, read, write } from "../../../src/core/kernel.ts";
import type { Device } from "../../../src/graph/device.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { nodeThreads } from "../../../src/backends/wasm/node-threads.ts";
import type { WasmOptions } from "../../../src/backends/wasm/index.ts";
import { openWasm } from "../../../src/backends/wasm/index.ts";
import { compileTwin } from "../../../scripts/build-wasm.ts";

/** What the twin does wrong, by the value of the kernel's parameter `fault`. */
export const fault = { none: 0, unreachable: 1, outOfBounds: 2 } as const;

/**
 * Each workgroup sums its 64 elements through scratch memory, taking its time there, and writes
 * `sum * factor` to its place: wrong as soon as threads share scratch or a workgroup is run twice
 * or never, because `result` is added to.
 */
export const sums = defineKernel({
  name: "sums",
  params: { count: "u32", factor: "f32", fault: "u32" },
  bindings: { source: read("u32"), result: write("u32") },
  workgroupSize: 64,
  invocations: ({ count }) => count,
  wgsl: "",
  wasm: "kernels-wasm/sums.ts",
  cpu({ source, result }, { count, factor }) {
    for (let first = 0; first < count; first += 64) {
      const sum = source.subarray(first, Math.min(first + 64, count)).reduce((a, b) => a + b, 0);
      result[first / 64]! += Math.trunc(sum * factor);
    }
  },
});

const twin = `
export function run(
  params: usize, source: usize, result: usize, scratch: usize, first: u32, last: u32,
): void {
  const count = load<u32>(params);
  const factor = load<f32>(params, 4);
  const fault = load<u32>(params, 8);
  if (fault == 1) unreachable();
  if (fault == 2) store<u32>(<usize>0xfffffff0, load<u32>(<usize>0xfffffff0));
  if (scratch & 15) unreachable();
  for (let group = first; group < last; group++) {
    if (group * 64 >= count) unreachable();
    const length = min<u32>(64, count - group * 64);
    memory.copy(scratch, source + group * 256, length << 2);
    for (let round: u32 = 0; round < group % 64; round++) {
      for (let i: u32 = 0; i < length; i++) store<u32>(scratch + (i << 2), load<u32>(scratch + (i << 2)) ^ round);
      for (let i: u32 = 0; i < length; i++) store<u32>(scratch + (i << 2), load<u32>(scratch + (i << 2)) ^ round);
    }
    let sum: u32 = 0;
    for (let i: u32 = 0; i < length; i++) sum += load<u32>(scratch + (i << 2));
    const to = result + (group << 2);
    store<u32>(to, load<u32>(to) + <u32>(<f64>sum * <f64>factor));
  }
}
`;

const sumsModules = {
  sums: Buffer.from(await compileTwin("sums.ts", twin)).toString("base64"),
};

/** A device that has only the twin of `sums`, and never runs it on the calling thread. */
export async function openWithSums(options: Partial<WasmOptions> = {}): Promise<Device> {
  return await openWasm({
    budgetBytes: 2 ** 26,
    threads: 2,
    host: nodeThreads,
    inlineSeconds: 0,
    modules: sumsModules,
    ...options,
  });
}

/** One dispatch of `sums` over input `source`, to output `result`. */
export function sumsGraph(count: number): Graph {
  const graph = new Graph(`sums of ${count}`);
  const source = graph.input("source", "u32", count);
  const result = graph.zeros("result", "u32", Math.ceil(count / 64));
  graph.dispatch(
    sums,
    { source, result },
    { count, factor: 1.5, fault: (variables) => variables["fault"] ?? fault.none },
  );
  graph.output("result", result);
  return graph;
}
