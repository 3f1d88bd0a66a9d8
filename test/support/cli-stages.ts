import type { Api } from "../../src/cli/api.ts";
import { option } from "../../src/core/option.ts";

const keep = option.string("Which row of a cluster stays: first, longest or highest:COLUMN", {
  default: "first",
  placeholder: "RULE",
});

/** Stages as the engine declares them, with one option of each kind. */
export const sampleStages: Api["stages"] = [
  {
    name: "exact-dedup",
    doc: "Remove rows that are equal",
    options: {
      columns: option.strings("Columns that must be equal; all when absent", { alias: "column" }),
      normalize: option.strings("What does not count: nfc, case"),
      keep,
    },
  },
  {
    name: "fuzzy-dedup",
    doc: "Remove rows that are nearly equal",
    options: {
      column: option.string("The column to compare", { default: undefined }),
      normalize: option.strings("What does not count: nfc, case", { default: ["nfc", "case"] }),
      threshold: option.number("Similarity that makes a duplicate", {
        default: 0.8,
        min: 0,
        max: 1,
        placeholder: "0..1",
      }),
      bands: option.number("More find more, and cost more", { default: 16, min: 1, integer: true }),
      unit: option.oneOf("What a shingle is made of", ["char", "word"], { default: "char" }),
      sampleRecall: option.boolean("Measure recall on a sample"),
      verify: option.boolean("Compare candidates exactly", true),
      keep,
      clusters: option.oneOf("Which rows of a cluster go", ["kept", "components"], {
        default: "kept",
      }),
    },
  },
  {
    name: "semantic-dedup",
    doc: "Remove rows that mean nearly the same",
    options: {
      embedding: option.string("The vectors to compare", { default: "embedding" }),
      column: option.string("The text to show", { default: undefined }),
      eps: option.number("Distance that makes a duplicate", { default: 0.05, min: 0, max: 1 }),
      components: option.boolean("Remove all but one of a component"),
      keep,
    },
  },
  {
    name: "embed",
    doc: "Give each row a vector",
    options: {
      column: option.string("The text to encode", { default: undefined }),
      encoder: option.string("hash or a folder", { default: "hash" }),
      embedding: option.string("Name of the new column", { default: "embedding" }),
      dims: option.number("Numbers of a vector", { default: undefined, min: 1, integer: true }),
    },
  },
];
