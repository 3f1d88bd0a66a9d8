import { afterAll, describe, expect, test } from "vitest";
import { textColumn } from "../../../src/core/text-column.ts";
import { nodeModelLibraries } from "../../../src/pipeline/model-libraries.ts";
import type { Encoder } from "../../../src/stages/embed/encoder.ts";
import { openModelEncoder } from "../../../src/stages/embed/model-encoder.ts";
import { openTestDevices } from "../../support/devices.ts";
import { miniLm, miniLmReference, modelOptions, wasmLibraries } from "../../support/minilm.ts";

describe.skipIf(!miniLm.present)("all-MiniLM-L6-v2", () => {
  let encoder: Promise<Encoder> | undefined;
  const opened = (): Promise<Encoder> =>
    (encoder ??= openModelEncoder(modelOptions(miniLm.folder), wasmLibraries));
  afterAll(async () => await (await encoder)?.[Symbol.asyncDispose]());

  test("gives the embeddings of sentence-transformers to within 1e-4", async () => {
    const reference = miniLmReference();
    const { values, dims } = await (
      await opened()
    ).encode(textColumn(reference.map(({ text }) => text)));
    const far = reference.flatMap(({ text, embedding }, row) => {
      const own = values.subarray(row * dims, (row + 1) * dims);
      const error = Math.max(...embedding.map((value, i) => Math.abs(value - own[i]!)));
      return error < 1e-4 ? [] : [`${error}: ${text}`];
    });
    expect(far).toEqual([]);
  });

  const webgpu = openTestDevices().find(([name]) => name === "webgpu");
  test.skipIf(!webgpu)("gives them on a GPU, where they are pooled and scaled", async () => {
    const byLength = miniLmReference().toSorted((a, b) => a.text.length - b.text.length);
    const reference = byLength.slice(0, 6);
    await using device = await webgpu![1]();
    const options = modelOptions(miniLm.folder, { device: "gpu" });
    await using own = await openModelEncoder(options, nodeModelLibraries(device));
    const { values, dims } = await own.encode(textColumn(reference.map(({ text }) => text)));
    reference.forEach(({ embedding }, row) => {
      embedding.forEach((value, i) => {
        expect(Math.abs(value - values[row * dims + i]!)).toBeLessThan(1e-4);
      });
    });
  });

  test("gives a text the same vector whatever texts it comes with", async () => {
    const reference = miniLmReference().slice(0, 20);
    const encode = async (texts: readonly string[]): Promise<Float32Array> =>
      (await (await opened()).encode(textColumn(texts))).values;
    const together = await encode(reference.map(({ text }) => text));
    for (const row of [0, 4, 6, 12]) {
      const alone = await encode([reference[row]!.text]);
      expect(alone).toEqual(together.slice(row * 384, (row + 1) * 384));
    }
  });
});
