import { version } from "../../core/version.ts";
import type { ColumnDrift, Drift, DriftTest } from "../drift/result.ts";
import { distributionPlot, distributionTable } from "./drift-plots.ts";
import { driftStyle } from "./drift-style.ts";
import { html, type Html, type HtmlValue, nothing, oneLine } from "./html.ts";
import { count, counted, date as longDate, roughly, seconds, share } from "./numbers.ts";
import { renderPage } from "./page.ts";
import { chevron, numbersTable, section } from "./panel.ts";

/** What the report of drift is made from. */
export interface DriftReport {
  readonly drift: Drift;
  readonly reference: string;
  readonly current: string;
  /** ISO 8601. */
  readonly date: string;
}

type Named = readonly [name: string, column: ColumnDrift];

/** Plots of columns that did not drift. */
const MOST_STEADY = 60;

/** One file that opens offline: both distributions of each column over each other. */
export function renderDriftReport(report: DriftReport): string {
  const { drift } = report;
  const columns = Object.entries(drift.columns).toSorted((a, b) => weight(b) - weight(a));
  const changed = columns.filter(([, column]) => column.drifted);
  const steady = columns.filter(([, column]) => !column.drifted);
  const parts: readonly (readonly [id: string, name: string, body: HtmlValue])[] = [
    ["summary", "Summary", overview(report, changed.length)],
    ["columns", "Columns", columns.length === 0 ? [] : tableSection(columns)],
    ["drifted", "Drifted", changed.length === 0 ? [] : plotsSection(changed)],
    ["steady", "Steady", steady.length === 0 ? [] : steadySection(steady, changed.length)],
    ["method", "Method", methodSection(drift)],
  ];
  const shown = parts.filter(([, , body]) => !(Array.isArray(body) && body.length === 0));
  return renderPage({
    title: `Drift report: ${oneLine(report.current)}`,
    kind: "drift report",
    sections: shown.map(([id, name]) => [id, name]),
    style: driftStyle,
    body: shown.map(([, , body]) => body),
    footer: html`Made by Sluice ${version}. This file works offline and requests nothing.`,
    scripts: [],
  });
}

/** How far beyond its threshold the largest effect of a test is. */
const excess = ({ effects }: DriftTest): number =>
  Math.max(0, ...effects.map(({ value, threshold }) => value / threshold));

const weight = ([, { drifted, tests }]: Named): number =>
  (drifted ? 1e6 : 0) + Math.max(0, ...tests.map(excess));

