import { option } from "../core/option.ts";
import type { Column } from "./column.ts";
import { defineRule } from "./rule.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export const pattern = defineRule({
  scope: "column",
  name: "pattern",
  doc: "Texts match a regular expression (JavaScript's, with the flag u; ^ and $ tie it to the ends)",
  kinds: ["text"],
  options: {
    regex: option.string("The regular expression", {
      default: undefined,
      placeholder: "REGEX",
      check: (text) => (compiles(text) ? undefined : "a regular expression that compiles"),
    }),
  },
  short: "regex",
  refuse: ({ regex }) => (regex === undefined ? "the regular expression" : undefined),
  open({ regex = "" }, { column: name }) {
    const expression = new RegExp(regex, "u");
    return {
      check({ columns, rowCount }, broken) {
        const column = columns.get(name)!;
        for (let row = 0; row < rowCount; row++) {
          if (column.isNull(row) || expression.test(textOf(column, row))) continue;
          broken(row, () => `the text does not match ${regex}`);
        }
      },
    };
  },
});

function compiles(text: string): boolean {
  try {
    return Boolean(new RegExp(text, "u"));
  } catch {
    return false;
  }
}

export function textOf({ bytes, offsets }: Column, row: number): string {
  return decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]));
}
