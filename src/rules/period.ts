import { option } from "../core/option.ts";
import { millisecondsOf } from "./column.ts";
import { defineRule } from "./rule.ts";

const instant = (doc: string) =>
  option.string(doc, {
    default: undefined,
    placeholder: "TIME",
    check: (text) =>
      Number.isNaN(Date.parse(text)) ? "a date or time such as 2026-01-31T12:00:00Z" : undefined,
  });

export const period = defineRule({
  scope: "column",
  name: "period",
  doc: "Dates and timestamps lie in a period",
  kinds: ["time"],
  options: { from: instant("The earliest, included"), to: instant("The latest, included") },
  refuse: ({ from, to }) => (from === undefined && to === undefined ? "from or to" : undefined),
  open({ from, to }, { column: name }) {
    const first = from === undefined ? -Infinity : Date.parse(from);
    const last = to === undefined ? Infinity : Date.parse(to);
    const words = [from && `from ${from}`, to && `until ${to}`].filter(Boolean).join(" ");
    return {
      check({ columns, rowCount }, broken) {
        const column = columns.get(name)!;
        const unit = millisecondsOf(column.data.type);
        const { numbers } = column;
        for (let row = 0; row < rowCount; row++) {
          const at = unit === undefined ? Number.NaN : numbers[row]! * unit;
          if ((at >= first && at <= last) || column.isNull(row)) continue;
          broken(row, () => `the time must be ${words}`);
        }
      },
    };
  },
});
