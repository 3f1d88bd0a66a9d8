import { dirname } from "node:path";
import { OptionError } from "../../core/errors.ts";
import { option } from "../../core/option.ts";
import { datasetName } from "../dataset-name.ts";
import { resolveInputs } from "../inputs.ts";
import { readBytes } from "../read-bytes.ts";
import { declaredRules } from "../validate/schema.ts";
import { checkSources, writeValidation } from "../validate/validate.ts";
import { parseSchema } from "../validate/yaml.ts";
import { defineAudit } from "./audit.ts";
import { counted } from "../report/numbers.ts";

export const validateAudit = defineAudit({
  name: "validate",
  doc: "Check rows against a schema; a gate",
  options: {
    schema: option.string("The schema, a YAML file", { default: undefined, placeholder: "FILE" }),
    limit: option.number("Violations to list of each rule and column", {
      default: 100,
      min: 0,
      integer: true,
    }),
  },
  check({ schema }) {
    if (schema !== undefined) return;
    throw new OptionError("validate.schema", "There is no schema to validate against.", {
      rule: "validate names one",
      fix: "- validate: { schema: schema.yaml }",
    });
  },
  async open({ schema: path = "", limit }) {
    const text = new TextDecoder().decode(await readBytes(path));
    const schema = await parseSchema(text, dirname(path));
    const declared = declaredRules(schema);
    return {
      identity: schema,
      async look({ paths, format, dataset, called, folder, progress, signal }) {
        const began = performance.now();
        const sources = (await resolveInputs(paths, { format })).map((source) => ({
          ...source,
          name: called(source.name),
        }));
        const request = { limit, scratch: folder, progress, ...(signal && { signal }) };
        const found = await checkSources(sources, declared, request);
        const seconds = (performance.now() - began) / 1000;
        const name = datasetName(dataset);
        await writeValidation(folder, found, { dataset: name, rules: declared.length, seconds });
        const { rows, rejected, violations } = found.counts;
        return {
          passed: found.valid,
          finding: found.valid
            ? `${counted(rows, "row")} break no rule`
            : `${counted(violations, "violation")}, in ${rejected} of ${counted(rows, "row")}`,
        };
      },
    };
  },
});
