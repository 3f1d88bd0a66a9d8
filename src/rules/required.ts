import { option } from "../core/option.ts";
import { defineRule } from "./rule.ts";

/** A column that is declared must be there, unless this says otherwise. */
export const required = defineRule({
  scope: "field",
  name: "required",
  doc: "The column is there; true unless said otherwise",
  options: { value: option.boolean("Whether it must be there", true) },
  short: "value",
  judge: (field, { value }) => (field === undefined && value ? "the column is missing" : undefined),
});
