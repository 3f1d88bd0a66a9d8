import type { ColumnDrift, Distribution } from "../drift/result.ts";
import { type Html, html, oneLine } from "./html.ts";
import { share } from "./numbers.ts";
import type { Table } from "./panel.ts";
import {
  d,
  line,
  linear,
  path,
  plot,
  type Point,
  rect,
  svg,
  text,
  textWidth,
  ticks,
  xAxis,
  yAxis,
} from "./svg.ts";
import { dateTick, valueTick } from "./value-ticks.ts";

const HEIGHT = 220;

/** Both distributions over each other; undefined where there is nothing to draw. */
export function distributionPlot(name: string, column: ColumnDrift): Html | undefined {
  const { distribution, dims, milliseconds } = column;
  if (distribution?.kind === "bins") {
    return plot((width, narrow) => drawBins(name, distribution, milliseconds, width, narrow));
  }
  if (distribution) return plot((width) => drawValues(name, distribution, width));
  return dims ? plot((width, narrow) => drawDims(name, column, width, narrow)) : undefined;
}

type Bins = Extract<Distribution, { kind: "bins" }>;

function drawBins(
  name: string,
  { edges, reference, current }: Bins,
  milliseconds: number | undefined,
  width: number,
  narrow: boolean,
): Html {
  const most = Math.max(...reference, ...current);
  // Where all values lie beyond the edges there is still an axis.
  const marks = ticks([0, most || 1], 4);
  const left = 12 + 7 * Math.max(...marks.map((value) => share(value).length));
  const [top, bottom] = [10, HEIGHT - 24];
  const range: Point = [edges[0]!, edges.at(-1)!];
  const x = wideLinear(range, [left, width - 12]);
  const y = linear([0, most || 1], [bottom, top]);
  const area = `${steps(edges, reference, x, y)}${d`L${x(range[1])},${bottom}L${x(range[0])},${bottom}Z`}`;
  const tick = milliseconds === undefined ? valueTick(range) : dateTick(range, milliseconds);
  const wanted = milliseconds === undefined ? (narrow ? 4 : 6) : narrow ? 2 : 4;
  const label = `Share of values of ${oneLine(name)} by size, in the reference and now.`;
  return svg(width, HEIGHT, label, [
    yAxis(y, marks, [left, width], (value) => share(value)),
    path(area, { class: "f-mute s-ink3", "stroke-width": 1, "stroke-linejoin": "round" }),
    path(steps(edges, current, x, y), {
      class: "nofill s-kept",
      "stroke-width": 2.5,
      "stroke-linejoin": "round",
    }),
    xAxis(x, fitting(ticksWithin(range, wanted), x, tick, width), bottom, tick),
  ]);
}

/** A scale for any range of doubles, whose length may be none itself. */
function wideLinear([from, to]: Point, [left, right]: Point): (value: number) => number {
  const length = to - from;
  const part = Number.isFinite(length)
    ? (value: number): number => (value - from) / length
    : (value: number): number => (value / 2 - from / 2) / (to / 2 - from / 2);
  return (value) => left + part(value) * (right - left);
}

/** Round values; of a range that is too narrow or wide for such, its ends. */
function ticksWithin([from, to]: Point, most: number): readonly number[] {
  const length = to - from;
  return length < 1e-7 || length > 1e18 ? [from, to] : ticks([from, to], most);
}

/** Ticks whose labels do not touch each other or the edge. */
function fitting(
  values: readonly number[],
  x: (value: number) => number,
  format: (value: number) => string,
  width: number,
): number[] {
  let end = -Infinity;
  return values.filter((value) => {
    const half = textWidth(format(value), 12) / 2;
    if (x(value) - half < end + 8 || x(value) + half > width) return false;
    end = x(value) + half;
    return true;
  });
}

function steps(
  edges: readonly number[],
  shares: readonly number[],
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  const parts = shares.map(
    (part, i) => d`L${x(edges[i]!)},${y(part)}L${x(edges[i + 1]!)},${y(part)}`,
  );
  return parts.join("").replace("L", "M");
}

type Values = Extract<Distribution, { kind: "values" }>;

