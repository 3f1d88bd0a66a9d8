import { OptionError } from "../core/errors.ts";
import { nearest } from "../core/option.ts";
import { expression } from "./expression.ts";
import { finite } from "./finite.ts";
import { foreignKey } from "./foreign-key.ts";
import { increasing } from "./increasing.ts";
import { length } from "./length.ts";
import { nullable } from "./nullable.ts";
import { oneOf } from "./one-of.ts";
import { onlyDeclared } from "./only-declared.ts";
import { pattern } from "./pattern.ts";
import { period } from "./period.ts";
import { range } from "./range.ts";
import { required } from "./required.ts";
import { rowCount } from "./row-count.ts";
import type { Rule } from "./rule.ts";
import { shape } from "./shape.ts";
import { type } from "./type.ts";
import { unique, uniqueRows } from "./unique.ts";

/** Every rule that comes with Sluice, in the order of the documents. */
export const rules: readonly Rule[] = [
  required,
  type,
  nullable,
  finite,
  range,
  period,
  oneOf,
  pattern,
  length,
  shape,
  unique,
  increasing,
  foreignKey,
  expression,
  uniqueRows,
  rowCount,
  onlyDeclared,
];

/** Where in a schema a rule stands. */
export type Place = "columns" | "rows" | "dataset";

export function placeOf({ scope }: Rule): Place {
  if (scope === "row") return "rows";
  return scope === "dataset" ? "dataset" : "columns";
}

const registered: Rule[] = [];

/**
 * Makes a rule of your own known, so that schemas can name it under `custom`. One of the same name
 * takes the place of the one before.
 */
export function registerValidator(rule: Rule): void {
  if (!/^[a-zA-Z][\w-]*$/.test(rule.name)) {
    throw new OptionError("name", `A rule cannot be called ${JSON.stringify(rule.name)}.`, {
      rule: "a name is a letter, then letters, digits, - and _",
    });
  }
  const before = registered.findIndex(({ name }) => name === rule.name);
  registered.splice(before < 0 ? registered.length : before, before < 0 ? 0 : 1, rule);
}

/** The rule of a name at a place; `custom` ones are those that were registered. */
export function ruleNamed(name: string, place: Place, where: string, custom: boolean): Rule {
  const known = (custom ? registered : rules).filter((rule) => placeOf(rule) === place);
  const rule = known.find((each) => each.name === name);
  if (rule) return rule;
  const names = known.map((each) => each.name);
  throw new OptionError(where, `There is no ${custom ? "custom rule" : "rule"} "${name}".`, {
    rule:
      names.length === 0
        ? "no rule was registered: name its file with --plugin or under plugins"
        : `the rules here are ${names.join(", ")}`,
    ...nearest(name, names),
  });
}
