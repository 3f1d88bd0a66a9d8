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
  slots: option.number("Slots of the signature: 64, 128, 256 or 512", {
    default: 128,
    min: 64,
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
  normalize: normalizeOption(["nfc"]),
  clusters: option.oneOf(
    "What is removed: rows similar to a kept row, or all but one of a component",
    ["kept", "components"],
    { default: "kept" },
  ),
  leaders: option.number("Rows of a bucket that the others are compared with; 0 compares all", {
    default: 16,
    min: 0,
    integer: true,
  }),
  seed: option.number("Seed of the hashes", {
    default: 0,
    min: 0,
    max: 0xffffffff,
    integer: true,
  }),
  keep: keepOption,
  groupBy: groupByOption,
};

/** What follows from the options once: the banding and the shingle. */
export interface FuzzySettings {
  readonly unit: "char" | "word";
  readonly ngram: number;
  readonly seed: number;
  readonly slots: number;
  readonly bands: number;
  readonly rowsPerBand: number;
  readonly threshold: number;
}

export function fuzzySettings(values: OptionValues<typeof fuzzyOptions>): FuzzySettings {
  const { threshold, unit, slots, seed } = values;
  if (![64, 128, 256, 512].includes(slots)) {
    throw new OptionError(
      "fuzzy-dedup.slots",
      `slots must be 64, 128, 256 or 512; it is ${slots}.`,
    );
  }
  const chosen = chooseBands(threshold, slots);
  const rowsPerBand =
    values.rows ?? (values.bands ? Math.floor(slots / values.bands) : chosen.rowsPerBand);
  const bands = values.bands ?? Math.floor(slots / rowsPerBand);
  if (bands < 1 || rowsPerBand < 1 || bands * rowsPerBand > slots) {
    throw new OptionError(
      "fuzzy-dedup.bands",
      `${bands} bands of ${rowsPerBand} rows do not fit ${slots} slots.`,
      { rule: "bands times rows is at most the number of slots", fix: "more --slots" },
    );
  }
  const ngram = values.ngram ?? (unit === "char" ? 5 : 3);
  return { unit, ngram, seed, slots, bands, rowsPerBand, threshold };
}
