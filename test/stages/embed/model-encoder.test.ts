import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { NULL_TEXT, textColumn } from "../../../src/core/text-column.ts";
import { type ModelOptions, openModelEncoder } from "../../../src/stages/embed/model-encoder.ts";
import { weightFiles } from "../../../src/stages/embed/weight-files.ts";
import { modelOptions, wasmLibraries } from "../../support/minilm.ts";
import { OnnxModel } from "../../support/onnx-model.ts";
import {
  tinyFiles,
  tinyFolder,
  tinyModel,
  tinyTokenizer,
  tinyWeights,
  tokenVectors,
} from "../../support/tiny-model.ts";

type Row = number[] | null;

async function encode(
  folder: string,
  texts: readonly (string | Uint8Array)[],
  options: Partial<ModelOptions> = {},
): Promise<{ rows: Row[]; notes: Record<string, unknown>; counts: Record<string, number> }> {
  await using encoder = await openModelEncoder(modelOptions(folder, options), wasmLibraries);
  const { values, dims, valid, counts = {} } = await encoder.encode(textColumn(texts));
  const rows = texts.map((_, row) =>
    valid?.[row] === 0 ? null : [...values.subarray(row * dims, (row + 1) * dims)],
  );
  return { rows, notes: encoder.notes, counts };
}

/** The mean of the vectors of these tokens. */
function mean(...tokens: readonly number[]): number[] {
  const sum = (of: (token: number) => number): number =>
    Math.fround(tokens.reduce((total, token) => total + of(token), 0) / tokens.length);
  return [sum((token) => token), sum((token) => token % 2), sum((token) => -token)];
}

