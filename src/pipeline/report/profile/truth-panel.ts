import type { BooleanColumnProfile } from "../../../profile/column-profile.ts";
import { count, roughly, share } from "../numbers.ts";
import { barTable, titled } from "./plots.ts";
import type { Telling } from "./summary-panel.ts";

/** Truth values, with those of another dataset below. */
export function tellTruths(
  column: BooleanColumnProfile,
  other: BooleanColumnProfile | undefined,
): Telling {
  // What only the other has is drawn, too.
  const values = [true, false].filter(
    (truth) => timesOf(column, truth) > 0 || (other && timesOf(other, truth) > 0),
  );
  const also = other
    ? `; ${other.mean === null ? "no value" : share(other.mean)} in the other`
    : "";
  return {
    say: column.mean === null ? `No value${also}.` : `${share(column.mean)} true${also}.`,
    facts: [["Distinct", count(column.distinct)]],
    plots: titled(
      "Values",
      barTable(
        values.map((truth) => ({
          name: String(truth),
          share: timesOf(column, truth) / Math.max(1, column.count),
          ...(other && { other: timesOf(other, truth) / Math.max(1, other.count) }),
          note: roughly(timesOf(column, truth)),
        })),
      ),
      true,
    ),
  };
}

const timesOf = ({ top }: BooleanColumnProfile, truth: boolean): number =>
  top.find(({ value }) => value === truth)?.count ?? 0;
