import { FormatError } from "../../core/errors.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { Resident } from "../../graph/device.ts";
import type { ModelSession, ModelTensor, TokenTensor } from "./model-libraries.ts";
import type { InputName, ModelContract } from "./model-outputs.ts";
import { pool } from "./pooling.ts";
import type { ResidentPooling } from "./resident-pooling.ts";
import type { TokenBatch, TokenRows } from "./token-batches.ts";
import { tokenBatches } from "./token-batches.ts";

/** Tokens that run at once, padding included. */
const TOKEN_BUDGET = 2048;

/** What the vectors of a model become. */
export interface VectorSize {
  /** Numbers that the model gives. */
  readonly width: number;
  /** Numbers of a vector. */
  readonly dims: number;
  /** Pools on the device; the host does where it is undefined, and keeps all numbers. */
  readonly pooling: ResidentPooling | undefined;
}

/** Runs tokens through a model, one batch at a time, and pools what comes out. */
export class ModelRunner {
  readonly #folder: ModelFolder;
  readonly #session: ModelSession;
  readonly #contract: ModelContract;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: ModelFolder, session: ModelSession, contract: ModelContract) {
    this.#folder = folder;
    this.#session = session;
    this.#contract = contract;
  }

  /** Runs one token to see that the files belong together, and how long the vectors are. */
  async measure(token: number): Promise<number> {
    const rows = { ids: Int32Array.of(token), starts: Uint32Array.of(0, 1) };
    using tensor = await this.#run(rows, { rows: [0], length: 1 });
    return tensor.dims.at(-1)!;
  }

  /**
   * A vector of `dims` numbers for each row, zeros for a row without tokens: of the model's `width`
   * numbers all, unless `pooling` cuts them. `slots` are the tokens that were run, padding included.
   */
  async encode(
    rows: TokenRows,
    { width, dims, pooling }: VectorSize,
  ): Promise<{ readonly values: Float32Array; readonly slots: number }> {
    const values = new Float32Array((rows.starts.length - 1) * dims);
    let slots = 0;
    const work = this.#last.then(async () => {
      for (const batch of tokenBatches(rows, this.#folder.maxTokens, TOKEN_BUDGET)) {
        const vectors = await this.#vectors(rows, batch, width, pooling);
        batch.rows.forEach((row, i) =>
          values.set(vectors.subarray(i * dims, (i + 1) * dims), row * dims),
        );
        slots += batch.rows.length * batch.length;
      }
    });
    // Whoever waits for this batch hears of a failure; the next batch starts all the same.
    this.#last = work.catch(() => {});
    await work;
    return { values, slots };
  }

  /** A vector for each row of a batch. */
  async #vectors(
    rows: TokenRows,
    batch: TokenBatch,
    width: number,
    pooling: ResidentPooling | undefined,
  ): Promise<Float32Array> {
    const { starts } = rows;
    const { pooled } = this.#contract;
    using tensor = await this.#run(rows, batch, width);
    const tokens = pooled ? 1 : batch.length;
    const lengths = Uint32Array.from(batch.rows, (row) =>
      pooled ? 1 : starts[row + 1]! - starts[row]!,
    );
    if (pooling) return await pooling.pool({ values: tensor.data as Resident, lengths, tokens });
    const data = tensor.data as Float32Array;
    if (pooled) return data;
    const vectors = new Float32Array(lengths.length * width);
    lengths.forEach((length, i) => {
      const vector = vectors.subarray(i * width, (i + 1) * width);
      pool(this.#folder.pooling, data, i * tokens * width, length, vector);
    });
    return vectors;
  }

  async #run(rows: TokenRows, batch: TokenBatch, expectedWidth?: number): Promise<ModelTensor> {
    const shape = [batch.rows.length, batch.length] as const;
    const tensors = tokenTensors(rows, batch, this.#folder.padId);
    const inputs: Record<string, TokenTensor> = {};
    for (const { name, type } of this.#contract.inputs) {
      inputs[name] = { type, dims: shape, data: tensors[name] };
    }
    const { output, pooled } = this.#contract;
    const { path } = this.#folder.onnx;
    const result = await this.#session.run(inputs, output).catch((cause: unknown) => {
      throw new FormatError("onnx", path, undefined, `The model fails: ${messageOf(cause)}.`, {
        rule: `it was given ${shape[0]} texts of ${shape[1]} tokens`,
        fix: "check that its tokenizer.json belongs to it",
        cause,
      });
    });
    const width = expectedWidth ?? result.dims.at(-1)!;
    const expected = pooled ? [shape[0], width] : [...shape, width];
    if (String(result.dims) !== String(expected)) {
      result[Symbol.dispose]();
      throw new FormatError(
        ...(["onnx", path, undefined] as const),
        `The output ${output} is ${result.dims.join(" x ")}, not ${expected.join(" x ")}.`,
        { rule: "an encoder gives a vector for each text or for each token" },
      );
    }
    return result;
  }
}

/** What the inputs of an encoder hold for a batch. */
function tokenTensors(
  { ids, starts }: TokenRows,
  { rows, length }: TokenBatch,
  padId: number,
): Record<InputName, Int32Array> {
  const input = new Int32Array(rows.length * length).fill(padId);
  const mask = new Int32Array(rows.length * length);
  rows.forEach((row, i) => {
    const own = ids.subarray(starts[row], starts[row + 1]);
    input.set(own, i * length);
    mask.fill(1, i * length, i * length + own.length);
  });
  const types = new Int32Array(rows.length * length);
  return { input_ids: input, attention_mask: mask, token_type_ids: types };
}

function messageOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim().replace(/\.$/, "");
}
