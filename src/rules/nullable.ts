import { option } from "../core/option.ts";
import { defineRule } from "./rule.ts";

export const nullable = defineRule({
  scope: "column",
  name: "nullable",
  doc: "Whether values may be missing",
  options: { value: option.boolean("false: none may be missing", true) },
  short: "value",
  open: ({ value }, { column: name }) => ({
    check({ columns, rowCount }, broken) {
      const column = columns.get(name)!;
      const all = column.kind === "other";
      if (value || !(column.hasNulls || all)) return;
      for (let row = 0; row < rowCount; row++) {
        if (column.isNull(row)) broken(row, () => "the value is missing");
      }
    },
  }),
});
