import { UnsupportedError } from "../../core/errors.ts";

/** How the vectors of a text's tokens become one. */
export type PoolingMode = "mean" | "cls" | "max" | "mean_sqrt_len_tokens" | "lasttoken";

const MODES: Readonly<Record<string, PoolingMode>> = {
  pooling_mode_mean_tokens: "mean",
  pooling_mode_cls_token: "cls",
  pooling_mode_max_tokens: "max",
  pooling_mode_mean_sqrt_len_tokens: "mean_sqrt_len_tokens",
  pooling_mode_lasttoken: "lasttoken",
};

/** The mode that the configuration of a pooling step asks for. */
export function poolingOf(config: Readonly<Record<string, unknown>>, path: string): PoolingMode {
  const chosen =
    typeof config["pooling_mode"] === "string"
      ? [config["pooling_mode"]]
      : Object.keys(config).filter(
          (key) => key.startsWith("pooling_mode_") && config[key] === true,
        );
  const modes = chosen.map((mode) =>
    Object.values(MODES).find((known) => known === mode || MODES[mode] === known),
  );
  if (modes.length === 1 && modes[0]) return modes[0];
  throw new UnsupportedError(`Pooling by ${chosen.join(" and ") || "nothing"} is not known.`, {
    where: path,
    rule: `it is one of ${Object.keys(MODES).join(", ")}`,
    fix: "export the model with its pooling in it, so that its ONNX file has the output sentence_embedding",
  });
}

/**
 * Pools the vectors of the first `length` tokens at `from` into `vector`. Sums are in doubles, in
 * the order of the tokens. (The tokens of padding are behind the others.)
 */
export function pool(
  mode: PoolingMode,
  tokens: Float32Array,
  from: number,
  length: number,
  vector: Float32Array,
): void {
  const dims = vector.length;
  if (mode === "cls" || mode === "lasttoken") {
    const at = from + (mode === "cls" ? 0 : length - 1) * dims;
    vector.set(tokens.subarray(at, at + dims));
    return;
  }
  if (mode === "max") {
    vector.fill(Number.NEGATIVE_INFINITY);
    for (let token = 0; token < length; token++) {
      const at = from + token * dims;
      for (let i = 0; i < dims; i++) vector[i] = Math.max(vector[i]!, tokens[at + i]!);
    }
    return;
  }
  const sums = new Float64Array(dims);
  for (let token = 0; token < length; token++) {
    const at = from + token * dims;
    for (let i = 0; i < dims; i++) sums[i]! += tokens[at + i]!;
  }
  const divisor = mode === "mean" ? length : Math.sqrt(length);
  for (let i = 0; i < dims; i++) vector[i] = sums[i]! / divisor;
}
