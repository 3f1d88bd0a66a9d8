import { html, Html, type HtmlValue } from "./html.ts";
import { pageStyle } from "./style.ts";

/** A script of the page, with the digest that lets it run: `sha256-` and base64. */
export interface InlineScript {
  readonly text: string;
  readonly digest: string;
}

export interface Page {
  readonly title: string;
  /** What is named in the top bar: `dedup report`. */
  readonly kind: string;
  readonly sections: readonly (readonly [id: string, name: string])[];
  /** Style of the parts that only this report has. */
  readonly style: string;
  readonly body: HtmlValue;
  readonly footer: HtmlValue;
  readonly scripts: readonly InlineScript[];
}

/** A whole file that asks for nothing else: the policy forbids every request and unknown script. */
export function renderPage({ title, kind, sections, style, body, footer, scripts }: Page): string {
  const digests = [themeScript, ...scripts].map(({ digest }) => `'${digest}'`).join(" ");
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'; script-src ${digests}`;
  const links = sections.map(([id, name]) => html`<a href="#${id}">${name}</a>`);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${new Html(pageStyle + style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <div class="bar">
          <div class="wrap">
            <span class="mark">${mark}Sluice <span>${kind}</span></span>
            <nav aria-label="Sections">${links}</nav>
            <button
              class="btn"
              id="theme"
              type="button"
              aria-label="Switch between light and dark"
              hidden
            >
              Dark
            </button>
          </div>
        </div>
        ${inline(themeScript)}
        <main id="main" class="wrap">
          ${body}
          <footer>${footer}</footer>
        </main>
        ${scripts.map(inline)}
      </body>
    </html> `.markup;
}

function inline({ text }: InlineScript): Html {
  return new Html(`<script>${text}</script>`);
}

/** Before the page is drawn, so that a chosen theme does not flash; opens what is folded to print. */
export const themeScript: InlineScript = {
  text: `(()=>{const r=document.documentElement,b=document.getElementById('theme'),q=matchMedia('(prefers-color-scheme:dark)');
const dark=()=>r.dataset.theme?r.dataset.theme==='dark':q.matches,show=()=>{b.textContent=dark()?'Light':'Dark'};
try{const t=localStorage.getItem('sluice-theme');if(t==='dark'||t==='light')r.dataset.theme=t}catch{}
b.hidden=false;b.onclick=()=>{r.dataset.theme=dark()?'light':'dark';try{localStorage.setItem('sluice-theme',r.dataset.theme)}catch{}show()};q.addEventListener('change',show);show();
addEventListener('beforeprint',()=>document.querySelectorAll('details:not(.nums,[open])').forEach(d=>{d.open=true;d.dataset.p=1}));
addEventListener('afterprint',()=>document.querySelectorAll('details[data-p]').forEach(d=>{d.open=false;delete d.dataset.p}));})();`,
  digest: "sha256-AsWbvuUnVcMGLVC44e7wTWKDAkNKsPXolocvgwMjPHM=",
};

const mark = html`<svg width="24" height="20" viewBox="0 0 24 20" aria-hidden="true">
  <path class="f-kept" d="M0 2H24V8H0Z" />
  <path class="f-exact" d="M0 9.5H5A4.5 4.5 0 0 1 9.5 14V19H6.5V14A1.5 1.5 0 0 0 5 12.5H0Z" />
</svg>`;
