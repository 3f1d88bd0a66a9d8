import { FormatError } from "../../core/errors.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { ModelSession, TokenTensor } from "./model-libraries.ts";
import type { InputName, ModelContract } from "./model-outputs.ts";
import { pool } from "./pooling.ts";
import type { TokenBatch, TokenRows } from "./token-batches.ts";
import { tokenBatches } from "./token-batches.ts";

/** Tokens that run at once, padding included. */
const TOKEN_BUDGET = 2048;

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
    return (await this.#run(rows, { rows: [0], length: 1 })).dims;
  }

  /**
   * A vector of `dims` numbers for each row, zeros for a row without tokens; `slots` are the tokens
   * that were run, padding included.
   */
  async encode(
    rows: TokenRows,
    dims: number,
  ): Promise<{ readonly values: Float32Array; readonly slots: number }> {
    const values = new Float32Array((rows.starts.length - 1) * dims);
    let slots = 0;
    const work = this.#last.then(async () => {
      for (const batch of tokenBatches(rows, this.#folder.maxTokens, TOKEN_BUDGET)) {
        await this.#encode(rows, batch, values, dims);
        slots += batch.rows.length * batch.length;
      }
    });
    // Whoever waits for this batch hears of a failure; the next batch starts all the same.
    this.#last = work.catch(() => {});
    await work;
    return { values, slots };
  }

  async #encode(
    rows: TokenRows,
    batch: TokenBatch,
    values: Float32Array,
    dims: number,
  ): Promise<void> {
    const { data } = await this.#run(rows, batch, dims);
    batch.rows.forEach((row, i) => {
      const vector = values.subarray(row * dims, (row + 1) * dims);
      const tokens = rows.starts[row + 1]! - rows.starts[row]!;
      if (this.#contract.pooled) vector.set(data.subarray(i * dims, (i + 1) * dims));
      else pool(this.#folder.pooling, data, i * batch.length * dims, tokens, vector);
    });
  }

  async #run(
    rows: TokenRows,
    batch: TokenBatch,
    dims?: number,
  ): Promise<{ data: Float32Array; dims: number }> {
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
    const width = result.dims.at(-1)!;
    const expected = pooled ? [shape[0], dims ?? width] : [...shape, dims ?? width];
    if (String(result.dims) !== String(expected)) {
      throw new FormatError(
        ...(["onnx", path, undefined] as const),
        `The output ${output} is ${result.dims.join(" x ")}, not ${expected.join(" x ")}.`,
        { rule: "an encoder gives a vector for each text or for each token" },
      );
    }
    return { data: result.data as Float32Array, dims: width };
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
