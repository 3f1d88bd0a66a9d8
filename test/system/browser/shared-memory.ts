import { openWebGpu } from "../../../src/backends/webgpu/index.ts";
import { defineKernel, write } from "../../../src/core/kernel.ts";
import { execute } from "../../../src/graph/execute.ts";
import { Graph } from "../../../src/graph/graph.ts";

const increment = defineKernel({
  name: "increment",
  params: { count: "u32" },
  bindings: { values: write("u32") },
  workgroupSize: 64,
  invocations: ({ count }) => count,
  wgsl: `
    struct Params { count: u32 }
    @group(0) @binding(0) var<uniform> params: Params;
    @group(0) @binding(1) var<storage, read_write> values: array<u32>;
    @compute @workgroup_size(64)
    fn main(
      @builtin(global_invocation_id) id: vec3<u32>,
      @builtin(num_workgroups) groups: vec3<u32>,
    ) {
      let index = id.x + id.y * groups.x * 64u;
      if (index < params.count) {
        values[index] += 1u;
      }
    }`,
  cpu({ values }, { count }) {
    for (let i = 0; i < count; i++) values[i]! += 1;
  },
});

/** Sends `count` words through the device, in memory that threads may share; how many came back wrong. */
export async function incrementShared(count: number): Promise<number> {
  const values = new Uint32Array(new SharedArrayBuffer(count * 4)).map((_, i) => i);
  const graph = new Graph("shared memory");
  const ref = graph.input("values", "u32", count);
  graph.dispatch(increment, { values: ref }, { count });
  graph.output("values", ref);
  const { gpu } = navigator;
  await using device = await openWebGpu({ gpu, adapterName: "swiftshader" });
  const outputs = await execute(device, graph, { values });
  return outputs["values"]!.filter((value, i) => value !== i + 1).length;
}
