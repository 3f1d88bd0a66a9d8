import { OutOfMemoryError } from "../core/errors.ts";
import { option } from "../core/option.ts";
import { KeyTable } from "./key-table.ts";
import { columnKeys, KEY_WORDS } from "./keys.ts";
import { defineRule, type RuleContext } from "./rule.ts";

export const foreignKey = defineRule({
  scope: "column",
  name: "foreignKey",
  doc: "Values are among those of a column of another file; missing ones do not count",
  options: {
    file: option.string("The file, folder, glob or URL; relative to the schema", {
      default: undefined,
      placeholder: "FILE",
    }),
    column: option.string("Its column; of the same name when absent", { default: undefined }),
  },
  short: "file",
  refuse: ({ file }) => (file === undefined ? "the file" : undefined),
  async open({ file = "", column = "" }, context) {
    const there = column === "" ? context.column : column;
    const known = await keysOf(file, there, context);
    return {
      check({ columns, rowCount }, broken) {
        const { keys, present } = columnKeys([columns.get(context.column)!]);
        for (let row = 0; row < rowCount; row++) {
          if (present[row] === 0 || known.find(keys, row * KEY_WORDS) >= 0) continue;
          broken(row, () => `the value is not in the column ${there} of ${file}`);
        }
      },
    };
  },
});

async function keysOf(
  file: string,
  name: string,
  { readColumn, memoryBytes }: RuleContext,
): Promise<KeyTable> {
  const table = new KeyTable();
  for await (const column of readColumn(file, name)) {
    const { keys, present } = columnKeys([column]);
    for (let row = 0; row < present.length; row++) {
      if (present[row] === 0) continue;
      if (table.full && table.byteLength * 2 > memoryBytes) {
        throw new OutOfMemoryError(`The keys of ${file}`, table.byteLength * 2, memoryBytes, {
          rule: "all keys of a foreign file are kept in memory, 20 bytes a slot",
          fix: "raise --memory, or validate against a file with only the keys in use",
        });
      }
      table.add(keys, row * KEY_WORDS, 0);
    }
  }
  return table;
}
