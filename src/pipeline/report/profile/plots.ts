import { html, type Html, type HtmlValue } from "../html.ts";
import type { Drawing } from "./distribution.ts";

/** Drawn for a wide and again for a narrow page, since scaling would make the text too small to read. */
export function plotOf(wide: number, draw: (drawing: Drawing) => Html): Html {
  return html`<div class="plot">
    <div class="wide">${draw({ width: wide, narrow: false })}</div>
    <div class="narrow">${draw({ width: 296, narrow: true })}</div>
  </div>`;
}

/** Widths of a plot alone beside the facts of a column, and of one of two. */
export const FULL = 760;
export const HALF = 376;

/** A plot with a heading, over both columns or in one. */
export function titled(title: string, body: HtmlValue, full = false): Html {
  return html`<div class="${full ? "full" : "half"}">
    <h4>${title}</h4>
    ${body}
  </div>`;
}

export interface Bar {
  readonly name: string;
  readonly share: number;
  readonly other?: number;
  readonly note: string;
  readonly rest?: boolean;
}

/** Names with their shares as bars; a thin one below where there is another dataset. */
export function barTable(bars: readonly Bar[]): Html {
  const most = Math.max(...bars.map(({ share, other = 0 }) => Math.max(share, other))) || 1;
  const width = (share: number): string => `width:${((share / most) * 100).toFixed(1)}%`;
  return html`<table class="bars">
    <tbody>
      ${bars.map(
        ({ name, share, other, note, rest }) =>
          html`<tr>
            <th scope="row"><bdi>${name}</bdi></th>
            <td>
              <span class="hb"
                ><b style="${width(share)}" class="${rest ? "mu" : "one"}"></b>${
                  other === undefined ? [] : html`<b class="two" style="${width(other)}"></b>`
                }</span
              >
            </td>
            <td class="num">${note}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Names and values beside the plots of a column. */
export function factList(facts: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="st">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
