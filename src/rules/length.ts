import { option } from "../core/option.ts";
import type { Column } from "./column.ts";
import { defineRule } from "./rule.ts";

const size = (doc: string) => option.number(doc, { default: undefined, min: 0, integer: true });

export const length = defineRule({
  scope: "column",
  name: "length",
  doc: "Texts have so many characters (code points), lists so many items, binary values so many bytes",
  kinds: ["text", "list", "binary"],
  options: { min: size("The least"), max: size("The most") },
  refuse: ({ min, max }) => (min === undefined && max === undefined ? "min or max" : undefined),
  open({ min = 0, max = Infinity }, { column: name }) {
    return {
      check({ columns, rowCount }, broken) {
        const column = columns.get(name)!;
        const lengthOf = lengths(column);
        for (let row = 0; row < rowCount; row++) {
          const found = lengthOf(row);
          if ((found >= min && found <= max) || column.isNull(row)) continue;
          broken(row, () => sentence(found, min, max));
        }
      },
    };
  },
});

export function lengths(column: Column): (row: number) => number {
  const { offsets } = column;
  if (column.kind !== "text") return (row) => offsets[row + 1]! - offsets[row]!;
  const { bytes } = column;
  return (row) => {
    let count = 0;
    const end = offsets[row + 1]!;
    // Every byte but those that continue a character begins one.
    for (let i = offsets[row]!; i < end; i++) if ((bytes[i]! & 0xc0) !== 0x80) count++;
    return count;
  };
}

function sentence(found: number, min: number, max: number): string {
  if (min === max) return `the length is ${found}, not ${min}`;
  return found < min
    ? `the length is ${found}, under ${min}`
    : `the length is ${found}, over ${max}`;
}
