import { defineKernel, read, write } from "../../../src/core/kernel.ts";
import type { Device, Prepared } from "../../../src/graph/device.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import { variable } from "../../../src/graph/scalar.ts";

/** `result[i] = values[i] * factor + offset`; one invocation a workgroup where `workgroupSize` is 1. */
export const affineOf = (workgroupSize: number) =>
  defineKernel({
    name: `affine-${workgroupSize}`,
    params: { factor: "u32", offset: "i32", count: "u32" },
    bindings: { values: read("u32"), result: write("u32") },
    workgroupSize,
    invocations: ({ count }) => count,
    wgsl: `
      struct Params { factor: u32, offset: i32, count: u32 }
      @group(0) @binding(0) var<uniform> params: Params;
      @group(0) @binding(1) var<storage, read> values: array<u32>;
      @group(0) @binding(2) var<storage, read_write> result: array<u32>;
      @compute @workgroup_size(${workgroupSize})
      fn main(
        @builtin(global_invocation_id) id: vec3<u32>,
        @builtin(num_workgroups) groups: vec3<u32>,
      ) {
        let index = id.x + id.y * groups.x * ${workgroupSize}u;
        if (index < params.count) {
          result[index] = values[index] * params.factor + u32(params.offset);
        }
      }`,
    cpu({ values, result }, { factor, offset, count }) {
      for (let i = 0; i < count; i++) result[i] = Math.imul(values[i]!, factor) + offset;
    },
  });
export const affine = affineOf(64);

/** Keeps the device busy: `rounds` dependent steps for each of `count` values. */
const grind = defineKernel({
  name: "grind",
  params: { count: "u32", rounds: "u32" },
  bindings: { values: write("u32") },
  workgroupSize: 64,
  invocations: ({ count }) => count,
  wgsl: `
    struct Params { count: u32, rounds: u32 }
    @group(0) @binding(0) var<uniform> params: Params;
    @group(0) @binding(1) var<storage, read_write> values: array<u32>;
    @compute @workgroup_size(64)
    fn main(@builtin(global_invocation_id) id: vec3<u32>) {
      if (id.x < params.count) {
        var value = values[id.x];
        for (var i = 0u; i < params.rounds; i++) {
          value = value * 1664525u + 1013904223u;
        }
        values[id.x] = value;
      }
    }`,
  cpu({ values }, { count, rounds }) {
    for (let i = 0; i < count; i++) {
      for (let round = 0; round < rounds; round++) {
        values[i] = Math.imul(values[i]!, 1664525) + 1013904223;
      }
    }
  },
});

/** One input `values`, one output `result`: values * factor + offset, all given at each run. */
export function affineGraph(capacity: number, kernel = affine): Graph {
  const graph = new Graph("affine");
  const values = graph.input("values", "u32", capacity);
  const result = graph.scratch("result", "u32", capacity);
  const [factor, offset, count] = ["factor", "offset", "count"].map(variable);
  graph.dispatch(kernel, { values, result }, { factor: factor!, offset: offset!, count: count! });
  graph.output("result", result, count);
  return graph;
}

/** A recording that keeps its device busy for `rounds` steps. */
export async function prepareGrind(
  device: Device,
  count: number,
  rounds: number,
): Promise<Prepared> {
  const graph = new Graph("grind");
  const values = graph.input("values", "u32", count);
  graph.dispatch(grind, { values }, { count, rounds });
  graph.output("values", values);
  return await device.prepare(record(graph));
}

export function iota(length: number, map = (i: number): number => i): Uint32Array {
  return Uint32Array.from({ length }, (_, i) => map(i));
}
