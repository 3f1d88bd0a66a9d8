import { OptionError } from "../../core/errors.ts";
import type { OptionValues } from "../../core/option.ts";
import { option } from "../../core/option.ts";
import { chooseBands } from "../../ops/choose-bands.ts";
import { groupByOption, keepOption, normalizeOption } from "../dedup-options.ts";

export const fuzzyOptions = {
  column: option.string("Text column to compare", { default: undefined }),
  threshold: option.number("Jaccard similarity that makes a duplicate", {
    default: 0.8,
    min: 0.1,
    max: 1,
    placeholder: "0..1",
  }),
  unit: option.oneOf("What a shingle is made of", ["char", "word"], { default: "char" }),
  ngram: option.number("Units in a shingle; 5 characters or 3 words when absent", {
    default: undefined,
    min: 1,
    max: 64,
    integer: true,
  }),
  permutations: option.number("Slots of the signature: 64, 128, 256 or 512; 128 when absent", {
    default: undefined,
    min: 1,
    max: 512,
    integer: true,
  }),
  bands: option.number("Bands of the signature; chosen from the threshold when absent", {
    default: undefined,
    min: 1,
    max: 512,
    integer: true,
  }),
  rows: option.number("Slots of a band; chosen from the threshold when absent", {
    default: undefined,
    min: 1,
    max: 512,
    integer: true,
  }),
  signature: option.oneOf(
    "Signature scheme; cudf is that of cuDF and NeMo Curator",
    ["fss", "cudf"],
    {
      default: "fss",
    },
  ),
  verify: option.oneOf(
    "What decides on a pair that shares a bucket",
    ["jaccard", "signature", "none"],
    {
      default: "jaccard",
    },
  ),
  normalize: normalizeOption(["nfc"]),
  clusters: option.oneOf(
    "What is removed: rows similar to a kept row, or all but one of a component",
    ["kept", "components"],
    { default: "kept" },
  ),
  leaders: option.number("Rows of a bucket that the others are compared with", {
    default: 16,
    min: 1,
    integer: true,
  }),
  exactCandidates: option.boolean("Compare all rows of a bucket, not only with its leaders"),
  measureRecall: option.boolean("Measure the recall on a sample by brute force"),
  seed: option.number("Seed of the hashes; 0 when absent, 42 for cudf", {
    default: undefined,
    min: 0,
    max: 0xffffffff,
    integer: true,
  }),
  keep: keepOption,
  groupBy: groupByOption,
};

export type FuzzyValues = OptionValues<typeof fuzzyOptions>;

/** What follows from the options once: the banding and the shingle. */
export interface FuzzySettings {
  readonly scheme: "fss" | "cudf";
  readonly unit: "char" | "word";
  readonly ngram: number;
  readonly seed: number;
  readonly slots: number;
  readonly bands: number;
  readonly rowsPerBand: number;
  readonly threshold: number;
}

/** What NeMo Curator has by default. */
const CUDF = { ngram: 24, bands: 20, rowsPerBand: 13, seed: 42 };

export function fuzzySettings(values: FuzzyValues): FuzzySettings {
  const { threshold, unit, signature: scheme } = values;
  const banding = scheme === "cudf" ? cudfBanding(values) : fssBanding(values);
  const { bands, rowsPerBand, slots } = banding;
  if (bands < 1 || rowsPerBand < 1 || bands * rowsPerBand > slots) {
    throw new OptionError(
      "fuzzy-dedup.bands",
      `${bands} bands of ${rowsPerBand} rows do not fit ${slots} slots.`,
      { rule: "bands times rows is at most the number of permutations", fix: "more permutations" },
    );
  }
  if (scheme === "cudf" && unit !== "char") {
    throw new OptionError("fuzzy-dedup.unit", "The cudf signature has no word shingles.", {
      rule: "it hashes windows of characters",
    });
  }
  const standard = scheme === "cudf" ? CUDF.ngram : unit === "char" ? 5 : 3;
  const ngram = values.ngram ?? standard;
  const seed = values.seed ?? (scheme === "cudf" ? CUDF.seed : 0);
  return { scheme, unit, ngram, seed, threshold, ...banding };
}

type Slots = Pick<FuzzySettings, "slots" | "bands" | "rowsPerBand">;

function cudfBanding({
  bands = CUDF.bands,
  rows = CUDF.rowsPerBand,
  permutations,
}: FuzzyValues): Slots {
  return { bands, rowsPerBand: rows, slots: permutations ?? bands * rows };
}

function fssBanding({ threshold, bands, rows, permutations: slots = 128 }: FuzzyValues): Slots {
  if (![64, 128, 256, 512].includes(slots)) {
    throw new OptionError(
      "fuzzy-dedup.permutations",
      `permutations must be 64, 128, 256 or 512; it is ${slots}.`,
    );
  }
  const chosen = chooseBands(threshold, slots);
  const rowsPerBand = rows ?? (bands ? Math.floor(slots / bands) : chosen.rowsPerBand);
  return { slots, rowsPerBand, bands: bands ?? Math.floor(slots / rowsPerBand) };
}