function overview({ drift, reference, current, date }: DriftReport, changed: number): Html {
  const { schema, rows, columns } = drift;
  const total = Object.keys(columns).length;
  return html`<header class="top" id="summary">
    <p class="eyebrow">
      <span><bdi>${oneLine(current)}</bdi>, compared with <bdi>${oneLine(reference)}</bdi></span
      ><span>${longDate(date)}</span>
    </p>
    <h1>${finding(drift)}</h1>
    <p class="lede">
      ${counted(total, "column")} of ${roughly(rows.current)} rows ${total === 1 ? "was" : "were"}
      compared with ${drift.reference === "profile" ? "the profile of" : nothing}
      ${roughly(rows.reference)} rows of the reference. Drift is a difference that is both no chance
      and large.
    </p>
    <dl class="facts">
      ${[
        ["Drifted", count(changed), `of ${counted(total, "column")} compared`],
        ["Added", count(schema.added.length), listed(schema.added)],
        ["Removed", count(schema.removed.length), listed(schema.removed)],
        [
          "Retyped",
          count(schema.retyped.length),
          listed(schema.retyped.map(({ column }) => column)),
        ],
        ["Rows", roughly(rows.current), `reference ${roughly(rows.reference)}`],
        ["Time", seconds(drift.seconds), "reading and comparing"],
      ].map(
        ([name, value, context]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}<small>${context}</small></dd>
          </div> `,
      )}
    </dl>
  </header>`;
}

function listed(names: readonly string[]): string {
  if (names.length === 0) return "no column";
  const shown = names.slice(0, 3).map(oneLine).join(", ");
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

function finding({ drifted, columns }: Drift): string {
  const total = Object.keys(columns).length;
  if (drifted.length === 0)
    return total === 0 ? "There was nothing to compare." : "Nothing drifted.";
  if (drifted.length === 1) return `One column drifted: ${oneLine(drifted[0]!)}.`;
  const all = drifted.length >= total;
  return all ? "Every column drifted." : `${drifted.length} of ${total} columns drifted.`;
}

function tableSection(columns: readonly Named[]): Html {
  const rows = columns.map(([name, column], i) => {
    const test = column.tests.toSorted((a, b) => excess(b) - excess(a))[0];
    const over = column.drifted;
    const width = Math.min(100, (test ? excess(test) : 0) * 50);
    return html`<tr role="row">
      <th role="rowheader" scope="row"><a href="#c${i}">${oneLine(name)}</a></th>
      <td role="cell">
        ${over ? html`<span class="flag warn">▲ Drifted</span>` : html`<span class="flag info">● Steady</span>`}
      </td>
      <td role="cell" class="eff">
        <span class="meter"
          ><b class="${over ? "over" : ""}" style="width:${width.toFixed(1)}%"></b><i></i
        ></span>
      </td>
      <td role="cell" class="why">${whyOf(column)}</td>
    </tr> `;
  });
  return section(
    "columns",
    "Columns",
    "The largest first. A bar is the largest effect of a column; the line in its middle is where it begins to count.",
    html`<div class="panel">
      <table class="cols" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Column</th>
            <th role="columnheader" scope="col">Verdict</th>
            <th role="columnheader" scope="col">Effect</th>
            <th role="columnheader" scope="col">What was found</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows}
        </tbody>
      </table>
    </div>`,
  );
}

function whyOf({ reasons, tests }: ColumnDrift): string {
  if (reasons.length > 0) return sentence(reasons.join("; "));
  if (tests.length === 0) return "There is nothing to compare.";
  const large = tests.some((test) => excess(test) >= 1);
  return large ? "The difference may be chance." : "The difference is small.";
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const legend = html`<p class="legend">
  <span><span class="key ref"></span>reference</span>
  <span><span class="key cur"></span>now</span>
