import { version } from "../../core/version.ts";
import type { RuleCount, Validation, Violation } from "../validate/result.ts";
import { html, type Html, type HtmlValue, nothing, oneLine } from "./html.ts";
import { count, counted, date as longDate, roughly, seconds, share } from "./numbers.ts";
import { renderPage } from "./page.ts";
import { section } from "./panel.ts";
import { validationStyle } from "./validation-style.ts";

/** What the report of a validation is made from. */
export interface ValidationReport {
  readonly found: Omit<Validation, "outputs">;
  readonly dataset: string;
  /** Rules that were checked, those broken and those kept. */
  readonly rules: number;
  /** ISO 8601. */
  readonly date: string;
}

/** Examples of each rule and column, and rules that have examples. */
const MOST_EXAMPLES = 6;
const MOST_RULES = 60;

/** One file that opens offline: what was broken, how often, and where. */
export function renderValidationReport(report: ValidationReport): string {
  const { found } = report;
  const rules = found.counts.rules.toSorted((a, b) => b.violations - a.violations);
  const parts: readonly (readonly [id: string, name: string, body: HtmlValue])[] = [
    ["summary", "Summary", overview(report, rules)],
    ["rules", "Rules", rules.length === 0 ? nothing : rulesSection(rules, found)],
    ["schema", "Schema", schemaSection(found)],
    ["examples", "Examples", rules.length === 0 ? nothing : examplesSection(rules, found)],
    ["method", "Method", methodSection()],
  ];
  const shown = parts.filter(([, , body]) => body !== nothing);
  return renderPage({
    title: `Validation report: ${oneLine(report.dataset)}`,
    kind: "validation report",
    sections: shown.map(([id, name]) => [id, name]),
    style: validationStyle,
    body: shown.map(([, , body]) => body),
    footer: html`Made by Sluice ${version}. This file works offline and requests nothing.`,
    scripts: [],
  });
}

