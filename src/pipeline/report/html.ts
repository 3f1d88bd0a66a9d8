/** Markup that may stand in a page as it is. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/**
 * Every value is escaped unless it is `Html`; lists are joined; `undefined` is nothing. Indentation
 * of the template itself is left out.
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  let raw = outdented.get(strings);
  if (!raw) outdented.set(strings, (raw = strings.map((text) => text.replace(/\n\s*/g, "\n"))));
  return new Html(String.raw({ raw }, ...values.map(toMarkup)));
}

/** The texts of each template without its indentation. */
const outdented = new WeakMap<TemplateStringsArray, readonly string[]>();

export const nothing = new Html("");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Safe as text and in a quoted attribute. */
export function escapeHtml(text: string): string {
  return nameControls(text).replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** One line: breaks and tabs become signs, so that nothing in a text is invisible. */
export function oneLine(text: string): string {
  return text.replace(/\r\n|[\n\u0085\u2028\u2029]/g, "↵ ").replaceAll("\t", "⇥ ");
}

// oxlint-disable-next-line no-control-regex
const controls = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

/** HTML has no way to write these; an escape in any font shows that they are there. */
function nameControls(text: string): string {
  return text
    .toWellFormed()
    .replace(controls, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function toMarkup(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.markup;
  if (typeof value === "string") return escapeHtml(value);
  if (typeof value === "number") return String(value);
  return value.map(toMarkup).join("");
}
