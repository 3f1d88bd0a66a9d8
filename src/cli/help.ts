import type { Option as Flag } from "commander";
import type { Option, Options } from "./api.ts";
import { flagText, kebab } from "./flags.ts";
import type { Style } from "./style.ts";
import { padEnd, stringWidth, wrap } from "./width.ts";

const COLUMNS = 80;
const GAP = 2;

export interface HelpRow {
  readonly term: string;
  readonly text: string;
}

export interface HelpSection {
  readonly title?: string;
  readonly rows: readonly HelpRow[];
  /** Whether the terms are things to type, not flags. */
  readonly commands?: boolean;
  /** Whether its columns are its own. */
  readonly compact?: boolean;
}

/** What `--help` prints for a command. */
export interface HelpPage {
  readonly subject: string;
  /** Goes on from the subject: "washes training data". */
  readonly predicate: string;
  readonly usage: string;
  readonly sections: readonly HelpSection[];
  readonly closing?: (style: Style) => readonly string[];
  readonly example?: string;
}

export function helpText(page: HelpPage, style: Style): string {
  const { paint } = style;
  const shared = page.sections.filter(({ compact }) => compact !== true);
  const column = Math.max(19, ...shared.map(widestTerm)) + GAP;
  const blocks = [
    [`${paint("strong", page.subject)} ${page.predicate}`],
    [`${paint("strong", "Usage")}  ${page.usage}`],
    ...page.sections
      .filter(({ rows }) => rows.length > 0)
      .map((section) => sectionLines(section, column, style)),
    ...(page.example === undefined
      ? []
      : [[paint("strong", "Example"), `  ${paint("accent", page.example)}`]]),
    page.closing ? page.closing(style) : [paint("quiet", EVERYWHERE)],
  ];
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`;
}

const EVERYWHERE = "sluice --help lists the flags that every command has.";

const widestTerm = ({ rows }: HelpSection): number =>
  Math.max(0, ...rows.map(({ term }) => stringWidth(term)));

function sectionLines(section: HelpSection, shared: number, style: Style): string[] {
  const { title, rows, commands, compact } = section;
  const column = compact === true ? widestTerm(section) + GAP + 1 : shared;
  const lines = rows.flatMap((row) => rowLines(row, column, commands === true, style));
  return title === undefined ? lines : [style.paint("strong", title), ...lines];
}

function rowLines({ term, text }: HelpRow, column: number, command: boolean, style: Style) {
  const [first = "", ...more] = wrap(text, COLUMNS - 2 - column);
  const shownTerm = padEnd(command ? style.paint("accent", term) : term, column);
  const indent = " ".repeat(2 + column);
  return [`  ${shownTerm}${first}`, ...more.map((line) => indent + line)].map((line) =>
    quietDefault(line, style),
  );
}

/** A default stands in brackets at the end of a line. */
const quietDefault = (line: string, { paint }: Style): string =>
  line.replace(/ \(([^()]+)\)$/, (_, value: string) => ` (${paint("quiet", value)})`);

export const flagRow = (flag: Flag): HelpRow => ({
  term: flag.flags.replaceAll(/[<>]/g, "").replace(/^-\w, /, ""),
  text: flag.description,
});

export const optionRows = (declared: Options): HelpRow[] =>
  Object.entries(declared).map(([name, option]) => ({
    term:
      option.kind.type === "boolean" && option.default === true
        ? `--no-${kebab(name)}`
        : flagText(name, option),
    text: optionText(option),
  }));

/** Words that keep their capital. */
const NAMES = /^(?:[A-Z]{2}|Jaccard|MinHash)/;

function optionText({ doc, kind, default: value }: Option): string {
  const lower = NAMES.test(doc) ? doc : doc.charAt(0).toLowerCase() + doc.slice(1);
  if (value === true) return `do not ${lower}`;
  const named = kind.type !== "oneOf" || kind.values.every((each) => doc.includes(each));
  const text = named
    ? lower
    : `${lower}${lower.includes(":") ? ";" : ":"} ${alternatives(kind.values)}`;
  const shown = defaultText({ kind, value });
  return shown === "" ? text : `${text} (${shown})`;
}

export function alternatives(values: readonly string[]): string {
  const last = values.at(-1) ?? "";
  return values.length < 2 ? last : `${values.slice(0, -1).join(", ")} or ${last}`;
}

function defaultText({ kind, value }: { kind: Option["kind"]; value: unknown }): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "number" && kind.type === "number" && kind.max === 1 && !kind.integer) {
    const short = value.toFixed(2);
    return Number(short) === value ? short : String(value);
  }
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
