import type { Option } from "../src/core/option.ts";
import { audits } from "../src/pipeline/audits/index.ts";
import { stages } from "../src/stages/index.ts";
import { deviceOptions, planOptions } from "../src/pipeline/plan-options.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** The schema of an option's values. What its `check` refuses besides is not in it. */
export function valueSchema({ kind, doc, default: value }: Option): Schema {
  const about = {
    description: doc,
    ...(value === undefined ? {} : { default: value }),
  };
  switch (kind.type) {
    case "number": {
      const { min: minimum, max: maximum, integer } = kind;
      return {
        type: integer ? "integer" : "number",
        ...(minimum === undefined ? {} : { minimum }),
        ...(maximum === undefined ? {} : { maximum }),
        ...about,
      };
    }
    case "boolean":
      return { type: "boolean", ...about };
    case "string":
      return { type: "string", ...about };
    case "strings":
      return {
        anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
        ...about,
      };
    case "oneOf":
      return { enum: kind.values, ...about };
    default:
      return kind satisfies never;
  }
}

export function objectSchema(declared: Readonly<Record<string, Option>>): Schema {
  return {
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(declared).flatMap(([name, option]) => {
        const names = option.alias === undefined ? [name] : [name, option.alias];
        return names.map((each) => [each, valueSchema(option)]);
      }),
    ),
  };
}

/** The JSON Schema of plan files. */
export function planSchema(): Schema {
  const { properties, ...plan } = objectSchema(planOptions);
  const steps = [...stages, ...audits];
  const stage = {
    anyOf: [
      { enum: steps.map(({ name }) => name) },
      ...steps.map(({ name, doc, options }) => ({
        type: "object",
        description: doc,
        additionalProperties: false,
        required: [name],
        properties: { [name]: { anyOf: [objectSchema(options), { type: "null" }] } },
      })),
    ],
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Sluice plan",
    ...plan,
    required: ["inputs", "out"],
    properties: {
      ...(properties as object),
      inputs: {
        description: planOptions.inputs.doc,
        anyOf: [{ type: "string" }, { type: "array", minItems: 1, items: { type: "string" } }],
      },
      stages: { type: "array", description: "What is done, in this order", items: stage },
      device: { description: "What to compute on", ...objectSchema(deviceOptions) },
    },
  };
}
