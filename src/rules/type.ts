import type { DataType } from "apache-arrow";
import { option } from "../core/option.ts";
import { typeName } from "../formats/type-name.ts";
import { columnKind } from "./column.ts";
import { defineRule } from "./rule.ts";

/** Names for many types at once. */
const GROUPS: Readonly<Record<string, (type: DataType) => boolean>> = {
  boolean: (type) => columnKind(type) === "boolean",
  integer: (type) => columnKind(type) === "integer",
  float: (type) => columnKind(type) === "float",
  number: (type) => ["integer", "float", "decimal"].includes(columnKind(type)),
  text: (type) => columnKind(type) === "text",
  binary: (type) => columnKind(type) === "binary",
  time: (type) => columnKind(type) === "time",
  list: (type) => columnKind(type) === "list",
  vector: (type) =>
    columnKind(type) === "list" && ["integer", "float"].includes(columnKind(elementType(type))),
};

/** What the innermost lists hold. */
function elementType(type: DataType): DataType {
  return columnKind(type) === "list" ? elementType(type.children[0]!.type) : type;
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/\s/g, "");

export const type = defineRule({
  scope: "field",
  name: "type",
  doc: `The type, as \`sluice inspect\` names it (Int64, Utf8, List<Float64>), or one of ${Object.keys(GROUPS).join(", ")}`,
  options: { is: option.string("The type", { default: undefined, placeholder: "TYPE" }) },
  short: "is",
  refuse: ({ is }) => (is === undefined ? "the type it stands for" : undefined),
  judge(field, { is = "" }) {
    if (!field) return undefined;
    const group = GROUPS[is];
    const found = typeName(field.type);
    if (group ? group(field.type) : plain(found) === plain(is)) return undefined;
    return `the type is ${found}, not ${is}`;
  },
});
