import type { Accounts } from "./accounts.ts";
import { count, counted, roughly, share, thin } from "./numbers.ts";

const fractions: readonly (readonly [share: number, words: string])[] = [
  [1 / 20, "One row in twenty"],
  [1 / 10, "One row in ten"],
  [1 / 5, "One row in five"],
  [1 / 4, "One row in four"],
  [1 / 3, "One row in three"],
  [2 / 5, "Two rows in five"],
  [1 / 2, "Every second row"],
  [3 / 5, "Three rows in five"],
  [2 / 3, "Two rows in three"],
  [3 / 4, "Three rows in four"],
  [9 / 10, "Nine rows in ten"],
];

/** The heading: what the run found, chosen by rule. Where nothing was compared, nothing repeats. */
export function finding(
  { rowsIn, rowsOut, duplicates, rejected }: Accounts,
  compared: boolean,
): string {
  if (rowsIn === 0) return "There were no rows to read.";
  if (rejected === rowsIn)
    return rowsIn === 1 ? "The row was rejected." : "Every row was rejected.";
  if (rowsOut === 1 && rejected === 0 && duplicates > 0) return "All rows say the same.";
  if (rejected > duplicates && rejected / rowsIn >= 0.005) return rejection(rejected / rowsIn);
  if (!compared) return rejected === 0 ? "Every row is written." : "Nearly every row is written.";
  if (duplicates === 0) return "Nothing repeats.";
  return repetition(duplicates / rowsIn);
}

/** The line under the heading. */
export function lede({ rowsIn, rowsOut, duplicates, rejected }: Accounts): string {
  if (rowsIn === 0) return "The inputs were read to their end and held no row.";
  const read = `Sluice read ${rowsIn === 1 ? "1 row" : `${roughly(rowsIn)} rows`}`;
  if (rowsOut === rowsIn) return `${read} and kept ${rowsIn === 1 ? "it" : "all of them"}.`;
  const kept = rowsOut === 0 ? "none" : roughly(rowsOut);
  const names = [
    duplicates > 0 && "the row kept in its place",
    rejected > 0 && "the rule it broke",
  ].filter((name) => name !== false);
  return `${read} and kept ${kept}. Every row that left names ${names.join(", or ")}.`;
}

/** One sentence that says the whole flow, for those who do not see it. */
export function flowSentence({ rowsIn, rowsOut, outlets }: Accounts): string {
  const left = outlets.map(({ name, rows }) => `${count(rows)} ${name.toLowerCase()}`);
  const middle = left.length === 0 ? "" : ` ${left.join(", ")} leave;`;
  return `Flow of rows: ${counted(rowsIn, "row")} in;${middle} ${counted(rowsOut, "row")} out.`;
}

function repetition(part: number): string {
  if (part < 0.005) return "Almost nothing repeats.";
  if (part >= 0.98) return "Almost every row repeats another.";
  const words = fraction(part);
  return words === undefined
    ? `${percent(part)} of the rows repeated other rows.`
    : `${words} said what another row already said.`;
}

function rejection(part: number): string {
  if (part >= 0.98) return "Almost every row broke a rule.";
  const words = fraction(part);
  return words === undefined
    ? `${percent(part)} of the rows broke a rule.`
    : `${words} broke a rule.`;
}

/** A simple fraction within two points, and within a tenth of itself. */
function fraction(part: number): string | undefined {
  const nearest = fractions.toSorted((a, b) => Math.abs(a[0] - part) - Math.abs(b[0] - part))[0];
  if (nearest === undefined) return undefined;
  const distance = Math.abs(nearest[0] - part);
  return distance <= 0.02 && distance <= nearest[0] / 10 ? nearest[1] : undefined;
}

function percent(part: number): string {
  return part < 0.1 ? share(part) : `${Math.round(part * 100)}${thin}%`;
}
