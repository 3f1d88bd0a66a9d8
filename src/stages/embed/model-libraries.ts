import type { Device, Resident } from "../../graph/device.ts";

/** An input or output that a model declares. */
export interface ModelValue {
  readonly name: string;
  /** Element type, as ONNX calls it: float32, int64. */
  readonly type: string;
  /** Sizes, or names of those that vary. */
  readonly shape: readonly (number | string)[];
}

/** Numbers with a shape, here or, until they are disposed of, on the device of the session. */
export interface ModelTensor extends Disposable {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<unknown> | Resident;
}

/** Whole numbers, one for each token of each row, to be given as what the model declares. */
export interface TokenTensor {
  readonly type: "int32" | "int64";
  readonly dims: readonly [rows: number, tokens: number];
  readonly data: Int32Array;
}

/** A model, ready to run. */
export interface ModelSession extends AsyncDisposable {
  /** What runs it, with its version. */
  readonly runtime: string;
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
  /** The device that its outputs stay on; they come back to the host where it is undefined. */
  readonly device?: Device;
  /** Runs it and gives the one output asked for. */
  run(inputs: Readonly<Record<string, TokenTensor>>, output: string): Promise<ModelTensor>;
}

/** The ids of a text's tokens. */
export type Tokenize = (text: string, withSpecialTokens: boolean) => readonly number[];

/** An ONNX file. */
export interface ModelFile {
  /** For messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The files that its weights are in, as it names them; none where it has them itself. */
  readonly weights: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/** What a model runs on. */
export type ModelDevice = "cpu" | "gpu";

/** Packages that are not always there, and are loaded when a model is used. */
export interface ModelLibraries {
  openModel(model: ModelFile, where: ModelDevice): Promise<ModelSession>;
  /** A tokenizer from the two JSON files of a folder. */
  openTokenizer(tokenizer: object, config: object, folder: string): Promise<Tokenize>;
}
