import { assert } from "../../core/assert.ts";
import type { DedupReport } from "./data.ts";
import { html, type HtmlValue, oneLine } from "./html.ts";
import { count, counted, share } from "./numbers.ts";
import { section } from "./panel.ts";

/** Reasons beyond these are summed. */
const maxReasons = 12;

export function rejectedSection({ rejectedReasons, result }: DedupReport): HtmlValue {
  const { rejected, rowsIn } = result;
  if (rejected === 0) return section("rejected", "Rejected rows", "Nothing was rejected.", []);
  const reasons = rejectedReasons.slice(0, maxReasons);
  const named = reasons.reduce((sum, { count: rows }) => sum + rows, 0);
  assert(named <= rejected, `${named} rejected rows have a reason, but ${rejected} were rejected`);
  const shown =
    named < rejected ? [...reasons, { reason: "other reasons", count: rejected - named }] : reasons;
  const most = Math.max(...shown.map(({ count: rows }) => rows));
  const rows = shown.map(
    ({ reason, count: many }) =>
      html`<tr role="row">
        <td role="cell" class="why">${oneLine(reason)}</td>
        <td role="cell" class="tl">
          <span class="hbar" style="width:${((many / most) * 100).toFixed(2)}%"></span>
        </td>
        <td role="cell" class="num">${count(many)}</td>
        <td role="cell" class="num">${share(many, rejected)}</td>
      </tr> `,
  );
  return section(
    "rejected",
    "Rejected rows",
    `${counted(rejected, "row")}, ${share(rejected, rowsIn)} of all, by the rule they broke.`,
    html`<div class="panel">
      <table class="rj" role="table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Reason</th>
            <th role="columnheader" scope="col" class="tl"><span class="vh">As a bar</span></th>
            <th role="columnheader" scope="col" class="num">Rows</th>
            <th role="columnheader" scope="col" class="num">Of the rejected</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows}
        </tbody>
      </table>
    </div>`,
  );
}
