import { OptionError } from "../../core/errors.ts";
import type { TextColumn } from "../../core/text-column.ts";
import { BatchRunner } from "../../graph/batch-runner.ts";
import type { Device } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { variable } from "../../graph/scalar.ts";
import { normalizeText } from "../../ops/normalize-text.ts";
import { projectText, type TextFeature } from "../../ops/project-text.ts";
import { splitOnOutOfMemory } from "../split.ts";
import type { Encoder } from "./encoder.ts";
import { withText } from "./encoder.ts";
import { unitRows } from "./unit-rows.ts";

/** Dimensions when none are asked for: as many as those of small sentence encoders. */
const DIMS = 384;
const MAX_DIMS = 2048;
/** A feature is drawn four times, so its vector is this long. */
const FEATURE_LENGTH = 2;

/** What counts in a text: its words twice, pairs of words and runs of four characters once. */
const FEATURES = [
  { unit: "word", ngram: 1, weight: 2 },
  { unit: "word", ngram: 2, weight: 1 },
  { unit: "char", ngram: 4, weight: 1 },
] as const;

function scale(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
}

export interface HashOptions {
  readonly dims: number | undefined;
  readonly seed: number;
  readonly unit: boolean;
}

/**
 * Encodes texts by the words and characters in them, without a model: hashed features, projected
 * at random. The sums are integers and the same on every device; the host turns them into floats.
 */
export function openHashEncoder(device: Device, options: HashOptions): Encoder {
  const { dims = DIMS, seed, unit } = options;
  if (dims > MAX_DIMS) {
    throw new OptionError("embed.dims", `The hash encoder has no ${dims} dimensions.`, {
      rule: `it has 1 to ${MAX_DIMS}`,
      fix: `--dims ${MAX_DIMS}, or fewer`,
    });
  }
  const features: TextFeature[] = FEATURES.map((feature, i) => ({
    ...feature,
    seed: (seed + i) >>> 0,
  }));
  const runner = new BatchRunner(device, ({ rows, words }) => {
    const graph = new Graph("embeddings");
    const text = {
      offsets: graph.input("offsets", "u32", rows! + 1),
      words: graph.input("words", "u32", words!),
    };
    const rowCount = variable("rowCount");
    const sums = projectText(graph, text, rowCount, features, dims);
    graph.output("sums", sums, (v) => v["rowCount"]! * dims);
    return graph;
  });

  const project = async ({ rowCount, offsets, words }: TextColumn): Promise<Int32Array> => {
    if (rowCount === 0) return new Int32Array();
    const need = { rows: rowCount, words: words.length };
    const { sums } = await runner.run(need, { offsets, words }, { rowCount });
    return sums as Int32Array;
  };

  return {
    dims,
    notes: { encoder: "hash", dims, seed, features: FEATURES },
    async encode(given) {
      const texts = normalizeText(given, ["case"]);
      const parts = await splitOnOutOfMemory(device, texts, project);
      const values = new Float32Array(given.rowCount * dims);
      let at = 0;
      for (const sums of parts) {
        values.set(sums, at);
        at += sums.length;
      }
      scale(values, 1 / FEATURE_LENGTH);
      if (unit) unitRows(values, dims);
      const valid = withText(given);
      return { rowCount: given.rowCount, dims, values, ...(valid && { valid }) };
    },
    [Symbol.asyncDispose]: () => runner[Symbol.asyncDispose](),
  };
}
