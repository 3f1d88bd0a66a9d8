import type { TimeColumnProfile } from "../../../profile/column-profile.ts";
import type { NumberProfile } from "../../../profile/number-profile.ts";
import { sharedBins } from "./bins.ts";
import { clockFacts, clockSentence, stepPlot } from "./clock-plots.ts";
import { drawBins, type Labels } from "./distribution.ts";
import { HALF, plotOf, titled } from "./plots.ts";
import { stamp, type Telling } from "./summary-panel.ts";
import { figure, time } from "./text.ts";

const BINS = 80;

/** Times, with those of another dataset over the range of both. */
export function tellTimes(
  column: TimeColumnProfile,
  other: TimeColumnProfile | undefined,
): Telling {
  // Statistics are in the unit of each; only those of one unit share an axis.
  const same = other?.unitSeconds === column.unitSeconds && other.count > 0 ? other : undefined;
  const both = same !== undefined && column.count > 0;
  const [bins, others] = both ? sharedBins(column, same, BINS) : [coverage(column), undefined];
  const labels = timeLabels({
    ...column,
    min: ofBoth(Math.min, column.min, same?.min),
    max: ofBoth(Math.max, column.max, same?.max),
  });
  const range = rangeOf(column);
  const before =
    other && rangeOf(other) !== "" ? ` The other: ${rangeOf(other).replace("From", "from")}` : "";
  return {
    say: `${range}${clockSentence(column.clock)}${before}`,
    facts: clockFacts(column.clock),
    plots: [
      titled(
        "Rows by time",
        plotOf(HALF, (drawing) =>
          drawBins(bins, others, undefined, "Share of rows by time.", drawing, labels),
        ),
      ),
      ...stepPlot(column.clock),
    ],
  };
}

const rangeOf = ({ from, to }: TimeColumnProfile): string =>
  from === undefined ? "" : `From ${stamp(from)} to ${stamp(to!)}. `;

function ofBoth(
  choose: (a: number, b: number) => number,
  a: number | null,
  b: number | null = null,
): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

function timeLabels({ unitSeconds, min, max, from }: TimeColumnProfile): Labels {
  if (from === undefined) return (value) => time(value * unitSeconds);
  const long = ((max ?? 0) - (min ?? 0)) * unitSeconds > 2 * 86_400;
  return (value) => {
    const at = new Date(value * unitSeconds * 1000);
    if (Number.isNaN(at.getTime())) return figure(value);
    const text = at.toISOString();
    return long ? text.slice(0, 10) : text.slice(11, 19);
  };
}

/** Bins of width at most an eightieth of the range, cut to where there are values. */
function coverage(column: NumberProfile) {
  const { edges, counts } = column.histogram;
  return { edges, shares: counts.map((each) => each / Math.max(1, column.count)) };
}
