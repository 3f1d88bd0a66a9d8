import { option } from "../core/option.ts";
import type { Column } from "./column.ts";
import { textOf } from "./pattern.ts";
import { defineRule } from "./rule.ts";
import { shorten } from "./shown.ts";

export const oneOf = defineRule({
  scope: "column",
  name: "oneOf",
  doc: "Values are among those listed",
  kinds: ["text", "integer", "float", "boolean"],
  options: { values: option.strings("The values", { placeholder: "VALUES" }) },
  short: "values",
  refuse: ({ values }) => (values.length === 0 ? "a list of values" : undefined),
  open({ values }, { column: name }) {
    const texts = new Set(values);
    const numbers = new Set(values.map(toNumber));
    const wholes = new Set(values.filter((text) => /^-?\d+$/.test(text)).map(BigInt));
    const words = shorten(`the value must be one of ${values.join(", ")}`);
    return {
      check({ columns, rowCount }, broken) {
        const column = columns.get(name)!;
        const isListed = lookUp(column, { texts, numbers, wholes });
        for (let row = 0; row < rowCount; row++) {
          if (!column.isNull(row) && !isListed(row)) broken(row, () => words);
        }
      },
    };
  },
});

function toNumber(text: string): number {
  if (text === "true") return 1;
  return text === "false" ? 0 : Number(text);
}

interface Listed {
  readonly texts: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
  /** Those that are whole, exactly. */
  readonly wholes: ReadonlySet<bigint>;
}

function lookUp(column: Column, { texts, numbers, wholes }: Listed): (row: number) => boolean {
  if (column.kind === "text") return lookUpTexts(column, texts);
  const { numbers: found, wholes: exact } = column;
  if (!exact) return (row) => numbers.has(found[row]!);
  return (row) =>
    Number.isSafeInteger(found[row]) ? numbers.has(found[row]!) : wholes.has(exact[row]!);
}

/** Texts are mostly those of the row before, whose bytes are compared first. */
function lookUpTexts(column: Column, listed: ReadonlySet<string>) {
  const { bytes, offsets } = column;
  let from = 0;
  let to = -1;
  let found = false;
  return (row: number): boolean => {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    let same = end - start === to - from;
    for (let i = 0; same && i < end - start; i++) same = bytes[start + i] === bytes[from + i];
    if (same) return found;
    [from, to] = [start, end];
    found = listed.has(textOf(column, row));
    return found;
  };
}
