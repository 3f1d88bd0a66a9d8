import type { Field } from "apache-arrow";
import type { Options, OptionValues } from "../core/option.ts";
import type { Column, ColumnKind } from "./column.ts";

/** What every rule says of itself; the YAML, its schema, its table and its messages follow. */
interface Declared<O extends Options> {
  readonly name: string;
  /** What holds where the rule is kept: "Values lie between two numbers". */
  readonly doc: string;
  readonly options: O;
  /** The option that a plain value in YAML stands for: `shape: 44`. */
  readonly short?: keyof O & string;
  /** What the options must have between them. */
  refuse?(options: OptionValues<O>): string | undefined;
}

/** A rule on what a column is declared to be. */
export interface FieldRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "field";
  /** What is wrong with the column, which may not be there. */
  judge(field: Field | undefined, options: OptionValues<O>): string | undefined;
}

/** A rule on the values of a column, a batch at a time. */
export interface ColumnRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "column";
  /** The columns that it can look at; all when absent. */
  readonly kinds?: readonly ColumnKind[];
  /** Other columns that it reads besides its own. */
  reads?(options: OptionValues<O>): readonly string[];
  /** Makes the rule ready for one data set. */
  open(options: OptionValues<O>, context: RuleContext): RuleRun | Promise<RuleRun>;
}

/** A rule on rows, over several columns. */
export interface RowRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "row";
  /** The columns that it reads. */
  reads(options: OptionValues<O>): readonly string[];
  /** Makes the rule ready for one data set. */
  open(options: OptionValues<O>, context: RuleContext): RuleRun | Promise<RuleRun>;
}

/** A rule on the data set as a whole. */
export interface DatasetRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "dataset";
  /** What is wrong with the data set. */
  judge(dataset: Dataset, options: OptionValues<O>): readonly string[];
}

/** A rule on single values, in plain JavaScript: the short form for rules of your own. */
export interface ValueRule<O extends Options = Options> extends Declared<O> {
  readonly scope: "value";
  /** What is wrong with a value, which is never null; undefined where nothing is. */
  judge(value: unknown, options: OptionValues<O>): string | undefined;
}

/** A rule of any kind. */
export type Rule<O extends Options = Options> =
  | FieldRule<O>
  | ColumnRule<O>
  | RowRule<O>
  | DatasetRule<O>
  | ValueRule<O>;

/** A data set, after all of it was read. */
export interface Dataset {
  readonly rowCount: number;
  readonly fields: readonly Field[];
  /** Names of the columns that the schema declares. */
  readonly declared: ReadonlySet<string>;
}

/** What a rule may ask of the run it is part of. */
export interface RuleContext {
  /** The name of the column that a column rule is declared for. */
  readonly column: string;
  /** Where a row is, by its number among all good rows: `row 17 of a.parquet`. */
  placeOf(row: number): string;
  /** An empty folder for what does not fit into memory; made when it is asked for. */
  scratch(): Promise<string>;
  /** Bytes that a rule may keep in memory. */
  readonly memoryBytes: number;
  /** The values of a column of another file. */
  readColumn(file: string, column: string): AsyncIterable<Column>;
}

/** Rows of one source that are checked together. */
export interface RuleBatch {
  readonly columns: ReadonlyMap<string, Column>;
  readonly rowCount: number;
  /** Number of the first row among all good rows of all sources. */
  readonly firstRow: number;
  /** Number of the source. */
  readonly source: number;
}

/** Takes the rows of a batch that break a rule, and why, each once. */
export type OnBroken = (row: number, explain: () => string) => void;

/** A rule at work on one data set. */
export interface RuleRun {
  /** Looks at the next rows. */
  check(batch: RuleBatch, broken: OnBroken): void | Promise<void>;
  /** Rows, by their number among all good rows, that only the whole data set shows to be bad. */
  finish?(): AsyncIterable<{ readonly row: number; readonly message: string }>;
  /** Gives back what it holds. */
  close?(): Promise<void>;
}

/** Declares a rule; its options have their types in `open` and `judge`. */
/* @__NO_SIDE_EFFECTS__ */
export function defineRule<const O extends Options>(rule: FieldRule<O>): FieldRule<O>;
export function defineRule<const O extends Options>(rule: ColumnRule<O>): ColumnRule<O>;
export function defineRule<const O extends Options>(rule: RowRule<O>): RowRule<O>;
export function defineRule<const O extends Options>(rule: DatasetRule<O>): DatasetRule<O>;
export function defineRule<const O extends Options>(rule: ValueRule<O>): ValueRule<O>;
export function defineRule(rule: Rule): Rule {
  return rule;
}
