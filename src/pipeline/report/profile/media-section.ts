import type { MediaCount, MediaProfile, MediaRange } from "../../../profile/media.ts";
import type { Profile } from "../../../profile/profile.ts";
import { html, type Html, type HtmlValue, nothing, oneLine } from "../html.ts";
import { bytes, count, counted, share } from "../numbers.ts";
import { section } from "../panel.ts";
import { barTable, factList, titled } from "./plots.ts";
import { figure, time } from "./text.ts";

const LISTED = 6;

/** What is in the images and videos that columns name or hold, as far as their heads say. */
export function mediaSection({ media }: Profile): Html {
  if (!media) return nothing;
  return section(
    "media",
    "Images and videos",
    "As far as the heads of the files say; no picture is decoded.",
    Object.entries(media).map(([name, each], i) => mediaPanel(name, each, `m${i}`)),
  );
}

function mediaPanel(name: string, media: MediaProfile, id: string): Html {
  const { by, references, lookedAt, missing, unreadable, seconds, rates } = media;
  const what = by === "path" ? counted(lookedAt, "file") : counted(lookedAt, "sampled value");
  const bad = missing.count + unreadable.count;
  const say =
    bad === 0
      ? `${what}, all of which can be opened.`
      : `${what}; ${missing.count > 0 ? `${count(missing.count)} are not there` : ""}${missing.count > 0 && unreadable.count > 0 ? ", " : ""}${unreadable.count > 0 ? `${count(unreadable.count)} cannot be read` : ""}.`;
  const plots = [
    bars("Width and height", media.sizes, lookedAt),
    bars("Format", media.containers, lookedAt),
    bars("Codec", media.codecs, lookedAt),
    bars("Frames a second", rates, lookedAt),
    listed("Not there", missing.examples, missing.count),
    listed(
      "Cannot be read",
      unreadable.examples.map(({ path, reason }) => `${path}: ${reason}`),
      unreadable.count,
    ),
  ];
  const facts: (readonly [string, string])[] = [
    [by === "path" ? "Named" : "Values", count(references)],
    ["Looked at", count(lookedAt)],
    ["Not there", missing.count === 0 ? "0" : share(missing.count, lookedAt)],
    ["Cannot be read", unreadable.count === 0 ? "0" : share(unreadable.count, lookedAt)],
    ...rangeFacts("Size", media.bytes, bytes),
    ...rangeFacts("Length", seconds, time),
  ];
  return html`<article class="col panel" id="${id}" aria-labelledby="${id}-h">
    <div class="chead">
      <h3 id="${id}-h">
        <code><bdi>${oneLine(name)}</bdi></code>
      </h3>
      <span class="ty">${seconds ? "videos" : by === "path" ? "files" : "images"}</span>
    </div>
    <p class="say">${say}</p>
    <div class="cbody">
      ${factList(facts)}
      <div class="cplots">${plots}</div>
    </div>
  </article>`;
}

function rangeFacts(
  name: string,
  range: MediaRange | null,
  label: (value: number) => string,
): [string, string][] {
  if (!range) return [];
  return [
    [`${name}, in all`, label(range.total)],
    [`${name}, median`, label(range.median)],
    [`${name}, range`, `${label(range.min)} to ${label(range.max)}`],
  ];
}

function bars(title: string, counts: readonly MediaCount[], of: number): HtmlValue {
  if (counts.length === 0) return nothing;
  const shown = counts.slice(0, LISTED);
  const rest = counts.slice(LISTED).reduce((sum, each) => sum + each.count, 0);
  const all = shown.map(({ value, count: many }) => ({
    name: oneLine(value),
    share: many / of,
    note: figure(many),
  }));
  const others = { name: "other", share: rest / of, note: figure(rest), rest: true };
  return titled(title, barTable(rest > 0 ? [...all, others] : all));
}

function listed(title: string, lines: readonly string[], total: number): HtmlValue {
  if (lines.length === 0) return nothing;
  const shown = lines.slice(0, LISTED);
  const more = total - shown.length;
  return titled(
    title,
    html`<ul class="paths">
        ${shown.map((line) => html`<li><bdi>${oneLine(line)}</bdi></li>`)}
      </ul>
      ${more > 0 ? html`<p class="jv">${count(more)} more; profile.json lists up to 20.</p>` : nothing}`,
    true,
  );
}
