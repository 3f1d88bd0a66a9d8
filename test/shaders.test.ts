import { readdirSync, readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { create, globals } from "webgpu";
import type { Kernel } from "../src/core/kernel.ts";
import * as kernels from "../src/kernels/index.ts";

const files = readdirSync("shaders", { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".wgsl"),
);

/** Variables of functions that are declared without a value. */
function withoutValue(wgsl: string): string[] {
  const code = wgsl.replaceAll(/\/\/.*|\/\*[^]*?\*\//g, "");
  return [...code.matchAll(/\bvar\s*(?:<\s*function\s*>\s*)?\b(\w+)\s*:[^=;]*;/g)].map(
    ([, name]) => name!,
  );
}

// On Vulkan a variable without a value keeps, in a loop, what it had in the round before.
describe("variables of shaders have a value from the start", () => {
  test.each(files)("in %s", (name) => {
    expect(withoutValue(readFileSync(`shaders/${name}`, "utf8"))).toEqual([]);
  });

  test("and one that has none is found", () => {
    const wgsl = `
      var<workgroup> counts: array<u32, 4>;
      var<private> seed: u32;
      @group(0) @binding(1) var<storage, read> values: array<u32>;
      fn main() {
        // var commented: u32;
        var plain: u32;
        var set: u32 = 0u;
        loop { var<function> nested
          : array<vec2<u32>, 4>; var typed = 1u; }
      }`;
    expect(withoutValue(wgsl)).toEqual(["plain", "nested"]);
  });
});

describe("Dawn compiles without a word, which it would print on stdout among the data:", async () => {
  Object.assign(globalThis, globals);
  const instance = create(["backend=null"]);
  const adapter = await instance.requestAdapter();
  const device = await adapter!.requestDevice({ requiredFeatures: ["shader-f16", "subgroups"] });
  afterAll(() => {
    device.destroy();
    // Dawn crashes when its instance is collected before.
    void instance;
  });

  test.each(Object.values<Kernel>(kernels).map((kernel) => [kernel.name, kernel] as const))(
    "%s",
    async (_, { wgsl, variants = [] }) => {
      for (const code of [wgsl, ...variants.map((variant) => variant.wgsl)]) {
        const info = await device.createShaderModule({ code }).getCompilationInfo();
        expect(info.messages.map(({ lineNum, message }) => `${lineNum}: ${message}`)).toEqual([]);
      }
    },
  );
});
