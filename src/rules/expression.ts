import { option } from "../core/option.ts";
import { compile, columnsOf, parseExpression } from "./expression/compile.ts";
import { defineRule } from "./rule.ts";

export const expression = defineRule({
  scope: "row",
  name: "expression",
  doc: "An expression over the columns is true, or null because a value is missing: end > start",
  options: {
    test: option.string("The expression", {
      default: undefined,
      placeholder: "EXPRESSION",
      check: refusal,
    }),
    message: option.string("What to say of a row where it is false", { default: undefined }),
  },
  short: "test",
  refuse: ({ test }) => (test === undefined ? "an expression in test" : undefined),
  reads: ({ test = "" }) => columnsOf(parseExpression(test)),
  open({ test = "", message }) {
    const parsed = parseExpression(test);
    return {
      check({ columns, rowCount }, broken) {
        const evaluate = compile(parsed, columns, test);
        for (let row = 0; row < rowCount; row++) {
          if (evaluate(row) === false) broken(row, () => message ?? `${test} is false`);
        }
      },
    };
  },
});

function refusal(text: string): string | undefined {
  try {
    parseExpression(text);
    return undefined;
  } catch (error) {
    return `an expression (${error instanceof Error ? error.message : String(error)})`;
  }
}
