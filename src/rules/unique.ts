import type { OptionValues } from "../core/option.ts";
import { option } from "../core/option.ts";
import { columnKeys } from "./keys.ts";
import { Repeats } from "./repeats.ts";
import { defineRule, type RuleContext, type RuleRun } from "./rule.ts";

export const unique = defineRule({
  scope: "column",
  name: "unique",
  doc: "No value comes twice; missing ones do not count",
  options: { value: option.boolean("Whether it must be so", true) },
  short: "value",
  open: ({ value }, context) => (value ? noRepeats([context.column], context) : { check() {} }),
});

const rowOptions = {
  columns: option.strings("The columns", { placeholder: "NAMES" }),
};

export const uniqueRows = defineRule({
  scope: "row",
  name: "unique",
  doc: "No two rows are equal in all of these columns; a row where one is missing does not count",
  options: rowOptions,
  short: "columns",
  refuse: ({ columns }: OptionValues<typeof rowOptions>) =>
    columns.length === 0 ? "a list of columns" : undefined,
  reads: ({ columns }) => columns,
  open: ({ columns }, context) => noRepeats(columns, context),
});

function noRepeats(
  names: readonly string[],
  { memoryBytes, scratch, placeOf }: RuleContext,
): RuleRun {
  const seen = new Repeats(memoryBytes, scratch);
  return {
    async check({ columns, firstRow }, broken) {
      const { keys, present } = columnKeys(names.map((name) => columns.get(name)!));
      await seen.add(keys, present, firstRow, (row, first) =>
        broken(row, () => `it repeats ${placeOf(first)}`),
      );
    },
    async *finish() {
      for await (const { row, first } of seen.late()) {
        yield { row, message: `it repeats ${placeOf(first)}` };
      }
    },
    close: async () => await seen.close(),
  };
}
