import { type Field, Schema } from "apache-arrow";
import { SchemaError } from "../core/errors.ts";
import { nearest } from "../core/option.ts";
import type { Reader } from "./format.ts";

/** The schema of a request: the columns named, in their order, or all. */
export function selectSchema(
  file: string,
  reader: Pick<Reader, "schema" | "nested">,
  columns: readonly string[] | undefined,
): Schema {
  const { schema, nested = [] } = reader;
  if (!columns) return schema;
  const fields = columns.map((name): Field => {
    const field = [...schema.fields, ...nested].find((one) => one.name === name);
    if (!field) throw noColumn(file, name, reader);
    return field;
  });
  return new Schema(fields, schema.metadata);
}

/** The error for a column that a file does not have. */
export function noColumn(
  file: string,
  name: string,
  { schema, nested = [] }: Pick<Reader, "schema" | "nested">,
): SchemaError {
  const names = schema.fields.map((field) => field.name);
  return new SchemaError(name, `${file} has no column "${name}".`, {
    where: file,
    rule: names.length === 0 ? "it has no columns" : `its columns are ${names.join(", ")}`,
    ...nearest(name, [...names, ...nested.map((field) => field.name)]),
  });
}