/** Two bars for each value, the reference above. */
function drawValues(name: string, { values, reference, current }: Values, width: number): Html {
  const most = Math.max(...reference, ...current);
  const row = 30;
  const names = values.map((value) => cut(value === "" ? "(empty)" : oneLine(value), width * 0.36));
  const left = 10 + Math.max(...names.map((value) => textWidth(value, 12)));
  const room = textWidth("100.0 % → 100.0 %", 12) + 8;
  const x = linear([0, most || 1], [left, width - room]);
  const bars = values.map((_, i) => {
    const top = i * row + 4;
    const [was, is] = [reference[i]!, current[i]!];
    return html`${text([left - 8, top + 15], names[i]!, { "text-anchor": "end" })}${rect(
      [left, top],
      [Math.max(left + 1, x(was)), top + 9],
      { class: "f-mute s-ink3", "stroke-width": 0.75 },
    )}${rect([left, top + 11], [Math.max(left + 1, x(is)), top + 20], { class: "f-kept" })}${text(
      [Math.max(x(was), x(is)) + 6, top + 15],
      `${share(was)} → ${share(is)}`,
      { class: "tk" },
    )}`;
  });
  const label = `Shares of the values of ${oneLine(name)}, in the reference and now.`;
  return svg(width, values.length * row + 4, label, bars);
}

function cut(value: string, room: number): string {
  if (textWidth(value, 12) <= room) return value;
  let kept = Array.from(value);
  while (kept.length > 1 && textWidth(`${kept.join("")}…`, 12) > room) kept = kept.slice(0, -1);
  return `${kept.join("")}…`;
}

/** Dimensions shown: those that changed most. */
const MOST_DIMS = 64;

/** A bar for each dimension of a vector: how far apart its distributions are. */
function drawDims(name: string, { dims = [] }: ColumnDrift, width: number, narrow: boolean): Html {
  const order = dims.map((_, i) => i).toSorted((a, b) => dims[b]! - dims[a]!);
  const shown = order.slice(0, MOST_DIMS).toSorted((a, b) => a - b);
  const most = Math.max(0.2, ...dims);
  const [left, top, bottom] = [38, 10, HEIGHT - 24];
  const y = linear([0, most], [bottom, top]);
  const slot = (width - left - 4) / shown.length;
  const bars = shown.map((dim, i) =>
    rect(
      [left + i * slot + slot * 0.12, y(dims[dim]!)],
      [left + (i + 1) * slot - slot * 0.12, bottom],
      {
        class: dims[dim]! >= THRESHOLD ? "f-exact" : "f-kept",
      },
    ),
  );
  const every = Math.max(1, Math.ceil(shown.length / (narrow ? 5 : 10)));
  const names = shown.flatMap((dim, i) =>
    i % every === 0
      ? [
          text([left + (i + 0.5) * slot, bottom + 17], String(dim), {
            class: "tk",
            "text-anchor": "middle",
          }),
        ]
      : [],
  );
  const label = `Kolmogorov-Smirnov distance of each dimension of ${oneLine(name)}, from the reference to now.`;
  return svg(width, HEIGHT, label, [
    yAxis(y, ticks([0, most], 4), [left, width], (value) => value.toFixed(2)),
    bars,
    line([left, y(THRESHOLD)], [width, y(THRESHOLD)], { class: "rule" }),
    names,
  ]);
}

const THRESHOLD = 0.1;

/** What the plot of a column shows, in numbers. */
export function distributionTable(name: string, column: ColumnDrift): Table | undefined {
  const { distribution, dims, milliseconds } = column;
  const caption = `What the plot of ${oneLine(name)} shows`;
  if (!distribution) {
    if (!dims) return undefined;
    const rows = dims.map((value, i) => [String(i), value.toFixed(3)]);
    return { caption, head: ["Dimension", "Distance"], rows };
  }
  const { reference, current } = distribution;
  const names =
    distribution.kind === "values"
      ? distribution.values.map(oneLine)
      : binNames(distribution.edges, milliseconds);
  const rows = names.map((each, i) => [each, share(reference[i]!), share(current[i]!)]);
  return { caption, head: ["Values", "Reference", "Now"], rows };
}

function binNames(edges: readonly number[], milliseconds: number | undefined): string[] {
  const range: Point = [edges[0]!, edges.at(-1)!];
  const format =
    milliseconds === undefined ? valueTick(range, true) : dateTick(range, milliseconds);
  return edges.slice(1).map((edge, i) => `${format(edges[i]!)} to ${format(edge)}`);
}
