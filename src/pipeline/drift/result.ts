/** What a column holds, as far as drift is concerned. */
export type DriftKind = "number" | "category" | "text" | "vector" | "other";

/** One test of a column: drift is what is significant and large. */
export interface DriftTest {
  readonly name: "ks" | "chi2" | "mmd" | "missing";
  readonly pValue: number;
  /** The p-value, adjusted for the number of all tests (Benjamini-Hochberg). */
  readonly adjusted: number;
  /** How large the difference is, by measure, with the size from which it counts. */
  readonly effects: readonly {
    readonly name: string;
    readonly value: number;
    readonly threshold: number;
  }[];
  readonly drifted: boolean;
}

/** The two-sample Kolmogorov-Smirnov test. */
export interface KsResult {
  readonly statistic: number;
  readonly pValue: number;
  readonly method: "exact" | "asymptotic";
}

/** Pearson's test of counts. */
export interface Chi2Result {
  readonly statistic: number;
  readonly pValue: number;
  readonly degrees: number;
  readonly cramersV: number;
}

/** Two histograms over the same bins, or the counts of the same values. */
export type Distribution =
  | {
      readonly kind: "bins";
      /** One more than there are bins. */
      readonly edges: readonly number[];
      /** Shares of all values; they sum to less than 1 where some lie beyond the edges. */
      readonly reference: readonly number[];
      readonly current: readonly number[];
    }
  | {
      readonly kind: "values";
      readonly values: readonly string[];
      readonly reference: readonly number[];
      readonly current: readonly number[];
    };

/** What became of a column. */
export interface ColumnDrift {
  readonly kind: DriftKind;
  /** What was compared where it is not the values: the lengths of texts. */
  readonly of?: "length";
  /** Of times: milliseconds of a unit of the values. */
  readonly milliseconds?: number;
  /** Null where it cannot be told, as without the values of the reference. */
  readonly ks: KsResult | null;
  readonly psi: number | null;
  readonly chi2: Chi2Result | null;
  /** In the unit of the values. */
  readonly wasserstein: number | null;
  /** 0 to 1. */
  readonly jensenShannon: number | null;
  readonly mmd: {
    readonly statistic: number;
    readonly pValue: number;
    readonly bandwidth: number;
    readonly rows: readonly [reference: number, current: number];
  } | null;
  readonly frechet: {
    readonly distance: number;
    readonly relative: number;
    /** Dimensions that vectors were projected to, at random, before. */
    readonly projected?: number;
  } | null;
  /** How well a classifier tells vectors of one side from those of the other. */
  readonly classifier: {
    /** Area under the ROC curve, cross-validated: 0.5 is no better than chance, 1 is always right. */
    readonly auc: number;
    readonly pValue: number;
    readonly rows: readonly [reference: number, current: number];
  } | null;
  /** The Kolmogorov-Smirnov statistic of each dimension of a vector. */
  readonly dims?: readonly number[];
  /** Values that are there and can be compared. */
  readonly count: { readonly reference: number; readonly current: number };
  /** Shares of rows whose value is null, NaN or infinite. */
  readonly missing: { readonly reference: number; readonly current: number };
  /** Rows that stand for all where not all were kept. */
  readonly sampled: { readonly reference: number; readonly current: number } | null;
  readonly tests: readonly DriftTest[];
  readonly drifted: boolean;
  /** Why, one sentence each. */
  readonly reasons: readonly string[];
  readonly distribution: Distribution | null;
}

/** From what a difference counts as drift: it must be both significant and large. */
export interface DriftThresholds {
  /** Adjusted p-values above this one are chance. */
  readonly alpha: number;
  /** The Kolmogorov-Smirnov statistic. */
  readonly ks: number;
  /** The population stability index. */
  readonly psi: number;
  readonly cramersV: number;
  /** The Frechet distance of vectors as a share of the variance of the reference. */
  readonly frechet: number;
  /** Change of the share of missing values. */
  readonly missing: number;
}

/** How data changed from a reference. */
export interface Drift {
  /** Names of the columns that drifted. */
  readonly drifted: readonly string[];
  readonly columns: Readonly<Record<string, ColumnDrift>>;
  readonly rows: { readonly reference: number; readonly current: number };
  readonly schema: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly retyped: readonly {
      readonly column: string;
      readonly from: string;
      readonly to: string;
    }[];
  };
  readonly thresholds: DriftThresholds;
  /** Whether the reference is data, or a profile of data. */
  readonly reference: "data" | "profile";
  readonly seconds: number;
  readonly outputs: Readonly<Record<string, string>>;
}
