import { option } from "../core/option.ts";
import type { Column } from "./column.ts";
import { defineRule } from "./rule.ts";

export const finite = defineRule({
  scope: "column",
  name: "finite",
  doc: "Numbers, also those in lists, are neither NaN nor infinite",
  kinds: ["integer", "float", "list"],
  options: { value: option.boolean("Whether they must be", true) },
  short: "value",
  open: ({ value }, { column: name }) => ({
    check({ columns, rowCount }, broken) {
      const column = columns.get(name)!;
      if (!value || column.kind === "integer") return;
      const mark = (row: number): void => {
        if (!column.isNull(row)) broken(row, () => "a number is NaN or infinite");
      };
      if (column.kind === "list") checkLists(column, rowCount, mark);
      else {
        const { numbers } = column;
        for (let row = 0; row < rowCount; row++) if (!Number.isFinite(numbers[row])) mark(row);
      }
    },
  }),
});

function checkLists(column: Column, rowCount: number, mark: (row: number) => void): void {
  const { offsets, items } = column;
  if (items.kind === "list") {
    const bad = new Set<number>();
    checkLists(items, items.rowCount, (row) => bad.add(row));
    markOwners(offsets, rowCount, (item) => bad.has(item), mark);
  } else if (items.kind === "float") {
    const { numbers } = items;
    const wrong = (item: number): boolean => !Number.isFinite(numbers[item]) && !items.isNull(item);
    markOwners(offsets, rowCount, wrong, mark);
  }
}

function markOwners(
  offsets: ArrayLike<number>,
  rowCount: number,
  isBad: (item: number) => boolean,
  mark: (row: number) => void,
): void {
  for (let row = 0; row < rowCount; row++) {
    const end = offsets[row + 1]!;
    for (let item = offsets[row]!; item < end; item++) {
      if (!isBad(item)) continue;
      mark(row);
      break;
    }
  }
}
