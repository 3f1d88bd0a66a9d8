import { DataType } from "apache-arrow";
import jsep from "jsep";
import { OptionError } from "../../core/errors.ts";
import { millisecondsOf } from "../column.ts";
import type { Column } from "../column.ts";
import { lengths } from "../length.ts";
import { textOf } from "../pattern.ts";
import { type Call, type Evaluate, functions, type Typed, type ValueType } from "./functions.ts";

type Node = jsep.Expression;

const LONGEST = 10_000;

/** Reads an expression; nothing of it is ever run as JavaScript. */
export function parseExpression(text: string): Node {
  if (text.length > LONGEST) throw new Error(`it is longer than ${LONGEST} characters`);
  const node = jsep(text);
  columnsOf(node);
  return node;
}

/** The columns that it names; throws where it has what expressions do not have. */
export function columnsOf(node: Node): string[] {
  const names = new Set<string>();
  walk(node, names);
  return [...names];
}

function walk(node: Node, names: Set<string>): void {
  const name = columnName(node);
  if (name !== undefined) {
    names.add(name);
    return;
  }
  for (const part of partsOf(node)) walk(part, names);
}

/** `meta.lang` is one column, and `column("a b")` is one whose name is no word. */
function columnName(node: Node): string | undefined {
  if (node.type === "Identifier") return node["name"] as string;
  if (node.type === "MemberExpression" && node["computed"] === false && !node["optional"]) {
    const owner = columnName(node["object"] as Node);
    const { name } = node["property"] as { readonly name?: string };
    return owner === undefined || name === undefined ? undefined : `${owner}.${name}`;
  }
  if (node.type !== "CallExpression" || calleeOf(node) !== "column") return undefined;
  const [argument] = node["arguments"] as Node[];
  return typeof argument?.["value"] === "string" ? argument["value"] : undefined;
}

const calleeOf = (node: Node): string => `${(node["callee"] as { readonly name?: string }).name}`;

function partsOf(node: Node): Node[] {
  switch (node.type) {
    case "Literal":
      return [];
    case "UnaryExpression":
      return [node["argument"] as Node];
    case "BinaryExpression":
      return [node["left"] as Node, node["right"] as Node];
    case "ConditionalExpression":
      return [node["test"], node["consequent"], node["alternate"]] as Node[];
    case "MemberExpression":
      if (node["computed"] === true) return [node["object"], node["property"]] as Node[];
      throw new Error("a dot stands only in names of columns");
    case "CallExpression": {
      const name = calleeOf(node);
      if ((node["callee"] as Node).type !== "Identifier") {
        throw new Error("only a function of expressions can be called");
      }
      if (Object.hasOwn(functions, name)) {
        return node["arguments"] as Node[];
      }
      throw new Error(
        `there is no function ${name}; there are ${Object.keys(functions).join(", ")}`,
      );
    }
    default:
      throw new Error(`${node.type} is no part of expressions`);
  }
}

/** Makes an expression ready for the columns of one batch: what gives its value for a row. */
export function compile(node: Node, columns: ReadonlyMap<string, Column>, text: string): Evaluate {
  const build = (part: Node): Typed => {
    const name = columnName(part);
    if (name !== undefined) return columnValues(columns.get(name)!, fail);
    switch (part.type) {
      case "Literal":
        return literal(part["value"], fail);
      case "UnaryExpression":
        return unary(part["operator"] as string, build(part["argument"] as Node), fail);
      case "BinaryExpression":
        return binary(
          part["operator"] as string,
          build(part["left"] as Node),
          build(part["right"] as Node),
          fail,
        );
      case "ConditionalExpression":
        return conditional(
          build(part["test"] as Node),
          build(part["consequent"] as Node),
          build(part["alternate"] as Node),
          fail,
        );
      case "MemberExpression":
        return item(columns, part, build(part["property"] as Node), fail);
      default: {
        const given = (part["arguments"] as Node[]).map((argument) => {
          const list = listColumn(columns, argument);
          return list ? listValues(list) : build(argument);
        });
        return (functions[calleeOf(part)] as Call)(given, fail);
      }
    }
  };
  const fail = (message: string): never => {
    throw new OptionError("expression", `The expression ${text} cannot be computed: ${message}.`, {
      where: text,
      rule: "operators take numbers with numbers, and texts with texts",
    });
  };
  const { type, evaluate } = build(node);
  if (type !== "boolean" && type !== "null") fail(`it is a ${type}, not true or false`);
  return evaluate;
}

type Fail = (message: string) => never;

function listColumn(columns: ReadonlyMap<string, Column>, node: Node): Column | undefined {
  const name = columnName(node);
  const column = name === undefined ? undefined : columns.get(name);
  return column?.kind === "list" ? column : undefined;
}

/** A list has no value of its own, but functions may ask for its items. */
function listValues(list: Column): Typed {
  const length = lengths(list);
  return { type: "list", list, evaluate: (row) => (list.isNull(row) ? null : length(row)) };
}

const nothing: Typed = { type: "null", evaluate: () => null };

