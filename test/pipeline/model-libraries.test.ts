import { describe, expect, test } from "vitest";
import * as web from "onnxruntime-web";
import { openCpu } from "../../src/backends/cpu/index.ts";
import { textColumn } from "../../src/core/text-column.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { iota } from "../../src/kernels/iota.ts";
import { nodeModelLibraries } from "../../src/pipeline/model-libraries.ts";
import { openModelEncoder } from "../../src/stages/embed/model-encoder.ts";
import { openTestDevices } from "../support/devices.ts";
import { modelOptions, wasmLibraries } from "../support/minilm.ts";
import { tinyFolder, tinyModel, tinyTokenizer } from "../support/tiny-model.ts";

const TINY = { path: "model.onnx", bytes: tinyModel(), weights: [] };

describe("what runs a model", () => {
  test("is onnxruntime-node, with a thread for each core, where it is installed", async () => {
    const asked: unknown[] = [];
    const native = {
      env: { versions: { common: "9.9.9" } },
      Tensor: web.Tensor,
      InferenceSession: {
        create: async (_: Uint8Array, options: unknown) => {
          asked.push(options);
          return await web.InferenceSession.create(tinyModel());
        },
      },
    };
    const { openModel } = nodeModelLibraries(undefined, async (name) => {
      expect(name).toBe("onnxruntime-node");
      return native;
    });
    await using session = await openModel(TINY, "cpu");
    expect(session.runtime).toBe("onnxruntime-node 9.9.9");
    expect(asked).toMatchObject([
      { executionProviders: ["cpu"], intraOpNumThreads: expect.any(Number) },
    ]);
  });

  test("is onnxruntime-web where it is not", async () => {
    await using session = await wasmLibraries.openModel(TINY, "cpu");
    expect(session.runtime).toMatch(/^onnxruntime-web \d+\.\d+\.\d+$/);
    expect(session.inputs.map(({ name, type }) => [name, type])).toEqual([
      ["input_ids", "int64"],
      ["attention_mask", "int64"],
    ]);
  });

  test("is nothing where onnxruntime-node is installed and broken", async () => {
    const { openModel } = nodeModelLibraries(undefined, async () => {
      throw Object.assign(new Error("libonnxruntime.so.1: cannot open"), { code: "ERR_DLOPEN" });
    });
    await expect(openModel(TINY, "cpu")).rejects.toMatchObject({
      message: "onnxruntime-node is installed, and cannot be loaded.",
      fix: expect.stringContaining("npm uninstall onnxruntime-node"),
    });
  });
});

describe("a model on the GPU", () => {
  test("needs the webgpu device", async () => {
    const { openModel } = nodeModelLibraries(openCpu({ budgetBytes: 2 ** 20 }));
    await expect(openModel(TINY, "gpu")).rejects.toMatchObject({
      message: "A model cannot run on the device cpu.",
      fix: "--device webgpu, or --model-device cpu",
    });
  });

  const webgpu = openTestDevices().find(([name]) => name === "webgpu");
  test.skipIf(!webgpu)("runs on the device of the kernels, which goes on after it", async () => {
    await using device = await webgpu![1]();
    const libraries = nodeModelLibraries(device);
    const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
    const folder = await tinyFolder();
    {
      const options = modelOptions(folder, { device: "gpu" });
      await using encoder = await openModelEncoder(options, libraries);
      const { values } = await encoder.encode(textColumn(["red cube", ""]));
      expect([...values]).toEqual([3.5, 0.5, -3.5, 2.5, 0.5, -2.5]);
      expect(encoder.notes["runtime"]).toMatch(/^onnxruntime-web on WebGPU /);
    }
    expect(Object.getOwnPropertyDescriptor(globalThis, "navigator")).toEqual(before);
    const graph = new Graph("after");
    const counted = graph.zeros("counted", "u32", 4);
    graph.dispatch(iota, { result: counted }, { count: 4 });
    graph.output("counted", counted);
    expect([...(await execute(device, graph, {}))["counted"]!]).toEqual([0, 1, 2, 3]);
  });
});

describe("tokens", () => {
  const { normalizer: _, ...cased } = tinyTokenizer;
  const vocab = { ...tinyTokenizer.model.vocab, "\u03c3\u03c3": 8, "\u03a3\u03a3": 9 };
  const model = { ...tinyTokenizer.model, vocab };

  test("are made of letters that are lowered one by one, as in Python", async () => {
    const tokenize = await wasmLibraries.openTokenizer({ ...tinyTokenizer, model }, {}, "folder");
    expect(tokenize("RED \u03a3\u03a3", false)).toEqual([4, 8]);
  });

  test("keep their capitals where the tokenizer keeps them", async () => {
    const own = { ...cased, normalizer: null, model };
    const tokenize = await wasmLibraries.openTokenizer(own, {}, "folder");
    expect(tokenize("red \u03a3\u03a3", true)).toEqual([2, 4, 9, 3]);
  });
});
