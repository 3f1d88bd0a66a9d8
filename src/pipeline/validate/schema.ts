import { OptionError } from "../../core/errors.ts";
import { namedOptions, type Options, type OptionValues, parseOptions } from "../../core/option.ts";
import { type Place, ruleNamed } from "../../rules/index.ts";
import { required } from "../../rules/required.ts";
import type { Rule } from "../../rules/rule.ts";

type Values = Readonly<Record<string, unknown>>;

/** What data must be like: rules by name, each with its options or the one value it is about. */
export interface ValidationSchema {
  /** Rules of each column. */
  readonly columns?: Readonly<Record<string, Values>>;
  /** Rules over several columns of a row, one in each. */
  readonly rows?: readonly Values[];
  /** Rules on the data set as a whole. */
  readonly dataset?: Values;
  /** JavaScript modules with rules of your own; for schemas from files. */
  readonly plugins?: readonly string[];
}

/** A rule with its options, where a schema declares it. */
export interface DeclaredRule {
  readonly rule: Rule;
  readonly options: OptionValues<Options>;
  /** The options that were given. */
  readonly given: Values;
  /** Undefined for rules on rows and on the data set. */
  readonly column: string | undefined;
}

const SCHEMA_KEYS = ["columns", "rows", "dataset", "plugins"] as const;

/** Looks up the rules of a schema, and fills in their defaults. */
export function declaredRules(schema: ValidationSchema): DeclaredRule[] {
  for (const key of Object.keys(schema)) {
    if ((SCHEMA_KEYS as readonly string[]).includes(key)) continue;
    throw new OptionError(key, `There is no "${key}" in a schema.`, {
      rule: `its keys are ${SCHEMA_KEYS.join(", ")}`,
    });
  }
  const declared: DeclaredRule[] = [];
  for (const [column, values] of entries(schema.columns, "columns")) {
    const path = `columns.${column}`;
    const own = rulesIn(values, "columns", path, column);
    if (!own.some(({ rule }) => rule.name === required.name)) {
      declared.push({ rule: required, options: { value: true }, given: {}, column });
    }
    declared.push(...own);
  }
  list(schema.rows).forEach((values, i) => {
    const path = `rows.${i}`;
    const own = rulesIn(values, "rows", path, undefined);
    if (own.length !== 1) {
      throw new OptionError(path, `${path} must be one rule; it is ${own.length}.`, {
        rule: "rows is a list with a rule in each item",
        fix: "- expression: end > start",
      });
    }
    declared.push(...own);
  });
  if (schema.dataset !== undefined) {
    declared.push(...rulesIn(schema.dataset, "dataset", "dataset", undefined));
  }
  return declared;
}

/** The rules of one place; those under `custom` were registered. */
function rulesIn(
  values: unknown,
  place: Place,
  path: string,
  column: string | undefined,
): DeclaredRule[] {
  return entries(values, path).flatMap(([name, value]) => {
    const where = `${path}.${name}`;
    if (name !== "custom") {
      return [declare(ruleNamed(name, place, where, false), value, where, column)];
    }
    return entries(value, where).map(([own, given]) =>
      declare(ruleNamed(own, place, `${where}.${own}`, true), given, `${where}.${own}`, column),
    );
  });
}

function declare(
  rule: Rule,
  value: unknown,
  path: string,
  column: string | undefined,
): DeclaredRule {
  const given = texts(rule, namedOptions(rule.options, optionsOf(rule, value, path), path));
  const options = parseOptions(rule.options, given, path);
  const wanted = rule.refuse?.(options);
  if (wanted !== undefined) {
    throw new OptionError(path, `${path} needs ${wanted}.`, { where: path, rule: rule.doc });
  }
  return { rule, options, given, column };
}

/** `shape: 44` is short for `shape: { dims: 44 }`. */
function optionsOf(rule: Rule, value: unknown, path: string): Values {
  if (isMapping(value)) return value;
  if (value === null || value === undefined) return {};
  if (rule.short !== undefined) return { [rule.short]: value };
  throw new OptionError(path, `${path} must be a mapping; it is ${JSON.stringify(value)}.`, {
    rule: `its options are ${Object.keys(rule.options).join(", ")}`,
  });
}

/** Numbers and truth values in lists of texts, as YAML has them, are taken for their text. */
function texts(rule: Rule, given: Values): Values {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      if (rule.options[name]!.kind.type !== "strings") return [name, value];
      return [name, (Array.isArray(value) ? value : [value]).map(textOf)];
    }),
  );
}

const textOf = (value: unknown): unknown =>
  typeof value === "number" || typeof value === "boolean" || typeof value === "bigint"
    ? String(value)
    : value;

const isMapping = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function entries(value: unknown, path: string): [string, unknown][] {
  if (value === undefined || value === null) return [];
  if (isMapping(value)) return Object.entries(value);
  throw new OptionError(path, `${path} must be a mapping; it is ${JSON.stringify(value)}.`, {
    rule: "it maps names to rules",
  });
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new OptionError("rows", `rows must be a list; it is ${JSON.stringify(value)}.`, {
    fix: "- expression: end > start",
  });
}
