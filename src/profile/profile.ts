import { type Alert, alertsOf } from "./alerts.ts";
import { type ColumnProfile, columnProfile } from "./column-profile.ts";
import type { Correlations } from "./correlations.ts";
import type { DatasetState } from "./dataset.ts";
import type { MediaProfile } from "./media.ts";
import { blocksOf, blockWidth } from "./missing.ts";
import type { GuessLanguage } from "./languages.ts";
import type { Measures } from "./number-profile.ts";
import type { MissingPattern } from "./patterns.ts";

/** A profile of a dataset: what `profile.json` holds. */
export interface Profile {
  /** Of this format; a reader refuses one that it does not know. */
  readonly version: 1;
  /** Of Sluice. */
  readonly sluice: string;
  readonly dataset: string;
  readonly inputs: readonly ProfileInput[];
  readonly rows: number;
  /** Rows that could not be read. */
  readonly rejected: number;
  /** How the numbers were come by. */
  readonly method: Readonly<Record<string, string>>;
  /** What a whole profile tells and this one, a summary, does not; absent in a whole one. */
  readonly leftOut?: readonly string[];
  readonly columns: Readonly<Record<string, ColumnProfile>>;
  readonly missing: MissingProfile;
  readonly correlations?: Correlations;
  /** Images and videos, by the column or camera that they are of. */
  readonly media?: Readonly<Record<string, MediaProfile>>;
  readonly alerts: readonly Alert[];
}

/** A source, and where its rows are among those of the dataset. */
export interface ProfileInput {
  readonly path: string;
  readonly format: string;
  readonly byteLength: number;
  readonly firstRow: number;
  readonly rows: number;
}

/** Where values are missing. */
export interface MissingProfile {
  /** Of all cells. */
  readonly share: number;
  /** Rows of a block. */
  readonly blockRows: number;
  /** Missing values by block of rows, for each column that has any. */
  readonly blocks: Readonly<Record<string, readonly number[]>>;
  /** Columns that miss values together, the most frequent first. */
  readonly patterns: readonly MissingPattern[];
}

export const defaultMeasures: Measures = {
  std: "population",
  quantiles: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99],
  top: 20,
  points: 129,
};

/** What a summary does not tell. */
export const LEFT_OUT: readonly string[] = [
  "distinct values and top values",
  "skewness and kurtosis",
  "histograms and distributions",
  "outliers, order, and shares at the ends",
  "clocks: rate, jitter, gaps",
  "texts but for the least and the greatest",
  "images and videos",
  "bytes, vectors, lists and structs but for their counts",
  "which columns miss values together",
  "correlations",
];

const SHOWN_PATTERNS = 20;

export type DatasetProfile = Pick<
  Profile,
  "rows" | "columns" | "missing" | "correlations" | "alerts"
>;

export function datasetProfile(
  state: DatasetState,
  measures: Measures,
  guess?: GuessLanguage,
): DatasetProfile {
  const columns = Object.fromEntries(
    state.columns.map(([name, column]) => [name, columnProfile(column, measures, guess)] as const),
  );
  return {
    rows: state.rows,
    columns,
    missing: missingProfile(state, columns),
    ...(state.correlations && { correlations: state.correlations }),
    alerts: alertsOf(columns),
  };
}

function missingProfile(
  { rows, columns, patterns }: DatasetState,
  profiles: Readonly<Record<string, ColumnProfile>>,
): MissingProfile {
  const width = blockWidth(rows);
  const nulls = Object.values(profiles).reduce((sum, each) => sum + each.nulls, 0);
  const cells = rows * columns.length;
  const blocks = columns
    .map(([name, { missing }]) => [name, blocksOf(missing, width)] as const)
    .filter(([, counts]) => counts.length > 0);
  return {
    share: cells === 0 ? 0 : nulls / cells,
    blockRows: width,
    blocks: Object.fromEntries(blocks),
    patterns: patterns.slice(0, SHOWN_PATTERNS),
  };
}
