import { columnKind } from "../../rules/column.ts";
import type { OnBroken, RuleBatch, RuleContext, RuleRun, ValueRule } from "../../rules/rule.ts";
import { shownValue } from "../../rules/shown.ts";
import { typeName } from "../../formats/type-name.ts";
import type { InputFields } from "./read.ts";
import { RowMarks } from "./row-marks.ts";
import type { DeclaredRule } from "./schema.ts";

/** Told of each broken rule: a row by its number among good rows, or none. */
export type OnViolation = (
  check: Check,
  row: number | undefined,
  describe: () => { readonly message: string; readonly value?: string },
) => void;

/** One declared rule at work. */
export class Check {
  readonly declared: DeclaredRule;
  readonly name: string;
  /** The columns that must be read for it. */
  readonly reads: readonly string[];
  readonly marks = new RowMarks();
  /** Violations that are no single row's. */
  others = 0;
  #run: RuleRun | undefined;

  readonly #fields: InputFields;

  constructor(declared: DeclaredRule, fields: InputFields) {
    this.#fields = fields;
    this.declared = declared;
    this.name = declared.rule.name;
    this.reads = readsOf(declared).filter((name) => fields.byName.has(name));
  }

  get violations(): number {
    return this.marks.count + this.others;
  }

  /** Makes the rule ready, unless it cannot look at these columns: then that is the violation. */
  async open(context: RuleContext, onViolation: OnViolation): Promise<void> {
    const { rule, options, column } = this.declared;
    const fields = this.#fields.byName;
    if (rule.scope === "dataset") return;
    if (rule.scope === "field") {
      return this.#columnIs(rule.judge(fields.get(column!), options), onViolation);
    }
    // A column that is missing is told of once, by `required`.
    if (column !== undefined && !fields.has(column)) return;
    const missing = readsOf(this.declared).find((name) => !fields.has(name));
    if (missing !== undefined) {
      return this.#columnIs(`it reads the column "${missing}", which is missing`, onViolation);
    }
    if (rule.scope === "value") {
      this.#run = valuesRun(rule, options, column!);
      return;
    }
    if (rule.scope === "column" && rule.kinds) {
      const { type } = fields.get(column!)!;
      if (!rule.kinds.includes(columnKind(type))) {
        const takes = rule.kinds.join(", ");
        return this.#columnIs(
          `it cannot look at ${typeName(type)}; it takes ${takes}`,
          onViolation,
        );
      }
    }
    this.#run = await rule.open(options, context);
  }

  /** Something is wrong with the column; where its type is a guess, with the values that it has. */
  #columnIs(wrong: string | undefined, onViolation: OnViolation): void {
    if (wrong === undefined) return;
    const { column, rule } = this.declared;
    if (column !== undefined && this.#fields.unsure.has(column) && rule.name !== "required") {
      this.#run = {
        check({ columns, rowCount }, broken) {
          const values = columns.get(column)!;
          for (let row = 0; row < rowCount; row++)
            if (!values.isNull(row)) broken(row, () => wrong);
        },
      };
      return;
    }
    this.others++;
    onViolation(this, undefined, () => ({ message: wrong }));
  }

  async check(batch: RuleBatch, onViolation: OnViolation): Promise<void> {
    if (!this.#run) return;
    const { column: name, rule } = this.declared;
    const column = name === undefined ? undefined : batch.columns.get(name);
    const valueOf = (row: number): string | undefined => {
      if (column) return shownValue(column, row);
      if (rule.scope !== "row") return undefined;
      return this.reads
        .map((each) => `${each} ${shownValue(batch.columns.get(each)!, row)}`)
        .join(", ");
    };
    const broken: OnBroken = (row, explain) => {
      if (!this.marks.add(batch.firstRow + row)) return;
      onViolation(this, batch.firstRow + row, () => {
        const value = valueOf(row);
        return { message: explain(), ...(value === undefined ? {} : { value }) };
      });
    };
    await this.#run.check(batch, broken);
  }

  /** What only the whole data set shows. */
  async finish(
    rowCount: number,
    declared: ReadonlySet<string>,
    onViolation: OnViolation,
  ): Promise<void> {
    const { rule, options } = this.declared;
    const { fields } = this.#fields;
    if (rule.scope === "dataset") {
      for (const message of rule.judge({ rowCount, fields, declared }, options)) {
        this.others++;
        onViolation(this, undefined, () => ({ message }));
      }
    }
    for await (const { row, message } of this.#run?.finish?.() ?? []) {
      if (this.marks.add(row)) onViolation(this, row, () => ({ message }));
    }
  }

  async close(): Promise<void> {
    await this.#run?.close?.();
  }
}

function valuesRun(rule: ValueRule, options: DeclaredRule["options"], name: string): RuleRun {
  return {
    check({ columns, rowCount }, broken) {
      const values = columns.get(name)!;
      for (let row = 0; row < rowCount; row++) {
        if (values.isNull(row)) continue;
        const wrong = rule.judge(values.value(row), options);
        if (wrong !== undefined) broken(row, () => wrong);
      }
    },
  };
}

function readsOf({ rule, options, column }: DeclaredRule): string[] {
  if (rule.scope === "dataset") return [];
  const others =
    rule.scope === "value" || rule.scope === "field" ? [] : (rule.reads?.(options) ?? []);
  return [...new Set(column === undefined ? others : [column, ...others])];
}
