import { readFileSync } from "node:fs";
import type { Kernel } from "../src/core/kernel.ts";
import type { Option } from "../src/core/option.ts";
import { audits } from "../src/pipeline/audits/index.ts";
import { formats, kernels, rules, stages } from "../src/node.ts";

const { layers } = (await import(new URL("../.dependency-cruiser.js", import.meta.url).href)) as {
  readonly layers: Readonly<Record<string, readonly string[]>>;
};

type Row = readonly string[];

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll("|", "\\|");

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row): string => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function formatTable(): string {
  return table(
    ["format", "file names", "read", "write", "what it is"],
    formats.map(({ name, extensions, folderMarker, create, doc }) => [
      code(name),
      folderMarker === undefined
        ? extensions.map(code).join(" ")
        : `a folder with ${code(folderMarker)}`,
      "✓",
      create ? "✓" : "✗",
      doc,
    ]),
  );
}

function stageTable(): string {
  return table(
    ["stage", "what it does", "options"],
    stages.map(({ name, doc, options }) => [
      code(name),
      doc,
      Object.keys(options).map(code).join(" "),
    ]),
  );
}

function auditTable(): string {
  return table(
    ["step", "what it does", "options"],
    audits.map(({ name, doc, options }) => [
      code(name),
      doc,
      Object.keys(options).map(code).join(" "),
    ]),
  );
}

/** The rules of one place of a schema. */
function ruleTable(scopes: readonly string[]): string {
  return table(
    ["rule", "what holds", "options"],
    rules
      .filter(({ scope }) => scopes.includes(scope))
      .map(({ name, doc, options, short }) => [
        code(name),
        doc,
        Object.entries(options)
          .map(
            ([key, option]) =>
              `${code(key)} ${key === short ? "(short form) " : ""}${valueText(option)}`,
          )
          .join(", "),
      ]),
  );
}

function optionTable(name: string): string {
  const { options } = stages.find((stage) => stage.name === name)!;
  return table(
    ["option", "value", "default", "what it says"],
    Object.entries(options).map(([key, option]) => [
      code(key),
      valueText(option),
      defaultText(option),
      option.doc,
    ]),
  );
}

function valueText({ kind }: Option): string {
  switch (kind.type) {
    case "number": {
      const word = kind.integer ? "whole number" : "number";
      if (kind.min === undefined) return word;
      return kind.max === undefined
        ? `${word} from ${kind.min}`
        : `${word}, ${kind.min} to ${kind.max}`;
    }
    case "oneOf":
      return kind.values.map(code).join(" or ");
    case "strings":
      return "list of texts";
    case "string":
      return "text";
    case "boolean":
      return "`true` or `false`";
    default:
      return kind satisfies never;
  }
}

function defaultText({ default: value }: Option): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return "";
  return (Array.isArray(value) ? value : [value]).map((each) => code(String(each))).join(" ");
}

/** The first sentence of what a kernel's file says of it. */
function sentence({ name }: Kernel): string {
  const source = readFileSync(`src/kernels/${name}.ts`, "utf8");
  const comment = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*export const \w+ = defineKernel/.exec(source);
  const text = (comment?.[1] ?? "").replaceAll(/\s*\n\s*\* ?/g, " ").trim();
  return (/^[^]*?\.(?=\s|$)/.exec(text)?.[0] ?? text).replace(/\.$/, "");
}

/** What a CUDA source says that it does besides what the shader does. */
const twinOf = (path: string): string =>
  /^\/\/ twin: (.*)$/m.exec(readFileSync(path, "utf8"))?.[1] ?? "as WGSL";

function kernelTable(): string {
  return table(
    ["kernel", "what it does", "WGSL", "WASM SIMD", "CUDA, not measured"],
    Object.values<Kernel>(kernels).map((kernel) => [
      code(kernel.name),
      sentence(kernel),
      "✓",
      kernel.wasm === undefined ? "reference" : "✓",
      kernel.cuda === undefined ? "✗" : twinOf(kernel.cuda),
    ]),
  );
}

function layerTable(): string {
  return table(
    ["layer", "may import"],
    Object.entries(layers).map(([layer, allowed]) => [
      code(`src/${layer}`),
      allowed.map(code).join(" ") || "nothing",
    ]),
  );
}

/** The tables that stand between markers, by the name in the marker. */
export const tables: Readonly<Record<string, () => string>> = {
  formats: formatTable,
  stages: stageTable,
  audits: auditTable,
  kernels: kernelTable,
  layers: layerTable,
  "rules of columns": () => ruleTable(["field", "column", "value"]),
  "rules of rows": () => ruleTable(["row"]),
  "rules of the data set": () => ruleTable(["dataset"]),
  ...Object.fromEntries(
    stages.map(({ name }) => [`options of ${name}`, () => optionTable(name)] as const),
  ),
};
