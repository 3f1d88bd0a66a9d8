import type { Schema } from "apache-arrow";
import { DataType } from "apache-arrow";
import { SchemaError } from "../core/errors.ts";

/** Refuses columns that are not text; `otherwise` is the remedy where no column is. */
export function requireText(
  schema: Schema,
  columns: readonly string[],
  { rule, otherwise }: { readonly rule: string; readonly otherwise?: string },
): void {
  const text = schema.fields.find(({ type }) => DataType.isUtf8(type));
  const fix = text ? `--column ${text.name}` : otherwise;
  for (const { name, type } of schema.fields) {
    if (!columns.includes(name) || DataType.isUtf8(type)) continue;
    throw new SchemaError(name, `Column "${name}" is ${type.toString()}, not text.`, {
      rule,
      ...(fix !== undefined && { fix }),
    });
  }
}
