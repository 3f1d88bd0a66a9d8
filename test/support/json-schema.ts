type Schema = Readonly<Record<string, unknown>>;

const record = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: record,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: Number.isInteger,
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
};

const annotations = new Set(["$schema", "title", "description", "default"]);

/** The part of JSON Schema 2020-12 that the schemas of YAML files use; any other keyword throws. */
const keywords: Readonly<
  Record<string, (argument: never, value: unknown, schema: Schema) => boolean>
> = {
  type: (type: string, value) => types[type]!(value),
  enum: (values: readonly unknown[], value) => values.includes(value),
  minimum: (least: number, value) => typeof value !== "number" || value >= least,
  maximum: (most: number, value) => typeof value !== "number" || value <= most,
  minItems: (least: number, value) => !Array.isArray(value) || value.length >= least,
  minLength: (least: number, value) => typeof value !== "string" || value.length >= least,
  items: (schema: Schema, value) =>
    !Array.isArray(value) || value.every((item) => accepts(schema, item)),
  anyOf: (schemas: readonly Schema[], value) => schemas.some((schema) => accepts(schema, value)),
  required: (names: readonly string[], value) =>
    !record(value) || names.every((name) => name in value),
  properties: (properties: Readonly<Record<string, Schema>>, value) =>
    !record(value) ||
    Object.entries(properties).every(
      ([name, schema]) => !(name in value) || accepts(schema, value[name]),
    ),
  additionalProperties: (others: Schema | boolean, value, { properties = {} }) =>
    !record(value) ||
    Object.entries(value)
      .filter(([name]) => !(name in (properties as object)))
      .every(([, item]) => (typeof others === "boolean" ? others : accepts(others, item))),
};

/** Whether a schema accepts a JSON value. */
export function accepts(schema: Schema, value: unknown): boolean {
  return Object.entries(schema)
    .filter(([keyword]) => !annotations.has(keyword))
    .every(([keyword, argument]) => {
      const check = keywords[keyword];
      if (!check) throw new Error(`The keyword ${keyword} is not known here.`);
      return check(argument as never, value, schema);
    });
}
