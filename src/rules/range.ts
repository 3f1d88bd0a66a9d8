import { option } from "../core/option.ts";
import type { OptionValues } from "../core/option.ts";
import type { Column } from "./column.ts";
import { defineRule } from "./rule.ts";

const bound = (doc: string) => option.number(doc, { default: undefined });

const options = {
  min: bound("The least that a number may be"),
  max: bound("The most that a number may be"),
  above: bound("Numbers are greater than this"),
  below: bound("Numbers are less than this"),
};

type Bounds = OptionValues<typeof options>;

export const range = defineRule({
  scope: "column",
  name: "range",
  doc: "Numbers, also those in lists, lie between two bounds; NaN never does",
  kinds: ["integer", "float", "decimal", "list"],
  options,
  refuse: (bounds) =>
    Object.values(bounds).every((value) => value === undefined)
      ? "at least one of min, max, above and below"
      : undefined,
  open(bounds, { column: name }) {
    const text = sentence(bounds);
    return {
      check({ columns, rowCount }, broken) {
        const column = columns.get(name)!;
        outside(column, rowCount, bounds, (row) => {
          if (!column.isNull(row)) broken(row, () => text);
        });
      },
    };
  },
});

function outside(
  column: Column,
  rowCount: number,
  bounds: Bounds,
  mark: (row: number) => void,
): void {
  if (column.kind === "list") {
    const { offsets, items } = column;
    let row = 0;
    let marked = -1;
    outside(items, items.rowCount, bounds, (item) => {
      if (items.isNull(item) || item < offsets[0]!) return;
      while (row < rowCount && offsets[row + 1]! <= item) row++;
      if (row < rowCount && marked !== row) mark((marked = row));
    });
    return;
  }
  const { numbers, wholes } = column;
  const { min = -Infinity, max = Infinity, above, below } = bounds;
  for (let row = 0; row < rowCount; row++) {
    const value = numbers[row]!;
    const exact = wholes && !Number.isSafeInteger(value) ? wholes[row]! : value;
    const inside =
      exact >= min &&
      exact <= max &&
      (above === undefined || exact > above) &&
      (below === undefined || exact < below);
    if (!inside) mark(row);
  }
}

function sentence({ min, max, above, below }: Bounds): string {
  const parts = [
    min !== undefined && `at least ${min}`,
    above !== undefined && `above ${above}`,
    max !== undefined && `at most ${max}`,
    below !== undefined && `below ${below}`,
  ].filter((part) => part !== false);
  return `the value must be ${parts.join(" and ")}`;
}
