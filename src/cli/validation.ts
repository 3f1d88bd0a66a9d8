import type { Validation } from "./api.ts";
import { exactCount } from "./numbers.ts";
import type { Style } from "./style.ts";
import { cutMiddle, padEnd, padStart, printable, stringWidth } from "./width.ts";

/** Violations of one rule that are printed. */
const SHOWN = 3;
const MOST_RULES = 40;

/** What was broken: a line for each rule and column, with the first rows that broke it. */
export function validationLines(found: Validation, columns: number, style: Style): string[] {
  const blocks = [schemaLines(found, columns, style), ruleLines(found, columns, style)];
  const written = Object.values(found.outputs);
  if (written.length > 0) blocks.push([`Written: ${written.join(" ")}`]);
  return blocks.flatMap((block) => (block.length > 0 ? ["", ...block] : []));
}

function schemaLines({ schema }: Validation, columns: number, style: Style): string[] {
  const { added, removed, retyped, nullable } = schema;
  const lines = [
    ...added.map((name) => ["added", name, ""]),
    ...removed.map((name) => ["removed", name, ""]),
    ...retyped.map(({ column, from, to }) => ["retyped", column, `${from} to ${to}`]),
    ...nullable.map((name) => ["nullable", name, "now has missing values"]),
  ];
  if (lines.length === 0) return [];
  const more = lines.length - MOST_RULES;
  return [
    style.paint("strong", "Columns that differ from the schema"),
    ...lines
      .slice(0, MOST_RULES)
      .map(([what = "", name = "", how = ""]) =>
        cutMiddle(
          `  ${padEnd(what, 9)} ${printable(name)}${how && `, ${printable(how)}`}`,
          columns,
          style.signs.ellipsis,
        ),
      ),
    ...(more > 0 ? [`  ${more} more with --json`] : []),
  ];
}

function ruleLines(found: Validation, columns: number, style: Style): string[] {
  const { rules } = found.counts;
  if (rules.length === 0) return [];
  const names = rules.map(({ column, rule }) =>
    printable(column === null ? rule : `${column} ${rule}`),
  );
  const width = Math.min(40, Math.max(...names.map(stringWidth)));
  const shown = rules.slice(0, MOST_RULES);
  const lines = shown.flatMap(({ column, rule, violations }, i) => {
    const name = cutMiddle(names[i]!, width, style.signs.ellipsis);
    const count = padStart(exactCount(violations), 12);
    const examples = found.violations
      .filter((each) => each.column === column && each.rule === rule)
      .slice(0, SHOWN)
      .map(({ row, source, message }) => {
        const place = row === null ? "" : `row ${row}${source === null ? "" : ` of ${source}`}: `;
        const text = `      ${printable(place + message)}`;
        return style.paint("quiet", cutMiddle(text, columns, style.signs.ellipsis));
      });
    return [`  ${padEnd(style.paint("accent", name), width)}${count}`, ...examples];
  });
  const more = rules.length - shown.length;
  return [
    style.paint("strong", "Rules that were broken, and how often"),
    ...lines,
    ...(more > 0 ? [`  ${more} more with --json`] : []),
  ];
}
