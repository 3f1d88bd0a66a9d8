import { type Html, html, type HtmlValue, nothing } from "./html.ts";

type Attributes = Readonly<Record<string, string | number | undefined>>;

export type Point = readonly [x: number, y: number];

export function element(name: string, attributes: Attributes, children: HtmlValue = nothing): Html {
  const written = Object.entries(attributes).map(([key, value]) =>
    value === undefined
      ? nothing
      : html` ${key}="${typeof value === "number" ? decimal(value) : value}"`,
  );
  return html`<${name}${written}>${children}</${name}>`;
}

/** Its size is its natural size: text in it is never scaled where there is room. */
export function svg(width: number, height: number, label: string, children: HtmlValue): Html {
  const box = `0 0 ${decimal(width)} ${decimal(height)}`;
  return element(
    "svg",
    { viewBox: box, width, height, role: "img", "aria-label": label },
    children,
  );
}

export function text(
  at: Point,
  content: string,
  attributes: Attributes & { readonly size?: number } = {},
): Html {
  const { size, ...rest } = attributes;
  const style = size === undefined ? undefined : `font-size:${size}px`;
  return element("text", { x: at[0], y: at[1], ...rest, style }, content);
}

export function line([x1, y1]: Point, [x2, y2]: Point, attributes: Attributes): Html {
  return element("line", { x1, y1, x2, y2, ...attributes });
}

export function rect(from: Point, to: Point, attributes: Attributes): Html {
  const width = Math.max(0, to[0] - from[0]);
  const height = Math.max(0, to[1] - from[1]);
  return element("rect", { x: from[0], y: from[1], width, height, ...attributes });
}

export function path(data: string, attributes: Attributes): Html {
  return element("path", { d: data, ...attributes });
}

/** Path data of straight lines through the points. */
export function through(points: readonly Point[]): string {
  return points.map(([x, y], i) => `${i === 0 ? "M" : "L"}${decimal(x)},${decimal(y)}`).join("");
}

/** Writes path data with one decimal: `d\`M${x},${y}\``. */
export function d(strings: TemplateStringsArray, ...values: readonly number[]): string {
  return String.raw({ raw: strings }, ...values.map(decimal));
}

/** Drawn again for a narrow page, since scaling would make the text too small to read. */
export function plot(draw: (width: number, narrow: boolean) => Html): Html {
  return html`<div class="plot">
    <div class="wide">${draw(474, false)}</div>
    <div class="narrow">${draw(296, true)}</div>
  </div>`;
}

export type Scale = (value: number) => number;

export function linear(domain: Point, range: Point): Scale {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0]);
  return (value) => range[0] + (value - domain[0]) * slope;
}

export function logarithmic(domain: Point, range: Point): Scale {
  const scale = linear([Math.log10(domain[0]), Math.log10(domain[1])], range);
  return (value) => scale(Math.log10(value));
}

/** Round values inside the domain, at most `most + 1` of them. */
export function ticks([from, to]: Point, most: number): readonly number[] {
  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((s) => s >= rough * 0.999);
  if (step === undefined) return [from];
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toFixed(9)),
  );
}

/** Horizontal lines with their values at the left. */
export function yAxis(
  scale: Scale,
  values: readonly number[],
  [left, right]: Point,
  format: (value: number) => string,
): readonly Html[] {
  return values.map(
    (value) =>
      html`${line([left, scale(value)], [right, scale(value)], { class: "g" })}${text(
        [left - 8, scale(value) + 4],
        format(value),
        { class: "tk", "text-anchor": "end" },
      )}`,
  );
}

export function xAxis(
  scale: Scale,
  values: readonly number[],
  y: number,
  format: (value: number) => string,
): readonly Html[] {
  return values.map(
    (value) =>
      html`${line([scale(value), y], [scale(value), y + 4], { class: "ax" })}${text(
        [scale(value), y + 17],
        format(value),
        { class: "tk", "text-anchor": "middle" },
      )}`,
  );
}

/** An estimate on the wide side, to decide whether a label fits before there is a page. */
export function textWidth(content: string, size: number): number {
  let ems = 0;
  for (const character of content) ems += character === "\u202f" ? 0.25 : 0.57;
  return ems * size;
}

function decimal(value: number): number {
  return Math.round(value * 10) / 10;
}
