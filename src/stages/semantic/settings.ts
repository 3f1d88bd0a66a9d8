import { OptionError } from "../../core/errors.ts";
import type { OptionValues } from "../../core/option.ts";
import { option } from "../../core/option.ts";
import { groupByOption } from "../dedup-options.ts";

const RULES =
  "first, last, farthest or nearest (from the centre of its cluster), longest, shortest, highest:COLUMN or lowest:COLUMN";
const KEEP = /^(first|last|farthest|nearest|longest|shortest|(highest|lowest):.+)$/;

export const semanticOptions = {
  embedding: option.string("Vector column to compare", { default: "embedding" }),
  column: option.string("Text column that the report shows, and that longest is of", {
    default: undefined,
  }),
  eps: option.number("Distance up to which rows are duplicates: 1 less the cosine", {
    default: 0.05,
    min: 0,
    max: 1,
    placeholder: "0..1",
  }),
  exact: option.boolean("Compare all pairs, however many there are"),
  clusters: option.number("Clusters of which only rows of one are compared; see docs/dedup.md", {
    default: undefined,
    min: 1,
    integer: true,
    placeholder: "K",
  }),
  probes: option.number("Clusters that a row near the boundary of several is put in, at most", {
    default: 3,
    min: 1,
    max: 16,
    integer: true,
  }),
  components: option.boolean("Remove all but one of the rows that similar pairs connect"),
  measureRecall: option.boolean("Measure the recall on a sample by brute force"),
  seed: option.number("Seed of the draw of the first centres", {
    default: 0,
    min: 0,
    max: 0xffffffff,
    integer: true,
  }),
  keep: option.string(`Which row of a cluster stays: ${RULES}`, {
    default: "first",
    placeholder: "RULE",
    check: (value) => (KEEP.test(value) ? undefined : "one of its rules"),
  }),
  groupBy: groupByOption,
};

export type SemanticValues = OptionValues<typeof semanticOptions>;

/** Refuses options that do not go together. */
export function checkSemantic({ exact, clusters, keep, column }: SemanticValues): void {
  if (exact && clusters !== undefined) {
    throw new OptionError(
      "semantic-dedup.clusters",
      `All pairs and ${clusters} clusters exclude each other.`,
      {
        rule: "exact compares all pairs; clusters compares the rows of one cluster only",
        fix: "leave out one of them",
      },
    );
  }
  if (/^(longest|shortest)$/.test(keep) && column === undefined) {
    throw new OptionError("semantic-dedup.keep", `There is no text that could be ${keep}.`, {
      rule: `keep ${keep} compares the lengths of a text column`,
      fix: "--column NAME",
    });
  }
}

/** Rows up to which all pairs are compared unless clusters are asked for. */
const EXACT_ROWS = 50_000;

/** How many clusters there are; 1 where all pairs are compared. */
export function clusterCount({ exact, clusters }: SemanticValues, rowCount: number): number {
  if (exact || rowCount === 0) return 1;
  if (clusters !== undefined) return Math.min(clusters, rowCount);
  return rowCount <= EXACT_ROWS ? 1 : Math.round(Math.sqrt(rowCount));
}
