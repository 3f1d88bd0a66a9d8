import type { ClockProfile } from "../../../profile/clock.ts";
import type { Html } from "../html.ts";
import { count } from "../numbers.ts";
import { drawBins } from "./distribution.ts";
import { HALF, plotOf, titled } from "./plots.ts";
import { time } from "./text.ts";

/** Facts of a clock, and its steps by length. */
export function clockFacts({
  rate,
  medianStep,
  jitter,
  gaps,
  back,
  repeated,
}: ClockProfile): [string, string][] {
  return [
    ["Rate", rate === null ? "–" : `${Number(rate.toPrecision(4))}\u202fHz`],
    ["Median step", time(medianStep)],
    ["Jitter (std)", time(jitter)],
    ["Gaps", count(gaps.count)],
    ["Longest gap", gaps.longest[0] ? time(gaps.longest[0].value) : "–"],
    ["Steps back", count(back)],
    ["Repeated", count(repeated)],
  ];
}

export function stepPlot({ steps }: ClockProfile): Html[] {
  const total = steps.counts.reduce((sum, each) => sum + each, 0);
  if (total === 0) return [];
  const bins = { edges: steps.edges, shares: steps.counts.map((each) => each / total) };
  const peak = steps.counts.indexOf(Math.max(...steps.counts));
  const label = `Steps from row to row by their length: most are near ${time(steps.edges[peak]!)}.`;
  return [
    titled(
      "Step from row to row",
      plotOf(HALF, (drawing) => drawBins(bins, undefined, undefined, label, drawing, time)),
    ),
  ];
}

/** `50 ms each, 20 rows a second; 7 gaps`. */
export function clockSentence({ rate, medianStep, gaps, back }: ClockProfile): string {
  if (rate === null) return "";
  const steady = `${Number(rate.toPrecision(3))} rows a second, ${time(medianStep)} apart`;
  const broken =
    gaps.count === 0
      ? ", without gaps"
      : `, with ${gaps.count === 1 ? "one gap" : `${count(gaps.count)} gaps`}`;
  const again = back === 0 ? "" : `; it goes back ${back === 1 ? "once" : `${count(back)} times`}`;
  return `${steady}${broken}${again}.`;
}
