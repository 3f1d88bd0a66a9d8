import type { Accounts } from "./accounts.ts";
import type { DedupReport } from "./data.ts";
import { html, type Html, nothing, oneLine } from "./html.ts";
import { nearby, nearThreshold } from "./histogram.ts";
import { bytes, counted, share, threshold } from "./numbers.ts";
import { section } from "./panel.ts";

/** What to look at, worst first, and where the results are. */
export function nextSection(report: DedupReport, accounts: Accounts): Html {
  const steps = stepsFor(report, accounts);
  const looks = steps.filter(({ severity }) => severity === "look").length;
  const sub =
    looks === 0
      ? "Nothing here asks for attention."
      : `${lookCounts[looks] ?? "Some things are"} worth a look before you train.`;
  const list = steps.map(
    ({ severity, what, help }) =>
      html`<li class="al">
        <span>${flags[severity]}</span>
        <p>${what}</p>
        <p class="af">${help}</p>
      </li> `,
  );
  return section("next", "What to do next", sub, [
    steps.length === 0
      ? nothing
      : html`<ul class="als">
          ${list}
        </ul>`,
    outputsTable(report),
  ]);
}

const lookCounts = ["", "One thing is", "Two things are", "Three things are", "Four things are"];

type Severity = "look" | "note";

interface Step {
  readonly severity: Severity;
  readonly what: string;
  readonly help: Html;
}

const flags: Readonly<Record<Severity, Html>> = {
  look: html`<span class="flag warn">▲ Look</span>`,
  note: html`<span class="flag info">● Note</span>`,
};

function stepsFor(report: DedupReport, accounts: Accounts): readonly Step[] {
  const steps = [
    ...rejectedStep(report, accounts),
    ...thresholdStep(report),
    ...recallStep(report),
    ...largestStep(report, accounts),
    ...emptyStep(report),
    ...noDirectionStep(report),
    ...furtherStep(report, accounts),
  ];
  return [
    ...steps.filter(({ severity }) => severity === "look"),
    ...steps.filter(({ severity }) => severity === "note"),
  ];
}

function rejectedStep({ rejectedReasons, result }: DedupReport, accounts: Accounts): Step[] {
  const { rejected, rowsIn } = accounts;
  if (rejected === 0) return [];
  const many = rejected / rowsIn >= 0.01;
  const [first] = rejectedReasons;
  const most = first ? `; the most frequent reason is “${clipped(first.reason)}”` : "";
  const { path } = result.outputs.rejected;
  return [
    {
      severity: many ? "look" : "note",
      what: `${counted(rejected, "row")} (${share(rejected, rowsIn)}) broke a rule${most}.`,
      help: html`Each is in <code>${path}</code> with its place and its reason.`,
    },
  ];
}

function thresholdStep(report: DedupReport): Step[] {
  const near = nearThreshold(report);
  const limit = report.threshold;
  if (limit === undefined || near < 0.25) return [];
  const upTo = threshold(Number(Math.min(1, limit + nearby(report)).toFixed(6)));
  return [
    {
      severity: "look",
      what: `${share(near)} of the ${report.degree} duplicates lie between ${threshold(limit)} and ${upTo}: they only just repeat another row.`,
      help: html`Read some pairs in ${pairsOf(report)}. If such rows should stay,
      ${report.degree === "fuzzy" ? "raise the threshold" : "lower eps"}.`,
    },
  ];
}

function recallStep({ predictedRecall, measuredRecall, degree }: DedupReport): Step[] {
  const [recall, enough] = measuredRecall ? [measuredRecall.value, 0.9] : [predictedRecall, 0.75];
  if (recall === undefined || recall >= enough) return [];
  const where = measuredRecall
    ? "of the true pairs were found"
    : "of the pairs at the threshold are found";
  return [
    {
      severity: "look",
      what: `Only ${share(recall)} ${where}; some repeats are still there.`,
      help:
        degree === "fuzzy"
          ? html`More bands, or fewer hashes in a band, find more of them and take more time.`
          : html`More probes, or fewer clusters, find more of them and take more time.`,
    },
  ];
}