/** A batch may have nothing but missing values, and then be of any type. */
const isAllNull = ({ data, rowCount }: Column): boolean =>
  DataType.isNull(data.type) || data.nullCount === rowCount;

function columnValues(column: Column, fail: Fail): Typed {
  const { kind } = column;
  if (isAllNull(column)) return nothing;
  if (kind === "text") {
    return {
      type: "text",
      evaluate: (row) => (column.isNull(row) ? null : textOf(column, row)),
    };
  }
  if (kind === "list" || kind === "other" || kind === "binary") {
    return fail(`the column ${column.name} is a ${column.typeName}`);
  }
  const { numbers } = column;
  if (kind === "boolean") {
    return { type: "boolean", evaluate: (row) => (column.isNull(row) ? null : numbers[row] === 1) };
  }
  const unit = kind === "time" ? (millisecondsOf(column.data.type) ?? 1) : 1;
  return column.hasNulls
    ? { type: "number", evaluate: (row) => (column.isNull(row) ? null : numbers[row]! * unit) }
    : { type: "number", evaluate: (row) => numbers[row]! * unit };
}

function literal(value: unknown, fail: Fail): Typed {
  if (value === null) return nothing;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") {
    const type: ValueType =
      typeof value === "string" ? "text" : typeof value === "number" ? "number" : "boolean";
    return { type, evaluate: () => value, constant: value };
  }
  return fail("a regular expression is no value");
}

function unary(operator: string, { type, evaluate }: Typed, fail: Fail): Typed {
  if (operator === "!" && (type === "boolean" || type === "null")) {
    return {
      type: "boolean",
      evaluate(row) {
        const value = evaluate(row);
        return value === null ? null : !value;
      },
    };
  }
  if (operator === "-" && (type === "number" || type === "null")) {
    return {
      type: "number",
      evaluate(row) {
        const value = evaluate(row);
        return value === null ? null : -(value as number);
      },
    };
  }
  return fail(`${operator} does not take a ${type}`);
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "**": (a, b) => a ** b,
};

type Comparable = number | string | boolean;

const COMPARISON: Readonly<Record<string, (a: Comparable, b: Comparable) => boolean>> = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "===": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "!==": (a, b) => a !== b,
};

/** As in SQL: with a missing value the answer is missing, unless the other decides. */
function binary(operator: string, left: Typed, right: Typed, fail: Fail): Typed {
  const types = [left.type, right.type];
  const both = (type: ValueType): boolean =>
    types.every((each) => each === type || each === "null");
  const [a, b] = [left.evaluate, right.evaluate];
  if ((operator === "&&" || operator === "||") && both("boolean")) {
    const decisive = operator === "||";
    return {
      type: "boolean",
      evaluate(row) {
        const first = a(row);
        if (first === decisive) return decisive;
        const second = b(row);
        if (second === decisive) return decisive;
        return first === null || second === null ? null : !decisive;
      },
    };
  }
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic && both("number")) return of("number", a, b, arithmetic as never);
  const comparison = COMPARISON[operator];
  if (comparison && (both("number") || both("text") || both("boolean"))) {
    return of("boolean", a, b, comparison);
  }
  return fail(`${operator} does not take a ${left.type} and a ${right.type}`);
}

function of(
  type: ValueType,
  a: Evaluate,
  b: Evaluate,
  operate: (a: Comparable, b: Comparable) => Comparable,
): Typed {
  return {
    type,
    evaluate(row) {
      const first = a(row);
      if (first === null) return null;
      const second = b(row);
      return second === null ? null : operate(first, second);
    },
  };
}

function conditional(test: Typed, yes: Typed, no: Typed, fail: Fail): Typed {
  if (test.type !== "boolean" && test.type !== "null")
    return fail(`a condition is true or false, not a ${test.type}`);
  const type = yes.type === "null" ? no.type : yes.type;
  if (no.type !== type && no.type !== "null") return fail("both outcomes must be of one type");
  return {
    type,
    evaluate(row) {
      const value = test.evaluate(row);
      if (value === null) return null;
      return value ? yes.evaluate(row) : no.evaluate(row);
    },
  };
}

/** `state[3]`: an item of a list, counted from 0; null beyond its end. */
function item(columns: ReadonlyMap<string, Column>, node: Node, index: Typed, fail: Fail): Typed {
  const owner = columns.get(columnName(node["object"] as Node) ?? "");
  if (owner && isAllNull(owner)) return nothing;
  const list = listColumn(columns, node["object"] as Node);
  if (!list || index.type !== "number") return fail("[ ] takes a list column and a number");
  const { offsets, items } = list;
  const inner = columnValues(items, fail);
  return {
    type: inner.type,
    evaluate(row) {
      const at = index.evaluate(row);
      if (at === null || list.isNull(row)) return null;
      const position = offsets[row]! + (at as number);
      const inside = Number.isInteger(at) && (at as number) >= 0 && position < offsets[row + 1]!;
      return inside ? inner.evaluate(position) : null;
    },
  };
}
