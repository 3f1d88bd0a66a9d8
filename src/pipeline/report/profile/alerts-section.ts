import type { Alert } from "../../../profile/alerts.ts";
import { html, type Html, oneLine } from "../html.ts";
import { counted } from "../numbers.ts";
import { section } from "../panel.ts";

/** Each level has a sign, a word and a colour. */
const LEVELS = {
  fix: ["bad", "■ Fix"],
  look: ["warn", "▲ Look"],
  note: ["info", "● Note"],
} as const;

const MOST = 60;

export function levelFlag(level: Alert["level"], words?: string): Html {
  const [kind, label] = LEVELS[level];
  const text = words === undefined ? label : `${label.slice(0, 1)} ${words}`;
  return html`<span class="flag ${kind}">${text}</span>`;
}

/** `anchors` has the place on the page of each column that has one. */
export function alertsSection(
  alerts: readonly Alert[],
  anchors: ReadonlyMap<string, string>,
): Html {
  if (alerts.length === 0) {
    return section("alerts", "Alerts", "Nothing to fix, nothing to look at.", []);
  }
  const of = (level: Alert["level"]): number =>
    alerts.filter((each) => each.level === level).length;
  const parts = [
    [of("fix"), "to fix"],
    [of("look"), "to look at"],
    [of("note"), "to know"],
  ].filter(([count]) => count !== 0);
  const sub = `${parts.map(([count, what]) => `${count} ${what}`).join(", ")}. Each says what was seen, the rule, and what helps.`;
  const shown = alerts.slice(0, MOST);
  const more = alerts.length - shown.length;
  return section(
    "alerts",
    "Alerts",
    sub,
    html`<ul class="alerts">
        ${shown.map((alert) => row(alert, anchors.get(alert.column)))}
      </ul>
      ${more > 0 ? html`<p class="more">${counted(more, "alert")} more in profile.json.</p>` : []}`,
  );
}

function row({ level, column, finding, rule, remedy }: Alert, anchor: string | undefined): Html {
  const name = html`<code><bdi>${oneLine(column)}</bdi></code>`;
  return html`<li class="al">
    <span>${levelFlag(level)}</span>
    <div>
      <p class="at">
        ${anchor === undefined ? name : html`<a href="#${anchor}">${name}</a>`} ${finding}
      </p>
      <p class="ad">Rule: ${rule}.</p>
    </div>
    <p class="af">${remedy.charAt(0).toUpperCase() + remedy.slice(1)}.</p>
  </li>`;
}
