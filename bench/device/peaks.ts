import type { CudaAdapter } from "../../src/backends/cuda/index.ts";
import { defineKernel, type ProductInputs, write } from "../../src/core/kernel.ts";
import type { Device } from "../../src/graph/device.ts";
import { Graph } from "../../src/graph/graph.ts";
import { record } from "../../src/graph/recording.ts";

/** Operations a second that a device can do, a multiplication with its addition counted as two. */
export interface Peaks {
  /** Where the numbers come from. */
  readonly source: string;
  readonly f32?: number;
  readonly u32?: number;
  /** Of tensor cores, by what is multiplied. */
  readonly tensor?: Readonly<Partial<Record<ProductInputs, number>>>;
}

/** Lanes of a multiprocessor, and operations of its tensor cores in f16, a clock. */
const PER_CLOCK: Readonly<Record<string, { f32: number; u32: number; f16: number }>> = {
  "8.0": { f32: 64, u32: 64, f16: 2048 },
  "8.6": { f32: 128, u32: 64, f16: 1024 },
  "8.9": { f32: 128, u32: 64, f16: 1024 },
  "9.0": { f32: 128, u32: 64, f16: 4096 },
  "10.0": { f32: 128, u32: 128, f16: 8192 },
};

/** What an NVIDIA device could do at its highest clock: its specification, not a measurement. */
export function specifiedPeaks(adapter: CudaAdapter): Peaks | undefined {
  const { capability, multiprocessors, clockHertz } = adapter;
  const each = PER_CLOCK[capability];
  if (!each) return undefined;
  const clocks = multiprocessors * clockHertz;
  const f16 = clocks * each.f16;
  return {
    source: `${multiprocessors} multiprocessors at ${(clockHertz / 1e9).toFixed(2)} GHz, as specified`,
    f32: 2 * clocks * each.f32,
    u32: 2 * clocks * each.u32,
    tensor: { f16, bf16: f16, tf32: f16 / 2, split: f16 / 6 },
  };
}

const CHAINS = 8;
const GROUPS = 2048;

/** Eight chains of multiplications with additions in each of many invocations. */
const chains = (element: "f32" | "u32") =>
  defineKernel({
    name: `peak-${element}`,
    params: { rounds: "u32" },
    bindings: { result: write(element) },
    workgroupSize: 256,
    invocations: () => GROUPS * 256,
    wgsl: `
      struct Params { rounds: u32 }
      @group(0) @binding(0) var<uniform> params: Params;
      @group(0) @binding(1) var<storage, read_write> result: array<${element}>;
      @compute @workgroup_size(256)
      fn main(@builtin(global_invocation_id) id: vec3<u32>) {
        let factor = ${element}(id.x & 3u) + ${element}(1);
        var low = vec4<${element}>(${element}(id.x));
        var high = low + ${element}(1);
        for (var i = 0u; i < params.rounds; i++) {
          ${"low = low * factor + high; high = high * factor + low;".repeat(8)}
        }
        let sum = low + high;
        result[id.x] = sum.x + sum.y + sum.z + sum.w;
      }`,
    cpu() {},
  });

/** What a WebGPU device does in chains of multiplications with additions, by its own clock. */
export async function measuredPeaks(device: Device): Promise<Peaks | undefined> {
  const f32 = await rate(device, "f32");
  const u32 = await rate(device, "u32");
  if (f32 === undefined || u32 === undefined) return undefined;
  return { source: "measured in chains of multiplications with additions", f32, u32 };
}

async function rate(device: Device, element: "f32" | "u32"): Promise<number | undefined> {
  const kernel = chains(element);
  // Long enough for the clock to tell, however fast the device.
  for (let rounds = 1; ; rounds *= 4) {
    const graph = new Graph(kernel.name);
    const result = graph.scratch("result", element, GROUPS * 256);
    graph.dispatch(kernel, { result }, { rounds });
    graph.output("result", result, 1);
    await using prepared = await device.prepare(record(graph));
    await prepared.run({});
    await prepared.run({});
    const seconds = prepared.kernelTimes[0]?.seconds;
    if (seconds === undefined) return undefined;
    const operations = GROUPS * 256 * rounds * 8 * 2 * 2 * (CHAINS / 2);
    if (seconds > 0.004) return operations / seconds;
  }
}
