import { option } from "../core/option.ts";
import { nearest } from "../core/option.ts";
import { defineRule } from "./rule.ts";

export const onlyDeclared = defineRule({
  scope: "dataset",
  name: "onlyDeclared",
  doc: "There are no columns but those that the schema declares",
  options: { value: option.boolean("Whether others are refused", true) },
  short: "value",
  judge({ fields, declared }, { value }) {
    if (!value) return [];
    return fields
      .filter(({ name }) => !declared.has(name))
      .map(({ name }) => {
        const { fix } = nearest(name, [...declared]);
        return `the column "${name}" is not declared${fix === undefined ? "" : `; ${fix}`}`;
      });
  },
});
