import { fateOf } from "./accounts.ts";
import type { DedupReport, ReportCluster, ReportPair } from "./data.ts";
import { html, type Html, nothing, oneLine } from "./html.ts";
import { count, counted, similarity } from "./numbers.ts";
import type { InlineScript } from "./page.ts";
import { chevron, section } from "./panel.ts";
import { diffTexts, type DiffSide } from "./word-diff.ts";

/** Held so that a page of long texts stays small. */
const maxClusters = 50;
const maxPairs = 3;
const maxCharacters = 400;

/** The largest clusters with some of their pairs; the search is added by script. */
export function clustersSection(report: DedupReport): Html {
  const shown = report.clusters.slice(0, maxClusters);
  const file = fileName(report.result.outputs.duplicates.path);
  const all = report.result.clusters;
  const showing =
    shown.length < all
      ? `${shown.length} of ${count(all)} clusters shown`
      : `${counted(all, "cluster")} shown`;
  const differing = shown.some(({ kept, pairs }) => pairs.some(({ text }) => text !== kept.text));
  return section(
    "clusters",
    "The largest clusters",
    `The kept row first, then a removed row.${differing ? " Words that differ are marked." : ""}`,
    html`<div class="tools" hidden>
        <label class="vh" for="q">Search the clusters</label
        ><input
          id="q"
          type="search"
          placeholder="Search words or file names"
          autocomplete="off"
        /><button class="btn" type="button" id="all">Expand all</button
        ><output id="cnt" aria-live="polite" data-all="${count(all)}" data-file="${file}"
          >${showing}</output
        >
      </div>
      ${differing ? legend : nothing}
      <div class="list">${shown.map((cluster, i) => clusterDetails(cluster, i === 0, file))}</div>`,
  );
}

const legend = html`<p class="legend">
  <mark>only in the kept row</mark> <mark class="b">only in the removed row</mark>
</p>`;

/** Filters by the words and file names on the page, and says how many are left. */
export const clusterScript: InlineScript = {
  text: `(()=>{const q=document.getElementById('q'),c=document.getElementById('cnt'),a=document.getElementById('all');if(!q)return;
q.parentElement.hidden=false;const whole=c.textContent,L=[...document.querySelectorAll('.cluster')];
const words=new Map(L.map(d=>[d,[...d.querySelectorAll('.ct,.txt,code')].map(e=>e.textContent).join('\\n').toLowerCase()]));
q.oninput=()=>{const t=q.value.trim().toLowerCase();let n=0;for(const d of L){d.hidden=!words.get(d).includes(t);n+=!d.hidden}
c.textContent=!t?whole:n?n+' of '+c.dataset.all+' clusters shown':'No cluster on this page has these words. Search '+c.dataset.file+' instead.'};
a.onclick=()=>{const o=L.some(d=>!d.hidden&&!d.open);for(const d of L)if(!d.hidden)d.open=o;a.textContent=o?'Collapse all':'Expand all'};})();`,
  digest: "sha256-ntcYJl8GAED5nPa8gWytqcXudy9a8wGwkj1CWIU3YW0=",
};

function clusterDetails(cluster: ReportCluster, open: boolean, file: string): Html {
  const pairs = cluster.pairs.slice(0, maxPairs);
  const [least, most] = [similarity(cluster.from), similarity(cluster.to)];
  const range = least === most ? least : `${least} to ${most}`;
  const more = cluster.size - 1 - pairs.length;
  const rest =
    more > 0
      ? html`<p class="more">
          ${counted(more, "more removed row")} in <code>${file}</code>, cluster
          <code>${cluster.id}</code>
        </p>`
      : nothing;
  const words = oneLine(cluster.kept.text.slice(0, maxCharacters));
  return html`<details class="cluster" ${open ? html` open` : nothing}>
    <summary>
      ${chevron}<span class="cn"
        >${count(cluster.size)}<small> ${cluster.size === 1 ? "row" : "rows"}</small></span
      ><span class="ct" dir="auto">${words === "" ? html`<i>no text</i>` : words}</span
      ><span class="cr">${range}</span>
    </summary>
    <div class="cb">${pairs.map((pair) => pairOf(cluster, pair))}${rest}</div>
  </details> `;
}

function pairOf({ kept }: ReportCluster, pair: ReportPair): Html {
  const diff = diffTexts(kept.text, pair.text, maxCharacters);
  const fate = fateOf(pair.method);
  const same = kept.text === pair.text;
  const spaced = !same && diff.kept.segments.concat(diff.removed.segments).every((s) => !s.differs);
  const note = same ? "same text" : spaced ? "other spaces" : "similar";
  return html`<div class="pair">
    <div class="side">
      <p class="who">
        <span class="key b-kept"></span>Kept
        <code><bdi>${oneLine(kept.source)}</bdi></code> ${place(kept.rowIndex)}
      </p>
      ${textOf(diff.kept, nothing)}
    </div>
    <div class="side">
      <p class="who">
        <span class="key b-${fate}"></span>Removed
        <code><bdi>${oneLine(pair.source)}</bdi></code> ${place(pair.rowIndex)}
      </p>
      ${textOf(diff.removed, html` class="b"`)}
    </div>
    <p class="sim"><b>${similarity(pair.similarity)}</b> <span>${note}</span></p>
  </div>`;
}

function textOf({ segments, cutBefore, cutAfter }: DiffSide, mark: Html): Html {
  const words = segments.map(({ text, differs }) => {
    const shown = oneLine(text).replace(/ (?= )/g, "\u00a0");
    return differs ? html`<mark${mark}>${shown}</mark>` : shown;
  });
  const content = segments.length === 0 ? html`<i>no text</i>` : words;
  return html`<span class="txt" dir="auto"
    >${cutBefore ? "… " : ""}${content}${cutAfter ? " …" : ""}</span
  >`;
}

function place(rowIndex: number): string {
  return `row\u00a0${count(rowIndex)}`;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
