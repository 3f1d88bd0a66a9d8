import type { DedupReport } from "./data.ts";
import type { Html, HtmlValue } from "./html.ts";
import { count, counted, share, threshold } from "./numbers.ts";
import { panel, panels, section } from "./panel.ts";
import {
  element,
  line,
  linear,
  path,
  plot,
  type Point,
  rect,
  svg,
  text,
  through,
  ticks,
  xAxis,
  yAxis,
} from "./svg.ts";

interface Estimate {
  readonly name: string;
  readonly value: number;
  /** 95 % interval, where the number comes from a sample. */
  readonly interval?: Point;
}

/** Whether the true pairs were found: predicted from the bands, and measured where it was. */
export function recallSection(report: DedupReport): HtmlValue {
  const estimates = estimatesOf(report);
  if (estimates.length === 0) return [];
  const measured = report.measuredRecall ? [estimatesPanel(report, estimates)] : [];
  const all = [...curvePanel(report), ...measured];
  return section("recall", "Did it find the repeats?", sentence(report), [
    all.length === 0 ? [] : panels(all),
  ]);
}

/** Wilson's 95 % interval of a share `p` seen in `n` trials. */
export function wilson(p: number, n: number): Point {
  const z = 1.96;
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / scale;
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

function estimatesOf({ predictedRecall, measuredRecall }: DedupReport): readonly Estimate[] {
  const estimates: Estimate[] = [];
  if (predictedRecall !== undefined) {
    estimates.push({ name: "predicted", value: predictedRecall });
  }
  if (measuredRecall !== undefined) {
    const { value, pairs } = measuredRecall;
    const known = pairs !== undefined && pairs > 0;
    estimates.push({
      name: "measured",
      value,
      ...(known && { interval: wilson(value, pairs) }),
    });
  }
  return estimates;
}

function sentence({ predictedRecall, measuredRecall, threshold: limit }: DedupReport): string {
  if (measuredRecall !== undefined) {
    return `Brute force on ${counted(measuredRecall.sample, "sampled row")} says ${share(measuredRecall.value)} of the true pairs were found.`;
  }
  const at = limit === undefined ? "at the threshold" : `at the threshold of ${threshold(limit)}`;
  return `A pair ${at} is found with a chance of ${share(predictedRecall ?? 0)}; the more alike two rows are, the surer.`;
}

function estimatesPanel(
  { measuredRecall, predictedRecall }: DedupReport,
  estimates: readonly Estimate[],
): Html {
  const measured = measuredRecall && estimates.at(-1);
  const interval = measured?.interval;
  const explanation = [
    predictedRecall !== undefined && "Predicted: the chance of a pair exactly at the threshold.",
    measured && "Measured: all pairs at or above the threshold.",
    interval &&
      `The line is the 95\u202f% interval from ${count(measuredRecall?.pairs ?? 0)} true pairs.`,
  ];
  const table = {
    caption: "Share of true pairs found",
    head: ["", "Share found", "95\u202f% interval"],
    rows: estimates.map(({ name, value, interval: range }) => [
      name,
      share(value),
      range ? `${share(range[0])} to ${share(range[1])}` : "–",
    ]),
  };
  const draw = (width: number) => drawEstimates(estimates, width);
  return panel(
    "Share of true pairs found",
    explanation.filter((part) => typeof part === "string").join(" "),
    plot(draw),
    table,
  );
}

function drawEstimates(estimates: readonly Estimate[], width: number): Html {
  const lowest = Math.min(...estimates.map(({ value, interval }) => interval?.[0] ?? value));
  const floor = [0.95, 0.9, 0.8, 0.5].find((edge) => lowest >= edge + 0.005) ?? 0;
  const [left, right, rowHeight, top] = [76, width - 20, 238 / Math.max(2, estimates.length), 14];
  const bottom = top + estimates.length * rowHeight;
  const x = linear([floor, 1], [left, right]);
  const grid = ticks([floor, 1], 5).map((value) => [
    line([x(value), top], [x(value), bottom], { class: "g" }),
    text([x(value), bottom + 16], `${Number((value * 100).toFixed(1))}\u202f%`, {
      class: "tk",
      "text-anchor": "middle",
    }),
  ]);
  const rows = estimates.map(({ name, value, interval }, i) => {
    const y = top + rowHeight * (i + 0.5);
    const at = Math.min(Math.max(x(value), left + 50), right - 40);
    return [
      text([left - 12, y + 4], name, { "text-anchor": "end", class: "lab quiet" }),
      interval
        ? [
            line([x(interval[0]), y], [x(interval[1]), y], { class: "s-kept", "stroke-width": 2 }),
            text([at, y + 24], `${share(interval[0])} to ${share(interval[1])}`, {
              class: "tk",
              "text-anchor": "middle",
            }),
          ]
        : [],
      element("circle", { cx: x(value), cy: y, r: 5, class: "f-kept" }),
      text([at, y - 14], share(value), { class: "lab", "text-anchor": "middle", size: 14 }),
    ];
  });
  const title = text([(left + right) / 2, bottom + 36], "True pairs found", {
    "text-anchor": "middle",
  });
  const label = `Share of true pairs found: ${estimates.map(({ name, value }) => `${name} ${share(value)}`).join(", ")}.`;
  return svg(width, bottom + 42, label, [grid, rows, title]);
}

function curvePanel({ banding, threshold: limit, predictedRecall }: DedupReport): readonly Html[] {
  if (banding === undefined || limit === undefined) return [];
  const chance = (similarity: number) =>
    1 - Math.pow(1 - Math.pow(similarity, banding.rows), banding.bands);
  const explanation = `What ${banding.bands} bands of ${banding.rows} predict: a pair becomes a candidate if one band agrees.`;
  const steps = Array.from({ length: 13 }, (_, i) => 0.4 + i * 0.05);
  const table = {
    caption: "Chance that a pair is found",
    head: ["Similarity", "Chance"],
    rows: steps.map((value) => [value.toFixed(2), share(chance(value))]),
  };
  const draw = (width: number, narrow: boolean) =>
    drawCurve(chance, limit, predictedRecall ?? chance(limit), width, narrow);
  return [panel("Chance that a pair is found", explanation, plot(draw), table)];
}

function drawCurve(
  chance: (similarity: number) => number,
  limit: number,
  atLimit: number,
  width: number,
  narrow: boolean,
): Html {
  const [height, left, top] = [292, 44, 30];
  const bottom = height - 40;
  const from = Math.min(0.4, Math.floor(limit * 10) / 10);
  const x = linear([from, 1], [left, width - 12]);
  const y = linear([0, 1], [bottom, top]);
  const points = Array.from({ length: 61 }, (_, i): Point => {
    const similarity = from + ((1 - from) * i) / 60;
    return [x(similarity), y(chance(similarity))];
  });
  const label = `Chance that a pair is found against its similarity: ${share(atLimit)} at the threshold of ${threshold(limit)}.`;
  const atRight = x(limit) + 64 < width;
  return svg(width, height, label, [
    yAxis(y, [0, 0.25, 0.5, 0.75, 1], [left, width], (value) => `${value * 100}\u202f%`),
    rect([x(limit), top], [x(1), bottom], { class: "f-kept", opacity: 0.08 }),
    xAxis(x, ticks([from, 1], narrow ? 3 : 6), bottom, (value) => value.toFixed(1)),
    path(through(points), { class: "s-kept nofill", "stroke-width": 2 }),
    line([x(limit), 8], [x(limit), bottom], { class: "rule" }),
    text([x(limit) - 7, 16], `threshold ${threshold(limit)}`, {
      class: "lab",
      "text-anchor": "end",
    }),
    element("circle", {
      cx: x(limit),
      cy: y(atLimit),
      r: 4.5,
      class: "f-kept s-surface",
      "stroke-width": 1.5,
    }),
    text([atRight ? x(limit) + 10 : x(limit) - 10, y(atLimit) + 20], share(atLimit), {
      class: "lab",
      "text-anchor": atRight ? "start" : "end",
    }),
    text([(left + width) / 2, height - 4], "Similarity of a pair", { "text-anchor": "middle" }),
  ]);
}
