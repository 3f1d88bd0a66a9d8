import { OptionError } from "../../core/errors.ts";
import type { Encoder } from "./encoder.ts";
import { withText } from "./encoder.ts";
import type { ModelFolder, ModelFolderRequest } from "./model-folder.ts";
import { readModelFolder, refuseOtherSteps } from "./model-folder.ts";
import type { ModelDevice, ModelLibraries, ModelSession } from "./model-libraries.ts";
import { contractOf } from "./model-outputs.ts";
import { ModelRunner } from "./model-runner.ts";
import { ResidentPooling } from "./resident-pooling.ts";
import { Tokenizer } from "./tokenizer.ts";
import { unitRows } from "./unit-rows.ts";

/** Some seconds of work for a small model on a processor. */
const BATCH_ROWS = 128;

export interface ModelOptions extends ModelFolderRequest {
  /** Leading dimensions to keep; all when undefined. */
  readonly dims: number | undefined;
  /** Whether vectors get length 1; as the model does it when undefined. */
  readonly unit: boolean | undefined;
  /** Put before each text. */
  readonly prefix: string;
  readonly device: ModelDevice;
}

/** Encodes texts with a model of a sentence-transformers folder, as sentence-transformers does. */
export async function openModelEncoder(
  options: ModelOptions,
  libraries: ModelLibraries,
): Promise<Encoder> {
  const folder = await readModelFolder(options);
  const { tokenizer, tokenizerConfig, onnx } = folder;
  const tokenize = await libraries.openTokenizer(tokenizer, tokenizerConfig, options.folder);
  const session = await libraries.openModel(onnx, options.device);
  try {
    return await openOn(session, folder, new Tokenizer(tokenize, folder, options.prefix), options);
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

async function openOn(
  session: ModelSession,
  folder: ModelFolder,
  tokenizer: Tokenizer,
  options: ModelOptions,
): Promise<Encoder> {
  const { onnx, pooling, maxTokens, normalizes, padId, digests } = folder;
  const contract = contractOf(session, onnx.path);
  if (!contract.pooled) refuseOtherSteps(folder);
  const runner = new ModelRunner(folder, session, contract);
  const width = await runner.measure(padId);
  const { dims = width, unit = normalizes, prefix } = options;
  if (dims > width) {
    throw new OptionError("embed.dims", `The model has no ${dims} dimensions.`, {
      rule: `${onnx.path} gives vectors of ${width}`,
      fix: `--dims ${width}, or fewer`,
    });
  }
  const { device } = session;
  const mode = contract.pooled ? "cls" : pooling;
  const resident = device && new ResidentPooling(device, mode, { width, dims, unit });
  return {
    dims,
    notes: {
      encoder: options.folder,
      dims,
      output: contract.output,
      pooling: contract.pooled ? "in the model" : pooling,
      maxTokens,
      unit,
      runtime: session.runtime,
      ...(prefix && { prefix }),
      digests,
    },
    batchRows: BATCH_ROWS,
    async encode(texts) {
      const valid = withText(texts);
      const { rows, truncated } = tokenizer.tokens(texts, valid);
      const size = { width, dims: resident ? dims : width, pooling: resident };
      const { values: pooled, slots } = await runner.encode(rows, size);
      const values = size.dims === dims ? pooled : leading(pooled, width, dims);
      if (unit && !resident) unitRows(values, dims);
      const tokens = rows.ids.length;
      const counts = { tokens, padding: slots - tokens, truncated };
      return { rowCount: texts.rowCount, dims, values, ...(valid && { valid }), counts };
    },
    async [Symbol.asyncDispose]() {
      await resident?.[Symbol.asyncDispose]();
      await session[Symbol.asyncDispose]();
    },
  };
}

/** The first `dims` numbers of each row. */
function leading(values: Float32Array, width: number, dims: number): Float32Array {
  const rows = values.length / width;
  const result = new Float32Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    result.set(values.subarray(row * width, row * width + dims), row * dims);
  }
  return result;
}
