import type { DedupReport } from "./data.ts";
import { html, type HtmlValue, oneLine } from "./html.ts";
import { counted } from "./numbers.ts";
import { section } from "./panel.ts";

/** The page in the folder of an audit, as it lies beside this one. */
const pageOf = (folder: string, out: string): string =>
  `${encodeURI(folder.slice(out.length).replaceAll("\\", "/").replace(/^\//, ""))}/report.html`;

/** What the steps that look at rows found, with links to their own pages. */
export function auditsSection({ result: { audits, outputs } }: DedupReport): HtmlValue {
  if (audits.length === 0) return [];
  const out = outputs.report.path.slice(0, -"report.html".length);
  const closed = audits.filter(({ passed }) => passed === false).length;
  const sub =
    closed === 0
      ? "The rows passed every gate."
      : `The rows did not pass ${counted(closed, "gate")}: look before you use them.`;
  const rows = audits.map(
    ({ name, of, passed, finding, folder }) =>
      html`<tr role="row">
        <td role="cell" class="why">
          <a href="${pageOf(folder, out)}"
            >${name} of ${of === "data" ? "the results" : "the inputs"}</a
          >
        </td>
        <td role="cell" class="tl">${oneLine(finding)}</td>
        <td role="cell" class="num">
          ${passed === false ? html`<b>not passed</b>` : passed ? "passed" : "no gate"}
        </td>
      </tr> `,
  );
  return section(
    "audits",
    "Looked at",
    sub,
    html`<div class="panel">
      <table class="rj" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Step</th>
            <th role="columnheader" scope="col" class="tl">What was found</th>
            <th role="columnheader" scope="col" class="num">Gate</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows}
        </tbody>
      </table>
    </div>`,
  );
}
