import { join } from "node:path";
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
import { OnnxModel } from "../support/onnx-model.ts";
import { readJsonl, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";
import {
  tinyFiles,
  tinyFolder,
  tinyModel,
  tinyTokenizer,
  tokenVectors,
} from "../support/tiny-model.ts";

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

describe("pooling on the GPU", () => {
  const webgpu = openTestDevices().find(([name]) => name === "webgpu");
  const texts = ["red cube", "", "boxes red cube", "green", "red"];
  const modules = [
    ...(tinyFiles["modules.json"] as object[]),
    { idx: 2, name: "2", path: "2_Normalize", type: "sentence_transformers.models.Normalize" },
  ];
  const pooled = new OnnxModel();
  const ids = pooled.input("input_ids", "int64", ["batch", "sequence"]);
  const sums = pooled.node("ReduceSum", [tokenVectors(pooled, ids), pooled.integers(1)], {
    keepdims: 0n,
  });
  pooled.output("sentence_embedding", sums, ["batch", 3]);

  test.skipIf(!webgpu).each([
    ["the mean", {}, {}],
    ["the mean, of length 1", { "modules.json": modules }, {}],
    ["two dimensions of length 1", { "modules.json": modules }, { dims: 2 }],
    ["cls", { "1_Pooling/config.json": { pooling_mode_cls_token: true } }, {}],
    ["the most", { "1_Pooling/config.json": { pooling_mode_max_tokens: true } }, {}],
    ["the last", { "1_Pooling/config.json": { pooling_mode_lasttoken: true } }, {}],
    ["what the model pooled", { "onnx/model.onnx": pooled.bytes() }, {}],
  ])("gives what the host gives: %s", async (_, changed, options) => {
    const folder = await tinyFolder(changed);
    await using device = await webgpu![1]();
    const encoded: Float32Array[] = [];
    for (const [libraries, where] of [
      [nodeModelLibraries(device), "gpu"],
      [wasmLibraries, "cpu"],
    ] as const) {
      const own = modelOptions(folder, { device: where, ...options });
      await using encoder = await openModelEncoder(own, libraries);
      encoded.push((await encoder.encode(textColumn(texts))).values);
    }
    const [onGpu, onHost] = encoded as [Float32Array, Float32Array];
    expect(onGpu).toHaveLength(onHost.length);
    onGpu.forEach((value, i) => expect(value).toBeCloseTo(onHost[i]!, 5));
  });

  test.skipIf(!webgpu)("reads back a vector for each text, and runs in a plan", async () => {
    const folder = await tempFolder();
    const rows = texts.map((text) => ({ text }));
    const input = await writeJsonl(join(folder, "in.jsonl"), rows);
    const options = { column: "text", encoder: await tinyFolder(), modelDevice: "gpu" };
    const plan = {
      inputs: [input],
      out: join(folder, "out"),
      stages: [{ name: "embed", options }],
    };
    await runQuietly(plan, { device: { prefer: "webgpu", adapter: "SwiftShader" } });
    const written = await readJsonl(join(plan.out, "data", "part-00000.jsonl"));
    expect(written[0]!["embedding"]).toEqual([3.5, 0.5, -3.5]);
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
