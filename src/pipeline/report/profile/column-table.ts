import type { Alert } from "../../../profile/alerts.ts";
import type { ColumnProfile } from "../../../profile/column-profile.ts";
import type { Profile } from "../../../profile/profile.ts";
import { html, type Html, oneLine } from "../html.ts";
import { count, roughly, share } from "../numbers.ts";
import { section } from "../panel.ts";
import { levelFlag } from "./alerts-section.ts";
import { shapeOf } from "./spark.ts";
import { typeText } from "./text.ts";

const MOST = 500;

/** All columns in a table: type, missing and distinct values, shape, alerts. */
export function columnsSection(
  { columns, rows, alerts }: Profile,
  anchors: ReadonlyMap<string, string>,
): Html {
  const all = Object.entries(columns);
  const shown = all.slice(0, MOST);
  const cut = all.length > MOST ? ` The first ${MOST} are shown.` : "";
  const vectors = all.some(([, { kind }]) => kind === "vector")
    ? " The shape of a vector is the spread of each dimension."
    : "";
  return section(
    "columns",
    "All columns",
    `Counts over every row, no sampling.${vectors}${cut}`,
    html`<div class="panel">
      <table class="ct" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Column</th>
            <th role="columnheader" scope="col">Type</th>
            <th role="columnheader" scope="col" class="num">Missing</th>
            <th role="columnheader" scope="col" class="num">Distinct</th>
            <th role="columnheader" scope="col">Shape</th>
            <th role="columnheader" scope="col">Alerts</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${shown.map(([name, column]) =>
            row(
              name,
              column,
              rows,
              alerts.filter((alert) => alert.column === name),
              anchors.get(name),
            ),
          )}
        </tbody>
      </table>
    </div>`,
  );
}

function row(
  name: string,
  column: ColumnProfile,
  rows: number,
  alerts: readonly Alert[],
  anchor: string | undefined,
): Html {
  const code = html`<code><bdi>${oneLine(name)}</bdi></code>`;
  return html`<tr role="row">
    <td role="cell" class="cname">
      ${anchor === undefined ? code : html`<a href="#${anchor}">${code}</a>`}
    </td>
    <td role="cell" class="ctype">${typeText(column)}</td>
    <td role="cell" class="num cm">${column.nulls === 0 ? "0" : share(column.nulls, rows)}</td>
    <td role="cell" class="num cd">${distinctText(column)}</td>
    <td role="cell" class="cs"><div class="sp">${shapeOf(column)}</div></td>
    <td role="cell" class="cf">
      ${alerts.map(({ level, finding }) => levelFlag(level, shortened(finding)))}
    </td>
  </tr>`;
}

export function distinctText(column: ColumnProfile): string {
  if (column.kind === "vector") return `${column.dims.length} dims`;
  if (!("distinct" in column)) return "–";
  return column.distinctError > 0 ? `≈ ${roughly(column.distinct)}` : count(column.distinct);
}

/** The part of a finding before its details. */
function shortened(finding: string): string {
  const [head = ""] = finding.split(/[,:] /);
  return head
    .replace(/ of the values are over .*$/, " far from the mean")
    .replace(" of the values are ", " ");
}