</p>`;

function plotsSection(columns: readonly Named[]): Html {
  return section(
    "drifted",
    "What drifted",
    "Shares of all values, so that sides of different sizes compare.",
    html`${legend}
      <div class="pairs">${columns.map((each, i) => columnPanel(each, i))}</div>`,
  );
}

function steadySection(columns: readonly Named[], first: number): Html {
  const shown = columns.slice(0, MOST_STEADY);
  const more = columns.length - shown.length;
  return section(
    "steady",
    "What stayed",
    more > 0
      ? `${more} more are in drift.json.`
      : "Columns whose difference is small, or may be chance.",
    html`<details class="rest">
      <summary>${chevron}Show ${counted(shown.length, "column")}</summary>
      ${legend}
      <div class="pairs">${shown.map((each, i) => columnPanel(each, first + i))}</div>
    </details>`,
  );
}

function columnPanel([name, column]: Named, i: number): Html {
  const { drifted, of, kind, sampled } = column;
  const lengths = kind === "text" ? "lengths of texts" : "lengths of lists";
  const values = column.milliseconds === undefined ? KINDS[kind] : "times";
  const what = of === "length" ? lengths : values;
  const note = sampled
    ? ` Samples of ${roughly(sampled.reference)} and ${roughly(sampled.current)} stand for all.`
    : "";
  const table = distributionTable(name, column);
  const flag = drifted ? html`<span class="flag warn">▲ Drifted</span>` : nothing;
  return html`<div class="panel" id="c${i}">
    <h3>${oneLine(name)}${flag}</h3>
    <p class="sub">${sentence(what)} ${whyOf(column)}${note}</p>
    ${distributionPlot(name, column) ?? nothing} ${measures(column)}
    ${table ? numbersTable(table) : nothing}
  </div>`;
}

const KINDS = {
  number: "numbers",
  category: "values by name",
  text: "values by name",
  vector: "vectors, the distance of each dimension",
  other: "counted, not compared",
} as const;

function measures({
  ks,
  psi,
  chi2,
  wasserstein,
  jensenShannon,
  mmd,
  frechet,
  classifier,
  missing,
  milliseconds,
  tests,
}: ColumnDrift): Html {
  const adjusted = new Map(tests.map((test) => [test.name, test.adjusted]));
  const p = (name: DriftTest["name"]): string =>
    `, adjusted p ${probability(adjusted.get(name) ?? 1)}`;
  const all: (readonly [string, string] | false)[] = [
    ks !== null && ["Kolmogorov-Smirnov", short(ks.statistic) + p("ks")],
    chi2 !== null && ["Cramér's V", short(chi2.cramersV) + p("chi2")],
    mmd !== null && ["Mean discrepancy", short(mmd.statistic) + p("mmd")],
    frechet !== null && [
      "Frechet distance",
      `${short(frechet.distance)}, ${share(frechet.relative)} of the variance`,
    ],
    classifier !== null && [
      "Classifier AUC",
      `${short(classifier.auc)}, p ${probability(classifier.pValue)}`,
    ],
    psi !== null && ["Stability index", short(psi)],
    wasserstein !== null && [
      "Wasserstein",
      milliseconds === undefined
        ? short(wasserstein)
        : seconds((wasserstein * milliseconds) / 1000),
    ],
    jensenShannon !== null && ["Jensen-Shannon", short(jensenShannon)],
    missing.reference + missing.current > 0 && [
      "Missing",
      `${share(missing.reference)} before, ${share(missing.current)} now`,
    ],
  ];
  const rows = all.filter((row) => row !== false);
  return html`<dl class="kv">
    ${rows.map(
      ([term, value]) =>
        html`<dt>${term}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;
}

const probability = (value: number): string => (value < 0.001 ? "< 0.001" : value.toFixed(3));

function short(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e6)) return value.toExponential(2);
  return size >= 1000 ? count(value) : String(Number(value.toPrecision(3)));
}

function methodSection({ thresholds, reference, schema }: Drift): Html {
  const { alpha, ks, psi, cramersV, frechet, missing } = thresholds;
  const items = [
    `A column drifts where a test says that the difference is no chance, and an effect says that it is large. Of a million rows the least difference is no chance, which is why the first alone is not enough; of fifty a large one may be chance.`,
    `No chance: an adjusted p-value of at most ${alpha}. P-values are adjusted for the number of tests, so that at most that share of findings is expected to be false (Benjamini and Hochberg). They assume that rows do not depend on each other; frames of one recording do, and there the effect says more.`,
    `Large: a Kolmogorov-Smirnov distance of ${ks}, a stability index of ${psi}, a Cramér's V of ${cramersV}, a Frechet distance of ${frechet} of the variance, or a change of the share of missing values by ${missing}.`,
    `The stability index and the Jensen-Shannon distance are over ten bins with equal shares of the reference, half a value added to each count of the index.`,
    reference === "profile"
      ? "The reference is a profile: bins are cut from its quantiles, and there is no Kolmogorov-Smirnov test."
      : undefined,
    schema.retyped.length > 0
      ? `Retyped: ${schema.retyped.map(({ column, from, to }) => `${oneLine(column)} from ${from} to ${to}`).join("; ")}.`
      : undefined,
  ].filter((item) => item !== undefined);
  return section(
    "method",
    "What counts as drift",
    "The thresholds are those of this run.",
    html`<ul class="method">
      ${items.map((item) => html`<li>${item}</li>`)}
    </ul>`,
  );
}
