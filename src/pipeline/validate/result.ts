/** A rule that was broken, by a row or by the data set. */
export interface Violation {
  /** Null for rules on rows and on the data set. */
  readonly column: string | null;
  readonly rule: string;
  /** Position in its source; null where no single row is at fault. */
  readonly row: number | null;
  readonly source: string | null;
  /** The value at fault, shortened. */
  readonly value?: string;
  readonly message: string;
}

/** How often a rule was broken. */
export interface RuleCount {
  readonly column: string | null;
  readonly rule: string;
  readonly violations: number;
}

/** How the columns differ from those that the schema declares. */
export interface SchemaChange {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly retyped: readonly {
    readonly column: string;
    readonly from: string;
    readonly to: string;
  }[];
  /** Columns that were declared without missing values and now have some. */
  readonly nullable: readonly string[];
}

/** What validation found. */
export interface Validation {
  readonly valid: boolean;
  /** At most `limit` of each rule and column; `counts` has them all. */
  readonly violations: readonly Violation[];
  readonly counts: {
    /** Rows, also those that could not be read. */
    readonly rows: number;
    /** Rows that break no rule; always `rows - rejected`. */
    readonly rowsOut: number;
    readonly rejected: number;
    readonly violations: number;
    readonly rules: readonly RuleCount[];
  };
  readonly schema: SchemaChange;
  readonly seconds: number;
  /** What was written, by what it is; empty without `out`. */
  readonly outputs: Readonly<Record<string, string>>;
}
