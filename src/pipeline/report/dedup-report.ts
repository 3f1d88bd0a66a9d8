import { auditsSection } from "./audits.ts";
import { accountFor, type Accounts, shortName } from "./accounts.ts";
import { clusterScript, clustersSection } from "./clusters.ts";
import { clusterSizesPanel } from "./cluster-sizes.ts";
import type { DedupReport } from "./data.ts";
import { dedupStyle } from "./dedup-style.ts";
import { finding, lede } from "./finding.ts";
import { drawEquation, drawFlow } from "./flow.ts";
import { hasSimilarities, nearby, nearThreshold, similarityPanel } from "./histogram.ts";
import { html, type Html, type HtmlValue, nothing, oneLine } from "./html.ts";
import { nextSection } from "./next-steps.ts";
import { bytes, count, counted, date, rounded, roughly, seconds, share } from "./numbers.ts";
import { renderPage } from "./page.ts";
import { chevron, panels, section } from "./panel.ts";
import { phasesSection } from "./phases.ts";
import { recallSection } from "./recall.ts";
import { rejectedSection } from "./rejected.ts";

/** One file that opens offline. The same data give the same bytes. */
export function renderDedupReport(report: DedupReport): string {
  const accounts = accountFor(report);
  const parts: readonly (readonly [id: string, name: string, body: HtmlValue])[] = [
    ["flow", "Flow", overview(report, accounts)],
    ["repeats", "Repeats", repeatsSection(report)],
    ["recall", "Recall", recallSection(report)],
    ["clusters", "Clusters", report.clusters.length === 0 ? [] : clustersSection(report)],
    ["next", "Next", nextSection(report, accounts)],
    ["rejected", "Rejected", rejectedSection(report)],
    ["audits", "Looked at", auditsSection(report)],
    ["time", "Time", phasesSection(report)],
    ["manifest", "Manifest", manifestSection(report)],
  ];
  const shown = parts.filter(([, , body]) => !(Array.isArray(body) && body.length === 0));
  const sample = report.sample === true;
  const compared = hasCompared(report);
  return renderPage({
    title: `${compared ? "Dedup report" : "Report"}: ${oneLine(report.dataset)}${sample ? " (sample)" : ""}`,
    kind: compared ? "dedup report" : "report",
    sections: shown.map(([id, name]) => [id, name]),
    style: dedupStyle,
    body: shown.map(([, , body]) => body),
    footer: html`${sample ? "Sample report: its data are invented. " : nothing}Made by Sluice
    ${report.version}. This file works offline and requests nothing.`,
    scripts: report.clusters.length === 0 ? [] : [clusterScript],
  });
}

/** Whether a stage looked for rows that repeat others. */
function hasCompared({ column }: DedupReport): boolean {
  return column !== "";
}

function overview(report: DedupReport, accounts: Accounts): Html {
  const mark = report.sample === true ? html`<span class="sample">SAMPLE DATA</span>` : nothing;
  const by = hasCompared(report)
    ? html`, compared by <code><bdi>${oneLine(report.column)}</bdi></code>`
    : nothing;
  return html`<header class="top">
      <p class="eyebrow">
        ${mark}<span><bdi>${oneLine(report.dataset)}</bdi>${by}</span
        ><span>${date(report.date)}</span>
      </p>
      <h1>${finding(accounts, hasCompared(report))}</h1>
      <p class="lede">${lede(accounts)}</p>
    </header>
    ${accounts.rowsIn === 0 ? html`<div id="flow" class="flow"></div>` : drawFlow(accounts)}
    ${drawEquation(accounts)} ${facts(report, accounts)} `;
}

function facts(report: DedupReport, { rowsIn, rowsOut }: Accounts): Html {
  const { result, clusterSizes } = report;
  const sizes = clusterSizes.map(({ size: rows }) => rows);
  const largest = Math.max(0, ...sizes, ...result.stages.map((stage) => stage.largestCluster));
  const size = result.outputs.data.byteLength;
  const all: [name: string, value: string, context: string][] = [
    ["Removed", share(rowsIn - rowsOut, rowsIn), counted(rowsIn - rowsOut, "row")],
    [
      "Clusters",
      roughly(result.clusters),
      largest > 0 ? `largest ${counted(largest, "row")}` : "no repeats",
    ],
    ["Size on disk", bytes(size), `was ${bytes(result.bytesIn)}`],
    ["Time", seconds(result.seconds), stagesRun(result.stages.map(({ name }) => shortName(name)))],
    [
      "Speed",
      rowsIn > 0 && result.seconds > 0 ? `${rounded(Math.round(rowsIn / result.seconds))}/s` : "–",
      "rows, whole run",
    ],
    ["Device", result.device.backend, result.device.name],
  ];
  const shown = all.filter(([name]) => name !== "Clusters" || hasCompared(report));
  return html`<dl class="facts">
    ${shown.map(
      ([name, value, context]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}<small>${context}</small></dd>
        </div>`,
    )}
  </dl>`;
}

function stagesRun(names: readonly string[]): string {
  return names.length === 0 ? "no stage" : names.join(", then ");
}

function repeatsSection(report: DedupReport): HtmlValue {
  if (!hasCompared(report)) return [];
  const { duplicates } = report.result;
  if (duplicates === 0) {
    const sub = "No two rows were found alike, so there is nothing to compare.";
    return section("repeats", "How alike, and how often", sub, []);
  }
  const plots = [
    ...(hasSimilarities(report) ? [similarityPanel(report)] : []),
    ...(report.clusterSizes.length > 0 ? [clusterSizesPanel(report)] : []),
  ];
  const near = nearThreshold(report);
  const close =
    report.threshold !== undefined && hasSimilarities(report)
      ? ` ${share(near)} of the ${report.degree} ones lie within ${nearby(report)} of the threshold.`
      : "";
  const sub = `${counted(duplicates, "row")} repeated another.${close}`;
  return section("repeats", "How alike, and how often", sub, panels(plots));
}

function printable(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Held so that a run over many thousand files stays a page that opens. */
const maxManifest = 200_000;

function manifestSection({ manifest, result }: DedupReport): Html {
  const json = JSON.stringify(manifest, printable, 2) ?? "null";
  const cut = json.length > maxManifest;
  const where = html`The same is in <code><bdi>${result.outputs.manifest.path}</bdi></code
    >.`;
  const note = cut ? html`Cut after ${count(maxManifest)} characters. ` : nothing;
  return html`<section id="manifest">
    <details class="man">
      <summary>${chevron}<span>Run manifest</span></summary>
      <p class="sub">What you need to get the same bytes again. ${note}${where}</p>
      <pre tabindex="0" role="region" aria-label="Run manifest">
${json.slice(0, maxManifest)}${cut ? "\n…" : ""}</pre>
    </details>
  </section>`;
}
