import { OutOfMemoryError } from "../core/errors.ts";
import { option } from "../core/option.ts";
import type { Column } from "./column.ts";
import { defineRule } from "./rule.ts";
import { shownValue } from "./shown.ts";

const MAX_GROUPS = 4_000_000;

type Value = number | bigint;

export const increasing = defineRule({
  scope: "column",
  name: "increasing",
  doc: "Numbers or times never fall; each is compared with the last that did not",
  kinds: ["integer", "float", "time"],
  options: {
    strict: option.boolean("Nor may two in a row be equal"),
    per: option.string("Column that tells series apart, such as episode_index", {
      default: undefined,
    }),
    eachFile: option.boolean("Each file starts anew"),
  },
  reads: ({ per }) => (per === undefined ? [] : [per]),
  open({ strict, per, eachFile }, { column: name }) {
    const last = new Map<unknown, { value: Value; shown: string }>();
    let source = -1;
    return {
      check(batch, broken) {
        const column = batch.columns.get(name)!;
        const group = per === undefined ? undefined : batch.columns.get(per)!;
        if (eachFile && batch.source !== source) last.clear();
        source = batch.source;
        const values: ArrayLike<Value> = column.wholes ?? column.numbers;
        const keyOf = group ? groupKeys(group) : () => 0;
        let key: unknown = keyOf;
        let before: { value: Value; shown: string } | undefined;
        let beforeRow = -1;
        for (let row = 0; row < batch.rowCount; row++) {
          if (column.isNull(row)) continue;
          const next = keyOf(row);
          if (next !== key) {
            if (before && beforeRow >= 0) before.shown = shownValue(column, beforeRow);
            key = next;
            before = last.get(key);
            beforeRow = -1;
          }
          const value = values[row]!;
          if (Number.isNaN(value)) {
            broken(row, () => "NaN is neither before nor after another number");
            continue;
          }
          if (!before) {
            if (last.size >= MAX_GROUPS) throw tooManyGroups(per ?? name);
            before = { value, shown: "" };
            last.set(key, before);
          } else if (!(strict ? value > before.value : value >= before.value)) {
            const at = beforeRow;
            const { shown } = before;
            broken(
              row,
              () =>
                `it follows ${at < 0 ? shown : shownValue(column, at)}, and must be ${strict ? "greater" : "no less"}`,
            );
            continue;
          }
          before.value = value;
          beforeRow = row;
        }
        if (before && beforeRow >= 0) before.shown = shownValue(column, beforeRow);
      },
    };
  },
});

function groupKeys(group: Column): (row: number) => unknown {
  if (group.wholes || group.kind === "text" || group.kind === "binary" || group.kind === "list") {
    return (row) => String(group.value(row));
  }
  const { numbers } = group;
  return (row) => (group.isNull(row) ? undefined : numbers[row]);
}

function tooManyGroups(per: string): OutOfMemoryError {
  return new OutOfMemoryError(`increasing per ${per}`, (MAX_GROUPS + 1) * 64, MAX_GROUPS * 64, {
    rule: `it remembers the last value of at most ${MAX_GROUPS} series`,
    fix: "name a column with fewer values in per",
  });
}