describe("what comes out", () => {
  test("is the mean of the tokens' vectors, special ones included, and null for null", async () => {
    const texts = ["Red cube", "", Uint8Array.of(NULL_TEXT), "boxes red", "green"];
    const { rows, counts } = await encode(await tinyFolder(), texts);
    expect(rows).toEqual([mean(2, 4, 5, 3), mean(2, 3), null, mean(2, 6, 7, 4, 3), mean(2, 1, 3)]);
    // Rows are filled up to 6 tokens, the limit.
    expect(counts).toEqual({ tokens: 4 + 2 + 5 + 3, padding: 24 - 14, truncated: 0 });
  });

  test("is cut to the model's limit, with the special tokens kept", async () => {
    const { rows, counts } = await encode(await tinyFolder(), [
      "red ".repeat(50),
      "red ".repeat(4),
    ]);
    expect(rows).toEqual([mean(2, 4, 4, 4, 4, 3), mean(2, 4, 4, 4, 4, 3)]);
    expect(counts).toMatchObject({ truncated: 1 });
  });

  test("takes bytes that are not UTF-8 for U+FFFD, which BERT drops", async () => {
    const noise = Uint8Array.of(0xff, ...new TextEncoder().encode("red"), 0xc3);
    const { rows } = await encode(await tinyFolder(), [noise]);
    expect(rows).toEqual([mean(2, 4, 3)]);
  });

  test("begins with the prefix that is asked for", async () => {
    const { rows } = await encode(await tinyFolder(), ["cube"], { prefix: "red " });
    expect(rows).toEqual([mean(2, 4, 5, 3)]);
  });

  test.each([
    ["cls_token", [2, 0, -2]],
    ["max_tokens", [5, 1, -2]],
    ["lasttoken", [3, 1, -3]],
    ["mean_sqrt_len_tokens", [14 / 2, 2 / 2, -14 / 2]],
  ])("is pooled by %s where the model says so", async (mode, expected) => {
    const pooling = { [`pooling_mode_${mode}`]: true, pooling_mode_mean_tokens: false };
    const { rows } = await encode(await tinyFolder({ "1_Pooling/config.json": pooling }), [
      "red cube",
    ]);
    expect(rows).toEqual([expected]);
  });

  test("has length 1 where the model says so, or where it is asked for", async () => {
    const modules = [
      ...(tinyFiles["modules.json"] as object[]),
      { idx: 2, name: "2", path: "2_Normalize", type: "sentence_transformers.models.Normalize" },
    ];
    const unit = await tinyFolder({ "modules.json": modules });
    const plain = await tinyFolder();
    const length = (row: Row): number => Math.hypot(...row!);
    const lengths = await Promise.all(
      [
        encode(unit, ["red"]),
        encode(plain, ["red"], { unit: true }),
        encode(unit, ["red"], { unit: false }),
      ].map(async (encoded) => length((await encoded).rows[0]!)),
    );
    expect(lengths[0]).toBeCloseTo(1, 6);
    expect(lengths[1]).toBeCloseTo(1, 6);
    expect(lengths[2]).toBeCloseTo(Math.hypot(...mean(2, 4, 3)), 6);
  });

  test("is as long as is asked for: the leading dimensions", async () => {
    const { rows } = await encode(await tinyFolder(), ["red"], { dims: 2 });
    expect(rows).toEqual([mean(2, 4, 3).slice(0, 2)]);
  });

  test("comes from an output for whole texts where the model has one", async () => {
    const model = new OnnxModel();
    const ids = model.input("input_ids", "int64", ["batch", "sequence"]);
    const tokens = tokenVectors(model, ids);
    model.output("token_embeddings", tokens, ["batch", "sequence", 3]);
    const first = model.node("Gather", [tokens, model.constant(BigInt64Array.of(0n), [])], {
      axis: 1n,
    });
    model.output("sentence_embedding", first, ["batch", 3]);
    const { rows, notes } = await encode(await tinyFolder({ "onnx/model.onnx": model.bytes() }), [
      "red",
    ]);
    expect(rows).toEqual([[2, 0, -2]]);
    expect(notes).toMatchObject({ output: "sentence_embedding", pooling: "in the model" });
  });

  test("needs no more than a tokenizer and a model beside it", async () => {
    const none = Object.fromEntries(Object.keys(tinyFiles).map((name) => [name, undefined]));
    const folder = await tinyFolder({
      ...none,
      "tokenizer.json": tinyTokenizer,
      "onnx/model.onnx": undefined,
      "model.onnx": tinyModel(),
    });
    const { rows, notes } = await encode(`${folder}/`, ["red cube"]);
    expect(rows).toEqual([mean(2, 4, 5, 3)]);
    expect(notes).toMatchObject({ pooling: "mean", maxTokens: 512, unit: false });
  });

  test("is noted with the digest of each file that was read", async () => {
    const { notes } = await encode(await tinyFolder(), []);
    const digest = createHash("sha256").update(tinyModel()).digest("hex");
    expect(notes["digests"]).toMatchObject({ "onnx/model.onnx": digest });
    expect(Object.keys(notes["digests"] as object).toSorted()).toEqual(
      [...Object.keys(tinyFiles), "onnx/model.onnx"].toSorted(),
    );
  });
});

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("weights in a file beside the model", () => {
  const bytes = tinyModel("model.onnx_data");
  const files = { "onnx/model.onnx": bytes, "onnx/model.onnx_data": tinyWeights };

  test("are read, and noted with their digest", async () => {
    const { rows, notes } = await encode(await tinyFolder(files), ["red cube"]);
    expect(rows).toEqual([mean(2, 4, 5, 3)]);
    expect(notes["digests"]).toMatchObject({
      "onnx/model.onnx": sha256(bytes),
      "onnx/model.onnx_data": sha256(tinyWeights),
    });
  });

  test("are held to the digests that are given", async () => {
    const digest = [sha256(bytes), sha256(tinyWeights)];
    const { rows } = await encode(await tinyFolder(files), ["red"], { digest });
    expect(rows).toEqual([mean(2, 4, 3)]);
    const changed = { ...files, "onnx/model.onnx_data": tinyWeights.map((byte) => byte ^ 1) };
    expect(await refusal(changed, { digest })).toMatch(
      /DIR\/onnx\/model\.onnx_data has the SHA-256 [0-9a-f]{64}/,
    );
    expect(await refusal(files, { digest: digest.slice(0, 1) })).toMatch(
      /a model in 2 files, and 1 digests are given/,
    );
  });

  test.each(["model.onnx_data", "../weights", "/etc/hostname", "C:\\weights", "a/../../b"])(
    "are not looked for elsewhere: %s",
    async (name) => {
      expect(await refusal({ "onnx/model.onnx": tinyModel(name), weights: tinyWeights })).toContain(
        `DIR/onnx/model.onnx has weights in ${name}, which is not beside it.`,
      );
    },
  );

  test("that are cut short are refused", async () => {
    const short = { ...files, "onnx/model.onnx_data": tinyWeights.subarray(0, 40) };
    expect(await refusal(short)).toMatch(/DIR\/onnx\/model\.onnx cannot be opened as a model/);
  });

  test("are found wherever a model has tensors", () => {
    const model = new OnnxModel();
    const ids = model.input("input_ids", "int64", ["batch", "sequence"]);
    model.constant(Float32Array.of(1), [1], "b.bin");
    model.output("last_hidden_state", tokenVectors(model, ids, "a.bin"), ["batch"]);
    expect(weightFiles(model.bytes())).toEqual(["a.bin", "b.bin"]);
    expect(weightFiles(tinyModel())).toEqual([]);
    for (const noise of [
      [],
      [0xff],
      [0x3a, 0x80],
      [0x3a, 200, 1],
      Array.from({ length: 64 }, (_, i) => i * 37),
    ]) {
      expect(weightFiles(Uint8Array.from(noise))).toEqual([]);
    }
  });
});

