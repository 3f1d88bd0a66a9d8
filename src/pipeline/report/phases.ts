import type { DedupReport } from "./data.ts";
import { html, type Html, type HtmlValue, nothing } from "./html.ts";
import { bytes, rounded, seconds, share, thin } from "./numbers.ts";
import { section } from "./panel.ts";
import { ticks } from "./svg.ts";

type Phase = DedupReport["phases"][number];

/** When each phase ran and how fast it was, with what it ran on. */
export function phasesSection(report: DedupReport): Html {
  const { phases, result } = report;
  const longest = phases.toSorted((a, b) => b.seconds - a.seconds)[0];
  const total = Math.max(result.seconds, ...phases.map((phase) => phase.start + phase.seconds));
  const sub = longest
    ? `The run took ${seconds(result.seconds)}. The longest phase, “${longest.name}”, took ${seconds(longest.seconds)}, ${share(longest.seconds, total)} of the time.`
    : `The run took ${seconds(result.seconds)}.`;
  return section("time", "Where the time went", sub, [
    phases.length === 0 || total === 0 ? nothing : phaseTable(phases, total),
    madeWith(report),
  ]);
}

function phaseTable(phases: readonly Phase[], total: number): Html {
  const rated = phases.some(({ items, bytes: size }) => items !== undefined || size !== undefined);
  const steps = ticks([0, total], 4).filter((value) => value > 0 && value < total * 0.86);
  const scale = [
    html`<i style="left:0">0</i>`,
    ...steps.map((value) => html`<i style="left:${percent(value, total)}">${tickOf(value)}</i>`),
    html`<i style="left:100%">${seconds(total)}</i>`,
  ];
  const rows = phases.map(
    (phase) =>
      html`<tr role="row">
        <td role="cell">${phase.name}</td>
        <td role="cell" class="tl">
          <span class="track"
            ><b
              style="left:${percent(phase.start, total)};width:max(2px,${percent(phase.seconds, total)})"
            ></b
          ></span>
        </td>
        <td role="cell" class="num">${seconds(phase.seconds)}</td>
        ${rated ? rates(phase) : nothing}
      </tr> `,
  );
  const rateHeads = rated
    ? html`<th role="columnheader" scope="col" class="num">Items a second</th>
        <th role="columnheader" scope="col" class="num">Bytes a second</th>`
    : nothing;
  return html`<div class="panel">
    <table class="ph" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Phase</th>
          <th role="columnheader" scope="col" class="tl">
            <span class="vh">When it ran</span
            ><span aria-hidden="true" class="scale">${scale}</span>
          </th>
          <th role="columnheader" scope="col" class="num">Time</th>
          ${rateHeads}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows}
      </tbody>
    </table>
  </div>`;
}

function rates({ items, unit = "rows", bytes: size, seconds: time }: Phase): HtmlValue {
  const rate =
    !items || time <= 0 ? nothing : html`${rounded(items / time)} <span class="u">${unit}</span>`;
  const speed = !size || time <= 0 ? nothing : `${bytes(size / time)}/s`;
  return html`<td role="cell" class="num">${rate}</td>
    <td role="cell" class="num">${speed}</td>`;
}

function madeWith({ result, method, version }: DedupReport): Html {
  const { backend, name, reason } = result.device;
  const facts: [name: string, value: string][] = [
    ["Device", `${backend}: ${name}`],
    ["Chosen because", reason],
    ["Method", method.join(", ")],
    ["Version", `Sluice ${version}`],
  ];
  const filled = facts.filter(([, value]) => value !== "");
  return html`<dl class="kv made">
    ${filled.map(
      ([key, value]) =>
        html`<dt>${key}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

function percent(part: number, whole: number): string {
  return `${Math.min(100, (part / whole) * 100).toFixed(2)}%`;
}

function tickOf(value: number): string {
  return value >= 60 && value % 60 === 0 ? `${value / 60}${thin}min` : String(value);
}
