import type { Profile } from "../../../profile/profile.ts";
import { html, type Html, type HtmlValue, nothing, oneLine } from "../html.ts";
import { bytes, count, counted, roughly, share } from "../numbers.ts";
import { renderPage } from "../page.ts";
import { chevron, section } from "../panel.ts";
import { alertsSection } from "./alerts-section.ts";
import { columnPanel } from "./column-panel.ts";
import { columnsSection } from "./column-table.ts";
import { correlationSection } from "./correlation-section.ts";
import { mediaSection } from "./media-section.ts";
import { missingSection } from "./missing-section.ts";
import { profileStyle } from "./profile-style.ts";
import { anchor, time } from "./text.ts";

/** Columns that have a panel of their own; what has alerts comes first. */
const MOST_PANELS = 120;

/** A profile as one file that opens offline; with another one, both are drawn over each other. */
export function renderProfileReport(profile: Profile, compared?: Profile): string {
  const { columns, alerts, correlations } = profile;
  const names = Object.keys(columns);
  const alerted = new Set(alerts.map(({ column }) => column));
  const chosen = new Set(
    [
      ...names.filter((name) => alerted.has(name)),
      ...names.filter((name) => !alerted.has(name)),
    ].slice(0, MOST_PANELS),
  );
  const shown = names.filter((name) => chosen.has(name));
  const anchors = new Map(shown.map((name, i) => [name, anchor(i)]));
  // An alert of images or videos leads to their own panel.
  const places = new Map([
    ...Object.keys(profile.media ?? {}).map((name, i) => [name, `m${i}`] as const),
    ...anchors,
  ]);
  const parts: readonly (readonly [id: string, name: string, body: HtmlValue])[] = [
    ["top", "", overview(profile, compared)],
    ["alerts", "Alerts", alertsSection(alerts, places)],
    ["columns", "Columns", columnsSection(profile, anchors)],
    ["detail", "Detail", detail(profile, compared, anchors)],
    ["media", "Media", mediaSection(profile)],
    ["missing", "Missing", missingSection(profile)],
    ["correlation", "Correlation", correlations ? correlationSection(correlations) : nothing],
    ["method", "Method", methodSection(profile)],
  ];
  const drawn = parts.filter(([, , body]) => body !== nothing);
  return renderPage({
    title: `Profile report: ${oneLine(profile.dataset)}`,
    kind: "profile report",
    sections: drawn.filter(([, name]) => name !== "").map(([id, name]) => [id, name]),
    style: profileStyle,
    body: drawn.map(([, , body]) => body),
    footer: html`Made by Sluice ${profile.sluice}. This file works offline and requests nothing.`,
    scripts: [],
  });
}

function overview(profile: Profile, compared: Profile | undefined): Html {
  const against = compared
    ? html`<span
        ><i class="pair2 k-kept"></i><bdi>${oneLine(profile.dataset)}</bdi>
        <i class="pair2 k-exact"></i><bdi>${oneLine(compared.dataset)}</bdi>, drawn over it as a
        line</span
      >`
    : html`<span><bdi>${oneLine(profile.dataset)}</bdi></span>`;
  return html`<header class="top" id="top">
    <p class="eyebrow">${against}</p>
    <h1>${finding(profile)}</h1>
    <p class="lede">${lede(profile)}</p>
    ${factsOf(profile, compared)}
  </header>`;
}

/** The heading is what was found, by rule. */
export function finding({
  rows,
  alerts,
  leftOut,
}: Pick<Profile, "rows" | "alerts" | "leftOut">): string {
  if (rows === 0) return "There are no rows.";
  const fix = alerts.filter(({ level }) => level === "fix").length;
  const look = alerts.filter(({ level }) => level === "look").length;
  if (fix > 0)
    return `Data with ${words(fix)} ${fix === 1 ? "thing" : "things"} to fix before training.`;
  if (look > 0)
    return `Sound data, with ${words(look)} ${look === 1 ? "thing" : "things"} to look at.`;
  // A summary does not look at what most faults are seen by.
  return leftOut ? "A summary of the data." : "Sound data. Nothing to fix.";
}

const NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const words = (value: number): string => NUMBERS[value] ?? count(value);

function lede({ rows, columns, rejected, missing, alerts }: Profile): string {
  const many = Object.keys(columns).length;
  const bad = rejected > 0 ? ` ${counted(rejected, "row")} could not be read.` : "";
  const holes =
    missing.share === 0 ? "nothing missing" : `${share(missing.share)} of the cells missing`;
  const first = alerts.find(({ level }) => level === "fix") ?? alerts[0];
  const gravest = first ? ` First of all, ${oneLine(first.column)}: ${first.finding}.` : "";
  return `${counted(rows, "row")} of ${counted(many, "column")}, ${holes}.${bad}${gravest}`;
}

function factsOf(profile: Profile, compared: Profile | undefined): Html {
  const size = profile.inputs.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const kinds = Object.values(profile.columns);
  const vectors = kinds.filter(({ kind }) => kind === "vector").length;
  const texts = kinds.filter(({ kind }) => kind === "text").length;
  const other = (value: (of: Profile) => string, plain: string): string =>
    compared ? `other ${value(compared)}` : plain;
  const clock = kinds.find((column) => column.kind === "time" && column.from !== undefined);
  const recorded =
    clock?.kind === "time" && clock.min !== null
      ? (clock.max! - clock.min) * clock.unitSeconds
      : undefined;
  const all: [string, string, string][] = [
    ["Rows", roughly(profile.rows), other(({ rows }) => count(rows), count(profile.rows))],
    [
      "Columns",
      count(kinds.length),
      other(
        ({ columns }) => count(Object.keys(columns).length),
        profile.leftOut
          ? "told in short"
          : `${counted(vectors, "vector")}, ${counted(texts, "text")}`,
      ),
    ],
    [
      "Missing",
      share(profile.missing.share),
      other(({ missing }) => share(missing.share), "of all cells"),
    ],
    [
      "Alerts",
      count(profile.alerts.length),
      other(
        ({ alerts }) => count(alerts.length),
        `${profile.alerts.filter(({ level }) => level === "fix").length} to fix`,
      ),
    ],
    recorded === undefined
      ? ["Files", count(profile.inputs.length), profile.inputs[0]?.format ?? ""]
      : ["Recorded", time(recorded), counted(profile.inputs.length, "file")],
    [
      "Size",
      bytes(size),
      other(
        ({ inputs }) => bytes(inputs.reduce((sum, { byteLength }) => sum + byteLength, 0)),
        "as read",
      ),
    ],
  ];
  return html`<dl class="facts">
    ${all.map(
      ([name, value, context]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}<small>${context}</small></dd>
        </div>`,
    )}
  </dl>`;
}

function detail(
  profile: Profile,
  compared: Profile | undefined,
  anchors: ReadonlyMap<string, string>,
): Html {
  const left = Object.keys(profile.columns).length - anchors.size;
  const cut = left > 0 ? ` ${counted(left, "column")} more in profile.json.` : "";
  const both = compared ? " Bars are this data set, the line is the other." : "";
  return section(
    "detail",
    "Column by column",
    profile.leftOut
      ? `Left out of a summary: ${profile.leftOut.join("; ")}.${cut}`
      : `The strip below a histogram spans the 1st to the 99th percentile, with quartiles and median.${both}${cut}`,
    [...anchors].map(([name, id]) =>
      columnPanel(name, profile.columns[name]!, compared?.columns[name], profile.rows, id),
    ),
  );
}

function methodSection({ method, inputs }: Profile): Html {
  const files = inputs.slice(0, 20).map(
    ({ path, rows }) =>
      html`<dt>${counted(rows, "row")}</dt>
        <dd><bdi>${oneLine(path)}</bdi></dd>`,
  );
  return html`<section id="method">
    <details class="man">
      <summary>${chevron}<span>How it was measured</span></summary>
      <dl class="kv">
        ${Object.entries(method).map(
          ([name, text]) =>
            html`<dt>${name}</dt>
              <dd>${text}</dd>`,
        )}
        ${files}
      </dl>
    </details>
  </section>`;
}