/** What is said of a folder that is no good. */
async function refusal(
  changed: Parameters<typeof tinyFolder>[0],
  options: Partial<ModelOptions> = {},
): Promise<string> {
  const folder = await tinyFolder(changed);
  const error = await encode(folder, ["red"], options).then(
    () => undefined,
    (reason: unknown) => reason as Error & { rule?: string; fix?: string },
  );
  return [error?.message, error?.rule, error?.fix].join("\n").replaceAll(folder, "DIR");
}

function withInput(
  name: string,
  output = "last_hidden_state",
  dims: (number | string)[] = ["batch", "sequence", 3],
): Uint8Array {
  const model = new OnnxModel();
  model.input("input_ids", "int64", ["batch", "sequence"]);
  const ids = name === "input_ids" ? name : model.input(name, "int64", ["batch", "sequence"]);
  model.output(output, tokenVectors(model, ids), dims);
  return model.bytes();
}

describe("a folder is refused, and it is said what to do, when", () => {
  test("there is nothing in it", async () => {
    const folder = `${await tinyFolder()}/missing`;
    await expect(encode(folder, [])).rejects.toThrow(/no tokenizer\.json/);
  });

  test("it has no ONNX file", async () => {
    expect(await refusal({ "onnx/model.onnx": undefined })).toMatch(
      /DIR has no ONNX model: DIR\/onnx\/model\.onnx and DIR\/model\.onnx do not exist[^]*optimum-cli/,
    );
    expect(await refusal({}, { file: "onnx/other.onnx" })).toMatch(/DIR\/onnx\/other\.onnx/);
  });

  test("its ONNX file is cut short, or something else", async () => {
    const whole = tinyModel();
    expect(await refusal({ "onnx/model.onnx": whole.subarray(0, whole.length >> 1) })).toMatch(
      /DIR\/onnx\/model\.onnx cannot be opened as a model[^]*fetch or export the file again/,
    );
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 90\n";
    expect(await refusal({ "onnx/model.onnx": pointer })).toMatch(/Git LFS/);
  });

  test("the digest is another", async () => {
    expect(await refusal({}, { digest: ["0".repeat(64)] })).toMatch(
      /has the SHA-256 [0-9a-f]{64}[^]*it must be 0{64}/,
    );
  });

  test("its model takes or gives something else than an encoder", async () => {
    expect(await refusal({ "onnx/model.onnx": withInput("pixel_values") })).toMatch(
      /asks for the input pixel_values[^]*it takes input_ids \(int64 batch x sequence\), pixel_values/,
    );
    const two = new OnnxModel();
    const ids = two.input("input_ids", "int64", ["batch", "sequence"]);
    two.output("logits", tokenVectors(two, ids), ["batch", "sequence", 3]);
    two.output("scores", tokenVectors(two, ids), ["batch", "sequence", 3]);
    expect(await refusal({ "onnx/model.onnx": two.bytes() })).toMatch(
      /gives no embeddings[^]*gives logits \(float32 batch x sequence x 3\), scores/,
    );
  });

  test("its model gives other sizes than it declares", async () => {
    const model = new OnnxModel();
    const ids = model.input("input_ids", "int64", ["batch", "sequence"]);
    model.output("last_hidden_state", tokenVectors(model, ids), ["batch", "sequence"]);
    expect(await refusal({ "onnx/model.onnx": model.bytes() })).toMatch(/onnx/);
  });

  test("its tokenizer has tokens that its model does not know", async () => {
    const vocab = { ...tinyTokenizer.model.vocab, green: 800 };
    const tokenizer = { ...tinyTokenizer, model: { ...tinyTokenizer.model, vocab } };
    const folder = await tinyFolder({ "tokenizer.json": tokenizer });
    await expect(encode(folder, ["green"])).rejects.toThrow(/The model fails/);
  });

  test("its tokenizer is not one", async () => {
    expect(await refusal({ "tokenizer.json": "{" })).toMatch(/DIR\/tokenizer\.json is not JSON/);
    expect(await refusal({ "tokenizer.json": { model: {} } })).toMatch(
      /The tokenizer cannot be opened[^]*tokenizer\.json that belongs/,
    );
  });

  test("more dimensions are asked for than it has", async () => {
    expect(await refusal({}, { dims: 4 })).toMatch(/no 4 dimensions[^]*vectors of 3/);
  });

  test("its pooling or a step behind it is not known here", async () => {
    expect(
      await refusal({ "1_Pooling/config.json": { pooling_mode_weightedmean_tokens: true } }),
    ).toMatch(/Pooling by pooling_mode_weightedmean_tokens[^]*sentence_embedding/);
    const modules = [
      ...(tinyFiles["modules.json"] as object[]),
      { idx: 2, name: "2", path: "2_Dense", type: "sentence_transformers.models.Dense" },
    ];
    expect(await refusal({ "modules.json": modules })).toMatch(/the steps Dense/);
  });
});