function overview(report: ValidationReport, broken: readonly RuleCount[]): Html {
  const { found, dataset, rules, date } = report;
  const { rows, rowsOut, rejected, violations } = found.counts;
  const { added, removed, retyped, nullable } = found.schema;
  const changed = added.length + removed.length + retyped.length + nullable.length;
  const facts: readonly (readonly [name: string, value: string, context: string])[] = [
    ["Rows", roughly(rows), `${count(rows)} read`],
    ["Good rows", share(rowsOut, rows), counted(rowsOut, "row")],
    ["Bad rows", roughly(rejected), "break a rule, or cannot be read"],
    ["Violations", roughly(violations), "a row may break several rules"],
    ["Rules broken", count(broken.length), `${counted(rules, "rule")} checked`],
    ["Columns changed", count(changed), `checked in ${seconds(found.seconds)}`],
  ];
  return html`<header class="top" id="summary">
    <p class="eyebrow">
      <span><bdi>${oneLine(dataset)}</bdi></span
      ><span>${longDate(date)}</span>
    </p>
    <h1>${finding(found, broken)}</h1>
    <p class="lede">${lede(found, broken)}</p>
    <dl class="facts">
      ${facts.map(
        ([name, value, context]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}<small>${context}</small></dd>
          </div> `,
      )}
    </dl>
  </header>`;
}

function finding(
  { valid, counts }: ValidationReport["found"],
  broken: readonly RuleCount[],
): string {
  if (valid) return counts.rows === 0 ? "There are no rows." : "Every row keeps to the schema.";
  const rules = counted(broken.length, "rule");
  const verb = broken.length === 1 ? "is" : "are";
  if (counts.rejected === 0) return `${rules} ${verb} broken, by no single row.`;
  return `${rules} ${verb} broken, in ${counted(counts.rejected, "row")}.`;
}

function lede({ valid, counts }: ValidationReport["found"], [worst]: readonly RuleCount[]): string {
  if (valid || !worst) return "No rule of the schema is broken, and every row could be read.";
  const { rejected, rows } = counts;
  return `Most often broken is ${nameOf(worst)}, ${counted(worst.violations, "time")}. ${share(rejected, rows)} of the rows are bad.`;
}

const nameOf = ({ column, rule }: Pick<RuleCount, "column" | "rule">): string =>
  column === null ? rule : `${rule} of ${oneLine(column)}`;

function rulesSection(rules: readonly RuleCount[], found: ValidationReport["found"]): Html {
  const most = Math.max(...rules.map(({ violations }) => violations));
  const rows = rules.map(
    ({ column, rule, violations }, i) =>
      html`<tr role="row">
        <th role="rowheader" scope="row">
          ${i < MOST_RULES ? html`<a href="#r${i}">${columnOf(column)}</a>` : columnOf(column)}
        </th>
        <td role="cell">${rule}</td>
        <td role="cell" class="hb">
          <span class="hbar" style="width:${((violations / most) * 100).toFixed(2)}%"></span>
        </td>
        <td role="cell" class="num">${counted(violations, "time")}</td>
        <td role="cell" class="num">
          ${ofRows({ column, rule }, found) ? share(violations, found.counts.rows) : nothing}
        </td>
      </tr> `,
  );
  return section(
    "rules",
    "What was broken",
    "By column and rule, the most often first. Shares are of all rows.",
    html`<div class="panel">
      <table class="vt" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Column</th>
            <th role="columnheader" scope="col">Rule</th>
            <th role="columnheader" scope="col" class="hb"><span class="vh">As a bar</span></th>
            <th role="columnheader" scope="col" class="num">Violations</th>
            <th role="columnheader" scope="col" class="num">Share</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows}
        </tbody>
      </table>
    </div>`,
  );
}

/** Whether it is rows that break a rule, and not the columns. */
const ofRows = (
  broken: Pick<RuleCount, "column" | "rule">,
  found: ValidationReport["found"],
): boolean => examplesOf(broken, found.violations).some(({ row }) => row !== null);

const examplesOf = (
  { column, rule }: Pick<RuleCount, "column" | "rule">,
  all: readonly Violation[],
): Violation[] => all.filter((each) => each.column === column && each.rule === rule);

const columnOf = (column: string | null): HtmlValue =>
  column === null ? "all columns" : oneLine(column);

function examplesSection(rules: readonly RuleCount[], found: ValidationReport["found"]): Html {
  const shown = rules.slice(0, MOST_RULES);
  const left = rules.length - shown.length;
  const more = left > 0 ? ` ${counted(left, "rule")} more in validation.json.` : "";
  return section(
    "examples",
    "Examples",
    `The first rows that break each rule; rows count from 0 in their file.${more}`,
    html`<div class="exs">
      ${shown.map((rule, i) => examplesPanel(rule, i, found.violations))}
    </div>`,
  );
}

function examplesPanel(
  { column, rule, violations }: RuleCount,
  i: number,
  all: readonly Violation[],
): Html {
  const own = examplesOf({ column, rule }, all);
  const shown = own.slice(0, MOST_EXAMPLES);
  const left = violations - shown.length;
  const where = own.length > shown.length ? "; validation.json lists more" : "";
  return html`<div class="panel" id="r${i}">
    <h3>${column === null ? nothing : html`${oneLine(column)}: `}${rule}</h3>
    <table class="ex" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Row</th>
          <th role="columnheader" scope="col">File</th>
          <th role="columnheader" scope="col">What is wrong</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${shown.map(
          ({ row, source, message }) =>
            html`<tr role="row">
              <td role="cell">
                ${row === null ? (column === null ? "data set" : "column") : `row ${count(row)}`}
              </td>
              <td role="cell"><bdi>${source === null ? "" : oneLine(source)}</bdi></td>
              <td role="cell">${oneLine(message)}</td>
            </tr> `,
        )}
      </tbody>
    </table>
    ${left > 0 ? html`<p class="more">${count(left)} more${where}.</p>` : nothing}
  </div>`;
}

function schemaSection({ schema }: ValidationReport["found"]): Html {
  const lines: (readonly [what: string, column: string, how: string])[] = [
    ...schema.removed.map((name) => ["removed", name, "it is declared, and not there"] as const),
    ...schema.retyped.map(
      ({ column, from, to }) => ["retyped", column, `${from} was declared, it is ${to}`] as const,
    ),
    ...schema.nullable.map(
      (name) => ["nullable", name, "it has missing values, and was to have none"] as const,
    ),
    ...schema.added.map((name) => ["added", name, "the schema does not declare it"] as const),
  ];
  if (lines.length === 0) {
    return section("schema", "Columns", "The columns are those that the schema declares.", []);
  }
  const rows = lines.map(
    ([what, column, how]) =>
      html`<tr>
        <td><span class="flag ${what === "added" ? "info" : "warn"}">${what}</span></td>
        <td>${oneLine(column)}</td>
        <td>${oneLine(how)}</td>
      </tr> `,
  );
  return section(
    "schema",
    "Columns that differ from the schema",
    "A column that was added breaks a rule only where the schema says onlyDeclared.",
    html`<div class="panel">
      <table class="sc">
        <thead>
          <tr>
            <th scope="col">Change</th>
            <th scope="col">Column</th>
            <th scope="col">How</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`,
  );
}

function methodSection(): Html {
  const items = [
    "A missing value breaks the rule nullable, and no other one.",
    "A row is bad where it breaks a rule or cannot be read; good and bad rows are all rows.",
    "A rule that cannot look at a column of that type is broken once, by no single row.",
    "Of several equal rows the first keeps to unique, and the others break it.",
  ];
  return section(
    "method",
    "How rows were checked",
    "Against every rule of the schema, each row once.",
    html`<ul class="method">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`,
  );
}
