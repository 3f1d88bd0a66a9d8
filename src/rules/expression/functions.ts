import type { Column } from "../column.ts";

export type ValueType = "number" | "text" | "boolean" | "null" | "list";
export type Value = number | string | boolean | null;
/** The value for a row of the batch. */
export type Evaluate = (row: number) => Value;

/** A part of an expression, ready to be asked. */
export interface Typed {
  readonly type: ValueType;
  readonly evaluate: Evaluate;
  /** Its value, where it is the same for every row. */
  readonly constant?: Value;
  /** The list that it stands for. */
  readonly list?: Column;
}

export type Call = (given: readonly Typed[], fail: (message: string) => never) => Typed;

/** What expressions can call. */
export const functions: Readonly<Record<string, Call>> = {
  abs: numeric(1, Math.abs),
  sqrt: numeric(1, Math.sqrt),
  exp: numeric(1, Math.exp),
  log: numeric(1, Math.log),
  floor: numeric(1, Math.floor),
  ceil: numeric(1, Math.ceil),
  round: numeric(1, Math.round),
  min: numeric(2, Math.min),
  max: numeric(2, Math.max),
  isFinite: typed(["number"], "boolean", (value) => Number.isFinite(value)),
  lower: typed(["text"], "text", (text) => String(text).toLowerCase()),
  upper: typed(["text"], "text", (text) => String(text).toUpperCase()),
  trim: typed(["text"], "text", (text) => String(text).trim()),
  contains: typed(["text", "text"], "boolean", (a, b) => String(a).includes(String(b))),
  startsWith: typed(["text", "text"], "boolean", (a, b) => String(a).startsWith(String(b))),
  endsWith: typed(["text", "text"], "boolean", (a, b) => String(a).endsWith(String(b))),
  length,
  norm,
  isNull,
  coalesce,
  matches,
  time,
  column: (_, fail) => fail("column takes the name of a column in quotes"),
};

function numeric(count: number, compute: (...numbers: number[]) => number): Call {
  return typed(Array<ValueType>(count).fill("number"), "number", compute as never);
}

/** A function of values none of which is missing; where one is, so is the result. */
function typed(
  types: readonly ValueType[],
  result: ValueType,
  compute: (...values: Value[]) => Value,
): Call {
  return (given, fail) => {
    const fits =
      given.length === types.length &&
      given.every(({ type }, i) => type === types[i] || type === "null");
    if (!fits)
      fail(
        `a function takes (${types.join(", ")}), not (${given.map(({ type }) => type).join(", ")})`,
      );
    return {
      type: result,
      evaluate(row) {
        const values: Value[] = [];
        for (const { evaluate } of given) {
          const value = evaluate(row);
          if (value === null) return null;
          values.push(value);
        }
        return compute(...values);
      },
    };
  };
}

/** Characters of a text, items of a list. */
function length(given: readonly Typed[], fail: (message: string) => never): Typed {
  const [only] = given;
  if (given.length !== 1 || !only) return fail("length takes a text or a list");
  if (only.type === "list") return { type: "number", evaluate: only.evaluate };
  return typed(["text"], "number", (text) => Array.from(String(text)).length)(given, fail);
}

/** The Euclidean length of a vector. */
function norm(given: readonly Typed[], fail: (message: string) => never): Typed {
  if (given.length === 1 && given[0]!.type === "null") return given[0]!;
  const list = given[0]?.list;
  if (!list || given.length !== 1 || !["float", "integer"].includes(list.items.kind)) {
    return fail("norm takes a list of numbers");
  }
  const { offsets } = list;
  const { numbers } = list.items;
  return {
    type: "number",
    evaluate(row) {
      if (list.isNull(row)) return null;
      let sum = 0;
      for (let i = offsets[row]!; i < offsets[row + 1]!; i++) sum += numbers[i]! ** 2;
      return Math.sqrt(sum);
    },
  };
}

function isNull(given: readonly Typed[], fail: (message: string) => never): Typed {
  const [only] = given;
  if (given.length !== 1 || !only) return fail("isNull takes one value");
  return { type: "boolean", evaluate: (row) => only.evaluate(row) === null };
}

/** The first of two values that is not missing. */
function coalesce(given: readonly Typed[], fail: (message: string) => never): Typed {
  const [first, second] = given;
  if (given.length !== 2 || !first || !second) return fail("coalesce takes two values");
  const type = first.type === "null" ? second.type : first.type;
  if (second.type !== type && second.type !== "null") {
    return fail("coalesce takes two values of one type");
  }
  return { type, evaluate: (row) => first.evaluate(row) ?? second.evaluate(row) };
}

function matches(given: readonly Typed[], fail: (message: string) => never): Typed {
  const pattern = given[1]?.constant;
  if (given.length !== 2 || typeof pattern !== "string") {
    return fail("matches takes a text, and a regular expression in quotes");
  }
  const regex = new RegExp(pattern, "u");
  return typed(["text", "text"], "boolean", (text) => regex.test(String(text)))(given, fail);
}

/** A point in time in the milliseconds that columns of times have. */
function time(given: readonly Typed[], fail: (message: string) => never): Typed {
  const text = given[0]?.constant;
  const at = typeof text === "string" && given.length === 1 ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) return fail('time takes a date or time in quotes: time("2026-01-31")');
  return { type: "number", evaluate: () => at, constant: at };
}
