import { existsSync, readFileSync } from "node:fs";
import { fileSource } from "../../src/io/file-source.ts";
import { nodeModelLibraries } from "../../src/pipeline/model-libraries.ts";
import type { ModelOptions } from "../../src/stages/embed/model-encoder.ts";

const FOLDER = "build/models/all-MiniLM-L6-v2";

/** all-MiniLM-L6-v2, where `npm run test:model` was run. */
export const miniLm = { folder: FOLDER, present: existsSync(FOLDER) };

/** Texts with their embeddings by sentence-transformers; see test/data/minilm.py. */
export function miniLmReference(): readonly { text: string; embedding: readonly number[] }[] {
  return JSON.parse(readFileSync("test/data/minilm.json", "utf8")) as never;
}

/** Options of a model encoder for a folder on disk. */
export function modelOptions(folder: string, options: Partial<ModelOptions> = {}): ModelOptions {
  return {
    folder,
    file: undefined,
    digest: [],
    dims: undefined,
    unit: undefined,
    prefix: "",
    device: "cpu",
    readFile: async (path) => {
      const source = await fileSource(path);
      const bytes = await source.read(0, source.byteLength);
      await source.close();
      return bytes;
    },
    ...options,
  };
}

/** As where onnxruntime-node is not installed. */
export const wasmLibraries = nodeModelLibraries(undefined, async () => {
  throw Object.assign(new Error("not installed"), { code: "ERR_MODULE_NOT_FOUND" });
});
