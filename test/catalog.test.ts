import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { create, globals } from "webgpu";
import { ResourceType, WgslReflect } from "wgsl_reflect";
import { buildWasm, formatModules, kernelModules, profileModules } from "../scripts/build-wasm.ts";
import { wasmModules } from "../src/backends/wasm/modules.generated.ts";
import type { Binding, Kernel } from "../src/core/kernel.ts";
import * as kernels from "../src/kernels/index.ts";

const all: readonly Kernel[] = Object.values(kernels);

Object.assign(globalThis, globals);
// Dawn's null backend compiles and validates; it needs no GPU and runs nothing.
const instance = create(["backend=null"]);
const adapter = await instance.requestAdapter();
const dawn = await adapter!.requestDevice({ requiredFeatures: ["shader-f16", "subgroups"] });
afterAll(() => {
  dawn.destroy();
  // Dawn crashes when its instance is collected before.
  void instance;
});

const snake = (name: string): string =>
  name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`).replaceAll("-", "_");
const baseNames = (dir: string, suffix: string): string[] =>
  (existsSync(dir) ? readdirSync(dir, { withFileTypes: true }) : [])
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => entry.name.slice(0, -suffix.length))
    .toSorted();

const bufferType = ({ access }: Binding): GPUBufferBindingType =>
  access === "read" ? "read-only-storage" : "storage";

test("every shader, CUDA source, test and bench belongs to a kernel, and every kernel has its own", () => {
  const names = all.map((kernel) => kernel.name).toSorted();
  const having = (twin: "cuda" | "wasm"): string[] =>
    all
      .filter((kernel) => kernel[twin])
      .map((kernel) => kernel.name)
      .toSorted();
  expect(baseNames("shaders", ".wgsl")).toEqual(names);
  expect(baseNames("kernels-cuda", ".cu")).toEqual(having("cuda"));
  expect(baseNames("kernels-wasm", ".ts")).toEqual(having("wasm"));
  expect(baseNames("test/kernels", ".test.ts")).toEqual(names);
  expect(baseNames("bench/kernels", ".bench.ts")).toEqual(names);
});

test("the WASM modules built in are those of the sources", async () => {
  for (const modules of [kernelModules, formatModules, profileModules]) {
    const { text, failures } = await buildWasm(modules);
    expect(failures).toEqual([]);
    expect(readFileSync(modules.generated, "utf8")).toBe(text);
  }
});

describe.each(all.map((kernel) => [kernel.name, kernel] as const))("%s", (_, kernel) => {
  const declared = [
    {
      name: "params",
      binding: 0,
      access: "uniform",
      element: Object.entries(kernel.params).map(([name, type]) => `${snake(name)}: ${type}`),
    },
    ...Object.entries(kernel.bindings).map(([name, { access, element, atomic }], i) => ({
      name: snake(name),
      binding: i + 1,
      access,
      element: atomic ? "atomic" : element,
    })),
  ];

  const shaders = [kernel, ...(kernel.variants ?? [])].map((shader) => {
    const needs = "needs" in shader ? `with ${shader.needs.join(" and ")} ` : "";
    return [needs, shader.wgsl] as const;
  });

  test.each(shaders)(
    "Dawn compiles the shader %sagainst the contract's layout",
    async (_n, code) => {
      const types = ["uniform", ...Object.values(kernel.bindings).map(bufferType)] as const;
      const layout = dawn.createBindGroupLayout({
        entries: types.map((type, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type },
        })),
      });
      dawn.pushErrorScope("validation");
      dawn.createComputePipeline({
        layout: dawn.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module: dawn.createShaderModule({ code }), entryPoint: "main" },
      });
      const error = await dawn.popErrorScope();
      expect(error?.message).toBeUndefined();
    },
  );

  test("the shader binds what the contract declares", () => {
    const shader = new WgslReflect(kernel.wgsl);
    const bound = shader.getBindGroups()[0]!.map((v) => ({
      name: v.name,
      binding: v.binding,
      access: v.resourceType === ResourceType.Uniform ? "uniform" : v.access,
      element:
        v.resourceType === ResourceType.Uniform
          ? (v.members ?? []).map((m) => `${m.name}: ${m.type.name}`)
          : (v.format?.name ?? ""),
    }));
    expect(bound).toEqual(declared);
    expect(shader.entry.compute.map((entry) => entry.name)).toEqual(["main"]);
    expect(kernel.wgsl).toContain(`@workgroup_size(${kernel.workgroupSize})`);
  });

  // A twin that a kernel need not have is no test left out.
  const testWhere = (twin: string | undefined) => (twin === undefined ? () => {} : test);

  testWhere(kernel.cuda)("the CUDA entry point takes what the contract declares", () => {
    expect(existsSync(kernel.cuda!)).toBe(true);
    const source = readFileSync(kernel.cuda!, "utf8");
    const entry = new RegExp(
      `extern "C" __global__ __launch_bounds__\\((\\d+)\\) void ${snake(kernel.name)}\\(([^)]*)\\)`,
    );
    const [, bounds, parameters] = entry.exec(source) ?? [];
    expect(Number(bounds)).toBe(kernel.workgroupSize);
    const [, inputs] = /^\/\/ inputs: (.*)$/m.exec(source) ?? [];
    expect(inputs?.split(" ")).toEqual(kernel.cudaInputs);
    const type = { u32: "uint32_t", i32: "int32_t", f32: "float" } as const;
    const [, fields] = /struct Params \{([^}]*)\}/.exec(source) ?? [];
    expect(fields!.match(/[^;\s][^;]*/g)).toEqual(
      Object.entries(kernel.params).map(([name, element]) => `${type[element]} ${snake(name)}`),
    );
    expect(parameters!.split(",").map((p) => p.trim())).toEqual([
      "const Params params",
      ...Object.entries(kernel.bindings).map(
        ([name, { access, element }]) =>
          `${access === "read" ? "const " : ""}${type[element]}* __restrict__ ${snake(name)}`,
      ),
    ]);
  });

  testWhere(kernel.wasm)("the WASM twin takes what the contract declares, and has no data", () => {
    expect(kernel.wasm).toBe(`kernels-wasm/${kernel.name}.ts`);
    const module = new WebAssembly.Module(Buffer.from(wasmModules[kernel.name]!, "base64"));
    expect(WebAssembly.Module.exports(module)).toEqual([{ name: "run", kind: "function" }]);
    expect(WebAssembly.Module.imports(module)).toEqual([
      { module: "env", name: "memory", kind: "memory" },
    ]);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
    const untouched = new Uint8Array(memory.buffer.byteLength);
    const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
    // The params, the bindings, scratch, first and last.
    expect(run).toHaveLength(1 + Object.keys(kernel.bindings).length + 3);
    expect(new Uint8Array(memory.buffer)).toEqual(untouched);
  });
});
