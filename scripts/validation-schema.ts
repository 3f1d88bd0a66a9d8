import { placeOf, type Place, rules } from "../src/rules/index.ts";
import type { Rule } from "../src/rules/rule.ts";
import { objectSchema, type Schema, valueSchema } from "./plan-schema.ts";

/** What a list of texts takes in a schema of data: numbers and truth values, too. */
const scalars = { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] };
const lists = { anyOf: [...scalars.anyOf, { type: "array", items: scalars }] };

function optionSchema(rule: Rule): Schema {
  const { properties, ...rest } = objectSchema(rule.options);
  const widened = Object.entries(properties as Record<string, Schema>).map(([name, schema]) => {
    const isList = rule.options[name]!.kind.type === "strings";
    return [name, isList ? { ...lists, description: schema["description"] } : schema];
  });
  return { ...rest, properties: Object.fromEntries(widened) as object };
}

/** A rule's options, or the one value that stands for them. */
function ruleSchema(rule: Rule): Schema {
  const { doc, short, options } = rule;
  const whole = optionSchema(rule);
  const empty = { type: "null" };
  if (short === undefined) return { description: doc, anyOf: [whole, empty] };
  const option = options[short]!;
  const value = option.kind.type === "strings" ? lists : valueSchema(option);
  return { description: doc, anyOf: [value, whole, empty] };
}

const custom = {
  type: "object",
  description: "Rules of your own, by the name that they were registered with",
};

function placeSchema(place: Place): Record<string, Schema> {
  const own = rules.filter((rule) => placeOf(rule) === place);
  return { ...Object.fromEntries(own.map((rule) => [rule.name, ruleSchema(rule)])), custom };
}

/** The JSON Schema of the files that `sluice validate --schema` takes. */
export function validationSchema(): Schema {
  const column = {
    anyOf: [
      { type: "object", additionalProperties: false, properties: placeSchema("columns") },
      { type: "null" },
    ],
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Sluice validation schema",
    type: "object",
    additionalProperties: false,
    properties: {
      columns: {
        description: "Rules of each column, by its name",
        anyOf: [{ type: "object", additionalProperties: column }, { type: "null" }],
      },
      rows: {
        description: "Rules over several columns of a row, one in each item",
        anyOf: [
          {
            type: "array",
            items: {
              anyOf: Object.entries(placeSchema("rows")).map(([name, schema]) => ({
                type: "object",
                additionalProperties: false,
                required: [name],
                properties: { [name]: schema },
              })),
            },
          },
          { type: "null" },
        ],
      },
      dataset: {
        description: "Rules on the data set as a whole",
        anyOf: [
          { type: "object", additionalProperties: false, properties: placeSchema("dataset") },
          { type: "null" },
        ],
      },
      plugins: {
        description: "JavaScript modules with rules of your own, relative to this file",
        anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
      },
    },
  };
}
