import { html, type Html, type HtmlValue, nothing } from "./html.ts";

export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  /** The first cell names the row; the others are numbers. */
  readonly rows: readonly (readonly string[])[];
}

/** One plot with its title, one line of explanation, and its numbers to copy. */
export function panel(title: string, explanation: HtmlValue, plot: Html, table?: Table): Html {
  return html`<div class="panel">
    <h3>${title}</h3>
    <p class="sub">${explanation}</p>
    ${plot}${table ? numbersTable(table) : nothing}
  </div>`;
}

/** Two side by side where there is room; one alone has its words beside its plot. */
export function panels(all: readonly Html[]): Html {
  return html`<div class="${all.length === 1 ? "alone" : "two"}">${all}</div>`;
}

export function section(id: string, title: string, sub: HtmlValue, body: HtmlValue): Html {
  return html`<section id="${id}">
    <h2>${title}</h2>
    <p class="sub">${sub}</p>
    ${body}
  </section> `;
}

export const chevron = html`<svg class="chev" viewBox="0 0 10 10" aria-hidden="true">
  <path
    d="M3 1l4 4-4 4"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
  />
</svg>`;

/** The numbers of a plot, folded, to copy and to be read aloud. */
export function numbersTable({ caption, head, rows }: Table): Html {
  const heads = head.map((name, i) => html`<th scope="col" ${i > 0 ? num : nothing}>${name}</th>`);
  const body = rows.map(
    ([name = "", ...cells]) =>
      html`<tr>
        <th scope="row">${name}</th>
        ${cells.map((cell) => html`<td class="num">${cell}</td>`)}
      </tr> `,
  );
  return html`<details class="nums">
    <summary>${chevron}Show the numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <caption class="vh">
          ${caption}
        </caption>
        <thead>
          <tr>
            ${heads}
          </tr>
        </thead>
        <tbody>
          ${body}
        </tbody>
      </table>
    </div>
  </details>`;
}

const num = html` class="num"`;
