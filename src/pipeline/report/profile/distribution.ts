import type { NumberProfile } from "../../../profile/number-profile.ts";
import { type Html, type HtmlValue, nothing } from "../html.ts";
import { share } from "../numbers.ts";
import { linear, line, path, rect, svg, text, textWidth, ticks, xAxis, yAxis, d } from "../svg.ts";
import { type Bins, joinedBins, sharedBins } from "./bins.ts";
import { figure } from "./text.ts";

const BINS = 48;

export interface Drawing {
  readonly width: number;
  readonly narrow: boolean;
}

/** How an axis writes its values. */
export type Labels = (value: number) => string;

/** A histogram; below it the range from the 1st to the 99th percentile, quartiles and median. */
export function drawDistribution(
  profile: NumberProfile,
  other: NumberProfile | undefined,
  label: string,
  { width, narrow }: Drawing,
  labels: Labels = figure,
): Html {
  const both = other && other.count > 0 && profile.count > 0;
  const [bins, others] = both
    ? sharedBins(profile, other, BINS)
    : [joinedBins(profile, BINS), undefined];
  return drawBins(bins, others, profile, label, { width, narrow }, labels);
}

/** Bins, with the strip of quantiles below where there are some. */
export function drawBins(
  bins: Bins,
  others: Bins | undefined,
  quantiles: Pick<NumberProfile, "quantiles"> | undefined,
  label: string,
  { width, narrow }: Drawing,
  labels: Labels = figure,
): Html {
  const withStrip = quantiles !== undefined && quantiles.quantiles["0.5"] !== undefined;
  const height = withStrip ? 262 : 218;
  const bottom = height - (withStrip ? 74 : 30);
  const top = 10;
  const most = Math.max(...bins.shares, ...(others?.shares ?? [])) * 1.04 || 1;
  const steps = ticks([0, most], 4);
  const left = 12 + Math.max(...steps.map((value) => textWidth(percent(value), 12)));
  const [from, to] = rangeOf(bins);
  const x = linear([from, to], [left, width - 8]);
  const y = linear([0, most], [bottom, top]);
  const marks = fittingTicks([from, to], x, narrow ? 4 : 8, labels);
  return svg(width, height, label, [
    yAxis(y, steps, [left, width], percent),
    bars(bins, x, y, bottom),
    others ? outline(others, x, y, bottom) : nothing,
    xAxis(x, marks, bottom, labels),
    withStrip ? strip(quantiles.quantiles, x, bottom + 38, [left, width], labels) : nothing,
  ]);
}

/** A share without zeros that say nothing. */
const percent = (value: number): string => share(value).replace(/\.0+(?=\D)/, "");

function rangeOf({ edges }: Bins): readonly [number, number] {
  const [from = 0, to = 1] = [edges[0], edges.at(-1)];
  if (to > from) return [from, to];
  const margin = Math.abs(from) * 0.5 || 1;
  return [from - margin, from + margin];
}

/** Ticks whose labels do not touch. */
function fittingTicks(
  range: readonly [number, number],
  x: (value: number) => number,
  most: number,
  labels: Labels,
): readonly number[] {
  for (let many = most; many > 1; many--) {
    const marks = ticks(range, many);
    const clear = marks.every((mark, i) => {
      if (i === 0) return true;
      const room = x(mark) - x(marks[i - 1]!);
      return room > (textWidth(labels(mark), 12) + textWidth(labels(marks[i - 1]!), 12)) / 2 + 8;
    });
    if (clear) return marks;
  }
  return ticks(range, 1).slice(0, 1);
}

function bars(
  { edges, shares }: Bins,
  x: (v: number) => number,
  y: (v: number) => number,
  bottom: number,
): HtmlValue {
  if (edges[0] === edges.at(-1)) {
    const at = x(edges[0] ?? 0);
    return shares.length === 0
      ? nothing
      : rect([at - 5, y(shares[0]!)], [at + 5, bottom], { class: "f-kept" });
  }
  const gap = x(edges[1]!) - x(edges[0]!) > 6 ? 0.75 : 0.25;
  return shares.map((each, i) =>
    each > 0
      ? rect(
          [x(edges[i]!) + gap, Math.min(y(each), bottom - 1)],
          [x(edges[i + 1]!) - gap, bottom],
          { class: "f-kept" },
        )
      : nothing,
  );
}

function outline(
  { edges, shares }: Bins,
  x: (v: number) => number,
  y: (v: number) => number,
  bottom: number,
): Html {
  let data = d`M${x(edges[0] ?? 0)},${bottom}`;
  shares.forEach((each, i) => (data += d`V${y(each)}H${x(edges[i + 1]!)}`));
  return path(`${data}V${bottom}`, {
    class: "s-exact nofill",
    "stroke-width": 2,
    "stroke-linejoin": "round",
  });
}

/** p1 to p99 as a line, the quartiles as a box, the median as a stroke with its value. */
function strip(
  quantiles: NumberProfile["quantiles"],
  x: (value: number) => number,
  y: number,
  [left, right]: readonly [number, number],
  labels: Labels,
): HtmlValue {
  const at = (q: string): number | undefined => quantiles[q];
  const [low, q1, median, q3, high] = ["0.01", "0.25", "0.5", "0.75", "0.99"].map(at);
  if (low === undefined || q1 === undefined || median === undefined) return nothing;
  if (q3 === undefined || high === undefined) return nothing;
  const clamp = (value: number): number => Math.max(left, Math.min(right - 1, x(value)));
  const words = `median ${labels(median)}`;
  const half = textWidth(words, 12) / 2;
  const middle = Math.max(left + half, Math.min(right - half - 2, x(median)));
  const ends = ([value, name, anchor]: readonly [number, string, "start" | "end"]): HtmlValue => {
    const label = `${name} ${labels(value)}`;
    const size = textWidth(label, 12);
    const from =
      anchor === "start" ? Math.min(x(value), right - size - 2) : Math.max(x(value), left + size);
    const clear = anchor === "start" ? from > middle + half + 10 : from < middle - half - 10;
    return clear ? text([from, y + 23], label, { "text-anchor": anchor }) : nothing;
  };
  return [
    line([clamp(low), y], [clamp(high), y], { class: "s-ink3", "stroke-width": 1.5 }),
    rect([clamp(q1), y - 5], [Math.max(clamp(q3), clamp(q1) + 1), y + 5], {
      class: "f-seq2",
      rx: 2,
    }),
    line([clamp(median), y - 8], [clamp(median), y + 8], { class: "s-ink", "stroke-width": 2.5 }),
    text([middle, y + 23], words, { class: "lab", "text-anchor": "middle" }),
    ends([low, "p1", "end"]),
    ends([high, "p99", "start"]),
  ];
}
