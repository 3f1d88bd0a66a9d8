import type { SummaryColumnProfile } from "../../../profile/column-profile.ts";
import { type HtmlValue, nothing, oneLine } from "../html.ts";
import { count } from "../numbers.ts";
import { figure, time } from "./text.ts";

/** What a panel says of a column: a sentence, facts, plots. */
export interface Telling {
  readonly say: HtmlValue;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly plots: HtmlValue;
}

/** A date and a time of day, as one reads them. */
export const stamp = (iso: string): string => iso.slice(0, 19).replace("T", " ");

/** What a panel says of a column that was only summarized. */
export function tellSummary({
  numbers,
  unitSeconds,
  from,
  to,
  least,
  greatest,
}: SummaryColumnProfile): Telling {
  if (!numbers) {
    const facts: [string, string][] =
      least === undefined
        ? []
        : [
            ["First in order", oneLine(least)],
            ["Last in order", oneLine(greatest!)],
          ];
    return { say: "Texts, of which a summary tells the range.", facts, plots: nothing };
  }
  const value = (one: number | null | undefined): string =>
    unitSeconds === undefined ? figure(one) : time((one ?? 0) * unitSeconds);
  const dates = from === undefined ? undefined : `From ${stamp(from)} to ${stamp(to!)}.`;
  const { quantiles } = numbers;
  const half = `Half of the values lie between ${figure(quantiles["0.25"])} and ${figure(quantiles["0.75"])}.`;
  const odd = numbers.nan + numbers.infinite.positive + numbers.infinite.negative;
  const range: [string, string][] = [
    ["Mean", figure(numbers.mean)],
    ["Min", figure(numbers.min)],
    ["Median", figure(quantiles["0.5"])],
    ["Max", figure(numbers.max)],
  ];
  return {
    say: dates ?? half,
    facts: [
      ...(dates === undefined ? range : []),
      ["Std", value(numbers.std)],
      ["Zeros", count(numbers.zeros)],
      ["Negative", count(numbers.negatives)],
      ["NaN, infinite", count(odd)],
    ],
    plots: nothing,
  };
}
