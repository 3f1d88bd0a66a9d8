import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OnnxModel } from "./onnx-model.ts";
import { tempFolder } from "./temp.ts";

/** Tokens of the tiny model; the vector of token `i` is `[i, i % 2, -i]`. */
const tinyVocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "red", "cube", "box", "##es"];
const tinyDims = 3;

const added = tinyVocabulary.slice(0, 4).map((content, id) => ({
  ...{ id, content, special: true, single_word: false },
  ...{ lstrip: false, rstrip: false, normalized: false },
}));

export const tinyTokenizer = {
  version: "1.0",
  added_tokens: added,
  normalizer: { type: "BertNormalizer", clean_text: true, lowercase: true },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
      "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
    },
  },
  decoder: { type: "WordPiece", prefix: "##" },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(tinyVocabulary.map((token, id) => [token, id])),
  },
};

export const tinyFiles: Readonly<Record<string, object>> = {
  "tokenizer.json": tinyTokenizer,
  "tokenizer_config.json": { pad_token: "[PAD]", model_max_length: 512 },
  "config.json": { hidden_size: tinyDims, max_position_embeddings: 512 },
  "sentence_bert_config.json": { max_seq_length: 6, do_lower_case: false },
  "modules.json": [
    { idx: 0, name: "0", path: "", type: "sentence_transformers.models.Transformer" },
    { idx: 1, name: "1", path: "1_Pooling", type: "sentence_transformers.models.Pooling" },
  ],
  "1_Pooling/config.json": { word_embedding_dimension: tinyDims, pooling_mode_mean_tokens: true },
};

const tinyTable = Float32Array.from(tinyVocabulary.flatMap((_, i) => [i, i % 2, -i]));
export const tinyWeights = new Uint8Array(tinyTable.buffer);

/** A model that gives each token its own vector; its weights can be in a file beside it. */
export function tinyModel(weights?: string): Uint8Array<ArrayBuffer> {
  const model = new OnnxModel();
  const ids = model.input("input_ids", "int64", ["batch", "sequence"]);
  model.input("attention_mask", "int64", ["batch", "sequence"]);
  model.output("last_hidden_state", tokenVectors(model, ids, weights), [
    "batch",
    "sequence",
    tinyDims,
  ]);
  return model.bytes();
}

export function tokenVectors(model: OnnxModel, ids: string, weights?: string): string {
  const table = model.constant(tinyTable, [tinyVocabulary.length, tinyDims], weights);
  return model.node("Gather", [table, ids]);
}

/** A folder with a model and its files; `undefined` leaves one out. */
export async function tinyFolder(
  changed: Readonly<Record<string, object | Uint8Array | string | undefined>> = {},
): Promise<string> {
  const folder = await tempFolder();
  const files = { ...tinyFiles, "onnx/model.onnx": tinyModel(), ...changed };
  for (const [name, content] of Object.entries(files)) {
    if (content === undefined) continue;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const plain = typeof content === "string" || content instanceof Uint8Array;
    await writeFile(join(folder, name), plain ? content : JSON.stringify(content));
  }
  return folder;
}
