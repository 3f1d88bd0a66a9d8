import { OptionError } from "../core/errors.ts";
import { option } from "../core/option.ts";
import type { OptionValues } from "../core/option.ts";
import type { Device } from "../graph/device.ts";
import type { Encoder } from "./embed/encoder.ts";
import { openHashEncoder } from "./embed/hash-encoder.ts";
import { openModelEncoder } from "./embed/model-encoder.ts";
import type { MapContext } from "./stage.ts";
import { defineMapStage } from "./stage.ts";

const HASH = "hash";
const SHA_256 = /^[0-9a-f]{64}$/i;

const options = {
  column: option.string("Text column to encode", { default: undefined }),
  encoder: option.string("hash, which needs no model, or the folder or URL of a model", {
    default: HASH,
    placeholder: "hash|DIR",
    check: (value) => (value === "" ? "hash or a folder" : undefined),
  }),
  embedding: option.string("Name of the new column", {
    default: "embedding",
    check: (value) => (value === "" ? "a name" : undefined),
  }),
  dims: option.number("Numbers of a vector: 384 of hash, all of a model when absent", {
    default: undefined,
    min: 1,
    integer: true,
  }),
  normalize: option.oneOf(
    "Length of vectors: 1 with l2, as it comes with none, auto as the encoder's own last step says",
    ["auto", "l2", "none"],
    { default: "auto" },
  ),
  prefix: option.string("What a model wants before each text, such as 'query: '", {
    default: "",
    placeholder: "TEXT",
  }),
  modelFile: option.string("ONNX file in the model's folder, when it is not model.onnx", {
    default: undefined,
    placeholder: "FILE",
  }),
  digest: option.strings("SHA-256 that the ONNX file must have, and each file of its weights", {
    placeholder: "SHA256",
    check: (value) =>
      value.every((one) => SHA_256.test(one)) ? undefined : "64 hexadecimal digits for each file",
  }),
  modelDevice: option.oneOf(
    "What a model runs on; gpu is that of --device webgpu",
    ["cpu", "gpu"],
    {
      default: "cpu",
    },
  ),
  seed: option.number("Another seed gives the hash encoder other vectors", {
    default: 1,
    min: 0,
    max: 0xffffffff,
    integer: true,
  }),
};

type EmbedValues = OptionValues<typeof options>;

/** Gives each row a vector of its text: by hashed words and characters, or by a model. */
export const embed = defineMapStage({
  name: "embed",
  doc: "Give each row a vector that stands for its text",
  options,
  reads({ column }) {
    if (column !== undefined) return [{ name: column, kind: "text" }];
    throw new OptionError("embed.column", "No text column is named.", {
      rule: "embed encodes one text column",
      fix: "--column NAME",
    });
  },
  adds: ({ embedding }) => embedding,
  async open(device, values, context) {
    const encoder = await openEncoder(device, values, context);
    const { dims, notes, batchRows } = encoder;
    return {
      dims,
      notes,
      ...(batchRows !== undefined && { batchRows }),
      map: async (columns) => await encoder.encode(columns.text(values.column!)),
      [Symbol.asyncDispose]: async () => await encoder[Symbol.asyncDispose](),
    };
  },
});

async function openEncoder(
  device: Device,
  values: EmbedValues,
  { readFile, models }: MapContext,
): Promise<Encoder> {
  const { encoder, dims, normalize, prefix, modelFile, digest, seed, modelDevice } = values;
  if (encoder === HASH) {
    const given = modelDevice === "cpu" ? undefined : modelDevice;
    refuseModelOptions({
      ...{ prefix: prefix || undefined, modelFile, digest: digest[0], modelDevice: given },
    });
    return openHashEncoder(device, { dims, seed, unit: normalize !== "none" });
  }
  const unit = normalize === "auto" ? undefined : normalize === "l2";
  const request = { folder: encoder, file: modelFile, digest, dims, unit, prefix };
  return await openModelEncoder({ ...request, device: modelDevice, readFile }, models);
}

/** What is said of a model says nothing of hashes. */
function refuseModelOptions(given: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new OptionError(`embed.${name}`, `The hash encoder has no ${name}.`, {
      rule: "it is for a model",
      fix: "name the folder of a model with --encoder",
    });
  }
}