function largestStep(report: DedupReport, { rowsIn }: Accounts): Step[] {
  const { clusterSizes } = report;
  const largest = clusterSizes.reduce((most, { size }) => Math.max(most, size), 0);
  const large = clusterSizes.filter(({ size }) => size >= Math.max(100, rowsIn / 1000));
  if (large.length === 0) return [];
  return [
    {
      severity: largest >= rowsIn / 10 ? "look" : "note",
      what: `One text stands for ${counted(largest, "row")}, ${share(largest, rowsIn)} of all.`,
      help: html`A template, a default value or an export that ran twice often looks like this. Read
      ${pairsOf(report)}.`,
    },
  ];
}

function emptyStep({ emptyTexts }: DedupReport): Step[] {
  if (emptyTexts === 0) return [];
  const [have, are] = emptyTexts === 1 ? ["has", "It is"] : ["have", "They are"];
  return [
    {
      severity: "note",
      what: `${counted(emptyTexts, "row")} ${have} no text to compare.`,
      help: html`${are} kept: a missing text repeats nothing.`,
    },
  ];
}

function noDirectionStep({ noDirection }: DedupReport): Step[] {
  if (noDirection === 0) return [];
  const [have, are] = noDirection === 1 ? ["has", "It is"] : ["have", "They are"];
  return [
    {
      severity: "note",
      what: `${counted(noDirection, "row")} ${have} no vector that points anywhere: null, zero or not finite.`,
      help: html`${are} kept: nothing is like them.`,
    },
  ];
}

function furtherStep({ result, column }: DedupReport, { rowsOut }: Accounts): Step[] {
  if (rowsOut < 2 || column === "") return [];
  const ran = (name: string) => result.stages.some((stage) => stage.name.includes(name));
  if (ran("semantic")) return [];
  const data = result.outputs.data.path;
  if (ran("fuzzy")) {
    return [
      {
        severity: "note",
        what: "Rows that mean the same in other words are still there.",
        help: command("semantic", data, ["--column", column], ["--encoder", "MODEL"]),
      },
    ];
  }
  return [
    {
      severity: "note",
      what: "Rows that differ in a few words are still there.",
      help: command("fuzzy", data, ["--column", "COLUMN"]),
    },
  ];
}

const purposes = [
  ["data", "the curated data set"],
  ["duplicates", "each removed row, and why"],
  ["rejected", "rows that broke a rule"],
  ["manifest", "config, device, digests"],
] as const;

function outputsTable({ result }: DedupReport): Html {
  const rows = purposes.map(([key, purpose]) => {
    const { path, byteLength, rows: written } = result.outputs[key];
    return html`<tr role="row">
      <td role="cell">
        <code><bdi>${path}</bdi></code>
      </td>
      <td role="cell" class="num">${written === undefined ? nothing : counted(written, "row")}</td>
      <td role="cell" class="num">${byteLength === 0 ? nothing : bytes(byteLength)}</td>
      <td role="cell">${purpose}</td>
    </tr> `;
  });
  return html`<table class="outs" role="table">
    <thead role="rowgroup">
      <tr role="row">
        <th role="columnheader" scope="col">Written to</th>
        <th role="columnheader" scope="col" class="num">Holds</th>
        <th role="columnheader" scope="col" class="num">Size</th>
        <th role="columnheader" scope="col">What it is</th>
      </tr>
    </thead>
    <tbody role="rowgroup">
      ${rows}
    </tbody>
  </table>`;
}

function clipped(text: string): string {
  return oneLine(text.length > 120 ? `${text.slice(0, 119)}…` : text);
}

/** Where pairs can be read: on this page, if there are any. */
function pairsOf({ clusters, result }: DedupReport): Html {
  return clusters.length > 0
    ? html`<a href="#clusters">the largest clusters</a>`
    : html`<code>${result.outputs.duplicates.path}</code>`;
}

/** One to paste; a flag is not broken at its hyphens. */
function command(
  stage: string,
  data: string,
  ...options: readonly [flag: string, value: string][]
): Html {
  const written = [...options, ["--out", "DIR"] as const].map(
    ([flag, value]) => html` <span class="nb">${flag}</span> ${argument(value)}`,
  );
  return html`<code>sluice dedup ${stage} ${argument(data)}${written}</code>`;
}

/** As a shell takes it. */
function argument(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
