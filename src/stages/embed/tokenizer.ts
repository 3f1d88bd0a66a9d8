import { FormatError } from "../../core/errors.ts";
import type { TextColumn } from "../../core/text-column.ts";
import { textBytes } from "../../core/text-column.ts";
import type { ModelFolder } from "./model-folder.ts";
import type { Tokenize } from "./model-libraries.ts";
import type { TokenRows } from "./token-batches.ts";

/** Turns texts into the tokens that a model takes, cut to its limit. */
export class Tokenizer {
  readonly #tokenize: Tokenize;
  readonly #folder: ModelFolder;
  readonly #prefix: string;
  /** Special tokens behind a text. */
  readonly #tail: readonly number[];

  constructor(tokenize: Tokenize, folder: ModelFolder, prefix: string) {
    this.#tokenize = tokenize;
    this.#folder = folder;
    this.#prefix = prefix;
    this.#tail = tailOf(tokenize);
  }

  /**
   * The tokens of each text, and how many texts were cut; none for a row that is not wanted. Bytes
   * that are not UTF-8 are U+FFFD.
   */
  tokens(
    texts: TextColumn,
    wanted: Uint8Array | undefined,
  ): { readonly rows: TokenRows; readonly truncated: number } {
    const decoder = new TextDecoder();
    const bytes = textBytes(texts);
    const starts = new Uint32Array(texts.rowCount + 1);
    let ids = new Int32Array(1024);
    let end = 0;
    let truncated = 0;
    for (let row = 0; row < texts.rowCount; row++) {
      if (wanted?.[row] !== 0) {
        const text = decoder.decode(bytes.subarray(texts.offsets[row], texts.offsets[row + 1]));
        const whole = this.#tokenize(this.#prepared(text), true);
        const own = this.#cut(whole);
        if (own.length < whole.length) truncated++;
        if (end + own.length > ids.length) {
          const grown = new Int32Array(2 * (end + own.length));
          grown.set(ids);
          ids = grown;
        }
        ids.set(own, end);
        end += own.length;
      }
      starts[row + 1] = end;
    }
    return { rows: { ids: ids.subarray(0, end), starts }, truncated };
  }

  /** As sentence-transformers prepares a text. */
  #prepared(text: string): string {
    const trimmed = this.#prefix + text.trim();
    return this.#folder.lowerCase ? trimmed.toLowerCase() : trimmed;
  }

  #cut(ids: readonly number[]): readonly number[] {
    const { maxTokens, onnx } = this.#folder;
    if (!ids.every((id) => Number.isInteger(id))) {
      throw new FormatError("tokenizer.json", onnx.path, undefined, "A token has no id.", {
        rule: "tokens that a tokenizer does not know need one for the unknown",
        fix: "use the tokenizer.json that belongs to the model",
      });
    }
    if (ids.length <= maxTokens) return ids;
    return [...ids.slice(0, maxTokens - this.#tail.length), ...this.#tail];
  }
}

/** What a tokenizer puts behind any text. */
function tailOf(tokenize: Tokenize): readonly number[] {
  const bare = tokenize("a", false);
  const whole = tokenize("a", true);
  for (let at = 0; at + bare.length <= whole.length; at++) {
    if (bare.every((id, i) => whole[at + i] === id)) return whole.slice(at + bare.length);
  }
  return [];
}
