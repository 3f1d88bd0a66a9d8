import { pathToFileURL } from "node:url";
import { isAbsolute, join, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { EngineError, FileError, OptionError } from "../../core/errors.ts";
import { registerValidator } from "../../rules/index.ts";
import type { Rule } from "../../rules/rule.ts";
import { declaredRules, type ValidationSchema } from "./schema.ts";

/**
 * Reads a schema from YAML. Modules under `plugins`, and files of foreign keys, are relative to
 * `folder`, where the schema is.
 */
export async function parseSchema(text: string, folder = "."): Promise<ValidationSchema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [problem] = document.errors;
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    throw new OptionError("schema", problem.message.split("\n")[0]!, {
      where: `line ${line}, column ${col}`,
      rule: "a schema is a YAML document",
    });
  }
  const raw: unknown = document.toJS();
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new OptionError("schema", `A schema must be a mapping; it is ${JSON.stringify(raw)}.`, {
      rule: "its keys are columns, rows, dataset and plugins",
      fix: "sluice validate --infer INPUT -o schema.yaml writes one to begin with",
    });
  }
  const schema = raw as ValidationSchema;
  for (const plugin of listOf(schema.plugins)) await loadValidators(beside(folder, plugin));
  declaredRules(schema);
  return withPaths(schema, folder);
}

/** Registers the rules that a JavaScript module exports: its default export, one or a list. */
export async function loadValidators(path: string): Promise<void> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(path)).href)) as typeof module;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FileError(`The plugin ${path} cannot be loaded: ${reason}`, {
      where: path,
      rule: "a plugin is a JavaScript module",
      cause,
    });
  }
  const exported = module.default;
  const rules: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  for (const rule of rules) {
    if (!isRule(rule)) {
      throw new EngineError("PLUGIN", `The plugin ${path} exports no rules.`, {
        where: path,
        rule: "its default export is a rule, or a list of them: { scope, name, doc, options, judge }",
      });
    }
    registerValidator(rule);
  }
}

function isRule(value: unknown): value is Rule {
  if (typeof value !== "object" || value === null) return false;
  const { scope, name, doc, options, judge, open } = value as Record<string, unknown>;
  const works = typeof judge === "function" || typeof open === "function";
  const said = [scope, name, doc].every((text) => typeof text === "string");
  return works && said && typeof options === "object" && options !== null;
}

const listOf = (value: unknown): readonly string[] => {
  if (value === undefined || value === null) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.every((item) => typeof item === "string")) return list;
  throw new OptionError("plugins", "plugins must be a list of files.", {
    fix: "plugins: [rules.js]",
  });
};

const beside = (folder: string, path: string): string =>
  isAbsolute(path) || /^https?:/i.test(path) ? path : join(folder, path);

/** The schema with the files of foreign keys as they are found from the current folder. */
function withPaths(schema: ValidationSchema, folder: string): ValidationSchema {
  if (!schema.columns) return schema;
  const columns = Object.entries(schema.columns).map(([name, rules]) => {
    const key = rules?.["foreignKey"];
    if (key === undefined) return [name, rules];
    const { file, ...rest } = typeof key === "string" ? { file: key } : (key as { file: string });
    return [name, { ...rules, foreignKey: { ...rest, file: beside(folder, file) } }];
  });
  return {
    ...schema,
    columns: Object.fromEntries(columns) as ValidationSchema["columns"] & object,
  };
}
