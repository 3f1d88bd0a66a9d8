import type { DedupReport } from "./data.ts";
import { type Html, html } from "./html.ts";
import { count, rounded, roughly, share, threshold, tick } from "./numbers.ts";
import { panel } from "./panel.ts";
import { linear, line, plot, rect, svg, text, ticks, xAxis, yAxis } from "./svg.ts";

type Similarity = DedupReport["similarity"];

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** How much above the threshold counts as near it: of cosines, which are all close to 1, less. */
export const nearby = ({ degree }: DedupReport): number => (degree === "fuzzy" ? 0.05 : 0.01);

/** The part of these removals within `nearby` of the threshold; 0 without removals. */
export function nearThreshold(report: DedupReport): number {
  const { similarity, threshold: limit } = report;
  const bins = binsOf(similarity);
  const total = sum(bins);
  if (limit === undefined || total === 0) return 0;
  const near = bins.filter(({ to }) => to > limit + 1e-9 && to <= limit + nearby(report) + 1e-9);
  return sum(near) / total;
}

export function hasSimilarities({ similarity }: DedupReport): boolean {
  return similarity.counts.some((rows) => rows > 0);
}

/** Similarity of the removed rows to the row kept in their place. */
export function similarityPanel(report: DedupReport): Html {
  const bins = binsOf(report.similarity);
  const total = sum(bins);
  const below = bins.filter((bin) => isBelow(bin, report.threshold));
  const apart =
    sum(below) === 0
      ? ""
      : ` ${share(sum(below), total)} are less similar to the kept row than the threshold: other rows of the cluster join them to it.`;
  const explanation = `${roughly(total)} ${report.degree} ${total === 1 ? "duplicate" : "duplicates"}, each compared with the row kept in its place.${apart}`;
  const digits = digitsOf(report.similarity.width);
  const table = {
    caption: `${report.degree === "fuzzy" ? "Fuzzy" : "Semantic"} duplicates by similarity`,
    head: ["Similarity", "Rows"],
    rows: bins.map((bin) => [
      `${bin.from.toFixed(digits)} to ${bin.to.toFixed(digits)}`,
      count(bin.count),
    ]),
  };
  const draw = (width: number, narrow: boolean) => drawHistogram(bins, report, width, narrow);
  return panel("Similarity of the removed rows", explanation, plot(draw), table);
}

function drawHistogram(
  bins: readonly Bin[],
  { threshold: limit, degree }: DedupReport,
  width: number,
  narrow: boolean,
): Html {
  const height = 332;
  const most = Math.max(...bins.map((bin) => bin.count));
  const steps = ticks([0, most], 4).filter(Number.isInteger);
  const left = 14 + 7 * Math.max(...steps.map((value) => tick(value).length));
  const [top, bottom] = [34, height - 40];
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const x = linear([from, to], [left, width - 10]);
  const y = linear([0, most], [bottom, top]);
  const gap = x(bins[0]?.to ?? 1) - x(from) > 6 ? 0.75 : 0.25;
  const bars = bins
    .filter((bin) => bin.count > 0)
    .map((bin) =>
      rect([x(bin.from) + gap, Math.min(y(bin.count), bottom - 1)], [x(bin.to) - gap, bottom], {
        class: isBelow(bin, limit) ? "f-exact" : `f-${degree}`,
      }),
    );
  const marks = ticks([from, to], narrow ? 4 : 6);
  const digits = digitsOf((marks[1] ?? 1) - (marks[0] ?? 0));
  const title = text([(left + width) / 2, height - 4], "Similarity to the kept row", {
    "text-anchor": "middle",
  });
  const joined =
    limit !== undefined && bins.some((bin) => isBelow(bin, limit) && bin.count > 0)
      ? text([x(limit) - 7, x(limit) + 100 < width ? 16 : 32], "joined by others", {
          class: "look",
          "text-anchor": "end",
        })
      : [];
  const peak = bins.find((bin) => bin.count === most);
  const label = `Histogram of the similarity of ${rounded(sum(bins))} removed rows to the row kept in their place; most lie between ${peak?.from.toFixed(2)} and ${peak?.to.toFixed(2)}.`;
  return svg(width, height, label, [
    yAxis(y, steps, [left, width], tick),
    bars,
    xAxis(x, marks, bottom, (value) => value.toFixed(digits)),
    limit === undefined || limit < from || limit > to
      ? []
      : drawLimit(x(limit), limit, bottom, width),
    limit !== undefined && x(limit) - left > 100 ? joined : [],
    title,
  ]);
}

function drawLimit(x: number, limit: number, bottom: number, width: number): Html {
  const label = `threshold ${threshold(limit)}`;
  const atRight = x + 100 < width;
  return html`${line([x, 6], [x, bottom], { class: "rule" })}${text(
    [atRight ? x + 7 : x - 7, 16],
    label,
    { class: "lab", "text-anchor": atRight ? "start" : "end" },
  )}`;
}

function binsOf({ from, width, counts }: Similarity): readonly Bin[] {
  return counts.map((rows, i) => ({
    from: from + i * width,
    to: from + (i + 1) * width,
    count: rows,
  }));
}

function sum(bins: readonly Bin[]): number {
  return bins.reduce((total, bin) => total + bin.count, 0);
}

function isBelow({ to }: Bin, limit: number | undefined): boolean {
  return limit !== undefined && to <= limit + 1e-9;
}

/** Decimals that write the step exactly, one to four. */
function digitsOf(step: number): number {
  const exact = (digits: number) =>
    Math.abs(step * 10 ** digits - Math.round(step * 10 ** digits)) < 1e-6;
  return [1, 2, 3].find(exact) ?? 4;
}
