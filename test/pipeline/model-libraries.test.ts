import { describe, expect, test } from "vitest";
import * as web from "onnxruntime-web";
import { nodeModelLibraries } from "../../src/pipeline/model-libraries.ts";
import { wasmLibraries } from "../support/minilm.ts";
import { tinyModel, tinyTokenizer } from "../support/tiny-model.ts";

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
    const { openModel } = nodeModelLibraries(async (name) => {
      expect(name).toBe("onnxruntime-node");
      return native;
    });
    await using session = await openModel(tinyModel(), "model.onnx");
    expect(session.runtime).toBe("onnxruntime-node 9.9.9");
    expect(asked).toMatchObject([
      { executionProviders: ["cpu"], intraOpNumThreads: expect.any(Number) },
    ]);
  });

  test("is onnxruntime-web where it is not", async () => {
    await using session = await wasmLibraries.openModel(tinyModel(), "model.onnx");
    expect(session.runtime).toMatch(/^onnxruntime-web \d+\.\d+\.\d+$/);
    expect(session.inputs.map(({ name, type }) => [name, type])).toEqual([
      ["input_ids", "int64"],
      ["attention_mask", "int64"],
    ]);
  });

  test("is nothing where onnxruntime-node is installed and broken", async () => {
    const { openModel } = nodeModelLibraries(async () => {
      throw Object.assign(new Error("libonnxruntime.so.1: cannot open"), { code: "ERR_DLOPEN" });
    });
    await expect(openModel(tinyModel(), "model.onnx")).rejects.toMatchObject({
      message: "onnxruntime-node is installed, and cannot be loaded.",
      fix: expect.stringContaining("npm uninstall onnxruntime-node"),
    });
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
