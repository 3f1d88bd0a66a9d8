import { UnsupportedError } from "../../core/errors.ts";
import type { ModelSession, ModelValue } from "./model-libraries.ts";

/** What a model takes, and which of its outputs is used. */
export interface ModelContract {
  readonly inputs: readonly { readonly name: InputName; readonly type: "int32" | "int64" }[];
  readonly output: string;
  /** Whether the output has a vector for each token, or one for each text. */
  readonly pooled: boolean;
}

const INPUTS = ["input_ids", "attention_mask", "token_type_ids"] as const;
export type InputName = (typeof INPUTS)[number];

const POOLED = ["sentence_embedding"];
const TOKENS = ["last_hidden_state", "token_embeddings"];

/** Finds the inputs and the output of an encoder, or says what the model has instead. */
export function contractOf(session: ModelSession, path: string): ModelContract {
  const { inputs, outputs } = session;
  const refuse = (message: string, rule: string): never => {
    throw new UnsupportedError(message, {
      where: path,
      rule: `${rule}; it takes ${listed(inputs)} and gives ${listed(outputs)}`,
      fix: "use an ONNX file of a text encoder, as exported for feature extraction",
    });
  };
  const taken = inputs.map(({ name, type }) => {
    const known = INPUTS.find((one) => one === name);
    if (known === undefined || (type !== "int64" && type !== "int32")) {
      return refuse(
        `The model asks for the input ${name}, of ${type}.`,
        `an encoder takes ${INPUTS.join(", ")}, of int64 or int32`,
      );
    }
    return { name: known, type } as const;
  });
  if (!taken.some(({ name }) => name === "input_ids")) {
    refuse("The model does not take input_ids.", "tokens are given to an encoder as input_ids");
  }
  const output =
    outputs.find(({ name }) => POOLED.includes(name)) ??
    outputs.find(({ name }) => TOKENS.includes(name)) ??
    (outputs.length === 1 ? outputs[0] : undefined);
  const rank = output?.shape.length;
  if (!output || (rank !== 2 && rank !== 3)) {
    return refuse(
      "The model gives no embeddings.",
      `an encoder gives ${[...POOLED, ...TOKENS].join(", ")}, or one output for texts or tokens`,
    );
  }
  if (output.type !== "float32") {
    refuse(`The output ${output.name} is ${output.type}.`, "embeddings are read as float32");
  }
  return { inputs: taken, output: output.name, pooled: rank === 2 };
}

function listed(values: readonly ModelValue[]): string {
  if (values.length === 0) return "nothing";
  return values.map(({ name, type, shape }) => `${name} (${type} ${shape.join(" x ")})`).join(", ");
}
