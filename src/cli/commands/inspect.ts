import { Option as Flag } from "commander";
import type { Command } from "commander";
import type { Inspection } from "../api.ts";
import type { EverywhereValues } from "../everywhere.ts";
import { flagRow } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { byteSize, exactCount } from "../numbers.ts";
import { printLines } from "../screen.ts";
import { printJson, shellWord } from "../shell.ts";
import type { Style } from "../style.ts";
import { cutMiddle, padEnd, printable, stringWidth } from "../width.ts";
import { nextLines } from "../summary.ts";
import type { CommandContext } from "./command.ts";

const NEXT = "Remove the rows that repeat others";
const TEXT_NAMES = /text|task|instruction|caption|prompt|content|description|message|body/i;
const FACTS = 12;
const LABEL = 9;

const formatFlag = (): Flag =>
  new Flag("--format <NAME>", "format of the file, instead of looking at it");

export function addInspect(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("inspect").argument("<FILE>").addOption(formatFlag());
  command.action(async (file: string) => {
    const { format, json } = command.optsWithGlobals<EverywhereValues & { format?: string }>();
    const { inspect } = await shell.api();
    const inspection = await inspect(file, format === undefined ? {} : { format });
    const { style, columns, terminal } = shell.out;
    if (json) printJson(shell.out, inspection);
    else
      printLines(shell.out, [
        ...(terminal ? [""] : []),
        ...inspectionLines(file, inspection, columns, style),
      ]);
    finish(0);
  });
  return command;
}

function inspectionLines(
  file: string,
  inspection: Inspection,
  columns: number,
  style: Style,
): string[] {
  const { format, rows, schema, metadata, byteLength } = inspection;
  const { ellipsis } = style.signs;
  const facts = `${format}, ${byteSize(byteLength)}`;
  const name = cutMiddle(printable(file), columns - facts.length - 2, ellipsis);
  return [
    `${style.paint("strong", name)}  ${facts}`,
    ...factLines({ rows: exactCount(rows), ...metadata }, columns, ellipsis),
    ...(schema.length > 0 ? ["", ...schemaLines(schema, columns, style)] : []),
    ...(rows > 1 ? ["", ...nextLines(NEXT, nextCommand(file, textColumn(schema)), style)] : []),
  ];
}

function factLines(metadata: Inspection["metadata"], columns: number, ellipsis: string): string[] {
  const facts = Object.entries(metadata).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  const width = Math.min(
    24,
    Math.max(LABEL, ...facts.map(([name]) => stringWidth(spelledOut(name)))),
  );
  const lines = facts.slice(0, FACTS).map(([name, value]) => {
    const text = printable(typeof value === "string" ? value : JSON.stringify(value));
    const label = cutMiddle(spelledOut(printable(name)), width, ellipsis);
    return `  ${padEnd(label, width)}  ${cutMiddle(text, columns - width - 4, ellipsis)}`;
  });
  const more = facts.length - FACTS;
  return more > 0 ? [...lines, `  ${more} more with --json`] : lines;
}

/** `rowGroups` to `Row groups`. */
function spelledOut(name: string): string {
  const words = name.replace(
    /([a-z])([A-Z])/g,
    (_, a: string, b: string) => `${a} ${b.toLowerCase()}`,
  );
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function schemaLines(schema: Inspection["schema"], columns: number, style: Style): string[] {
  const { ellipsis } = style.signs;
  const widest = Math.max(6, ...schema.map(({ name }) => stringWidth(printable(name))));
  const width = Math.min(widest, Math.floor((columns - 4) / 2));
  return [
    `  ${padEnd(style.paint("quiet", "column"), width)}  ${style.paint("quiet", "type")}`,
    ...schema.map(({ name, type }) => {
      const column = padEnd(cutMiddle(printable(name), width, ellipsis), width);
      return `  ${column}  ${cutMiddle(printable(type), columns - width - 4, ellipsis)}`;
    }),
  ];
}

/** The column of text that is most likely meant: by its name, or else the first. */
function textColumn(schema: Inspection["schema"]): string | undefined {
  const texts = schema.filter(({ type }) => type === "Utf8").map(({ name }) => name);
  return texts.find((name) => TEXT_NAMES.test(name)) ?? texts[0];
}

function nextCommand(file: string, column: string | undefined): string {
  return column === undefined
    ? `sluice dedup exact ${shellWord(file)} --out out`
    : `sluice dedup fuzzy ${shellWord(file)} --column ${shellWord(column)} --out out`;
}

export const inspectPage = (): HelpPage => ({
  subject: "sluice inspect",
  predicate: "shows what is inside a file.",
  usage: "sluice inspect FILE [--format NAME]",
  sections: [{ title: "What to read", rows: [flagRow(formatFlag())] }],
  example: "sluice inspect data/train.parquet",
});
