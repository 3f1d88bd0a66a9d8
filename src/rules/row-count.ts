import { option } from "../core/option.ts";
import { defineRule } from "./rule.ts";

export const rowCount = defineRule({
  scope: "dataset",
  name: "rowCount",
  doc: "The data set has so many rows that can be read",
  options: {
    min: option.number("The least", { default: undefined, min: 0, integer: true }),
    max: option.number("The most", { default: undefined, min: 0, integer: true }),
  },
  refuse: ({ min, max }) => (min === undefined && max === undefined ? "min or max" : undefined),
  judge({ rowCount: found }, { min = 0, max = Infinity }) {
    if (found < min) return [`there are ${found} rows, under ${min}`];
    return found > max ? [`there are ${found} rows, over ${max}`] : [];
  },
});
