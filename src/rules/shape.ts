import { option } from "../core/option.ts";
import type { Column } from "./column.ts";
import { defineRule } from "./rule.ts";

export const shape = defineRule({
  scope: "column",
  name: "shape",
  doc: "Lists have so many items at each depth: 44 for a vector, [16, 7] for a list of 16 vectors of 7",
  kinds: ["list"],
  options: {
    dims: option.strings("Items at each depth", {
      placeholder: "DIMS",
      check: (dims) =>
        dims.length > 0 && dims.every((dim) => /^\d+$/.test(dim))
          ? undefined
          : "a whole number or a list of them",
    }),
  },
  short: "dims",
  refuse: ({ dims }) => (dims.length === 0 ? "a whole number or a list of them" : undefined),
  open({ dims }, { column: name }) {
    const wanted = dims.map(Number);
    return {
      check({ columns, rowCount }, broken) {
        const column = columns.get(name)!;
        const fits = fitting(column, wanted, 0);
        for (let row = 0; row < rowCount; row++) {
          if (fits(row) || column.isNull(row)) continue;
          broken(
            row,
            () => `the shape must be ${dims.join(" × ")}, ${foundAt(column, row, wanted)}`,
          );
        }
      },
    };
  },
});

function fitting(column: Column, dims: readonly number[], depth: number): (row: number) => boolean {
  if (column.kind !== "list") return () => depth === dims.length;
  if (depth === dims.length) return () => false;
  const { offsets, items } = column;
  const itemFits = fitting(items, dims, depth + 1);
  const last = items.kind !== "list";
  return (row) => {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    if (end - start !== dims[depth]) return false;
    if (last) return itemFits(start);
    for (let item = start; item < end; item++) if (!itemFits(item)) return false;
    return true;
  };
}

function foundAt({ offsets, items }: Column, row: number, dims: readonly number[]): string {
  const count = offsets[row + 1]! - offsets[row]!;
  if (dims.length === 1 && items.kind !== "list") return `not ${count}`;
  return `and its outermost list has ${count}`;
}
