import { type ColumnProfile, SATURATED } from "./column-profile.ts";
import type { MediaProfile } from "./media.ts";
import type { ClockProfile } from "./clock.ts";

/** Something about a column that is to be fixed, looked at, or only known. */
export interface Alert {
  readonly level: "fix" | "look" | "note";
  readonly column: string;
  /** What was seen, in a few words. */
  readonly finding: string;
  /** By what rule. */
  readonly rule: string;
  /** What helps. */
  readonly remedy: string;
}

const LEVELS: readonly Alert["level"][] = ["fix", "look", "note"];
const MISSING = 0.05;
const OUTLIERS = 0.01;

/** What stands out, the gravest first, then by column. */
export function alertsOf(columns: Readonly<Record<string, ColumnProfile>>): Alert[] {
  const all = Object.entries(columns).flatMap(([name, column]) =>
    columnAlerts(column).map((alert) => ({ ...alert, column: name })),
  );
  return gravestFirst(all);
}

export function gravestFirst(alerts: readonly Alert[]): Alert[] {
  return alerts.toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));
}

/** What stands out of images and videos. */
export function mediaAlerts(media: Readonly<Record<string, MediaProfile>>): Alert[] {
  return Object.entries(media).flatMap(([column, { lookedAt, missing, unreadable }]) => {
    const found: Found[] = [];
    if (missing.count > 0) {
      found.push(
        told(
          "fix",
          `${missing.count} of ${lookedAt} files are not there, such as ${missing.examples[0]}`,
          "files that are named are there",
          "bring them, or leave out the rows that name them",
        ),
      );
    }
    if (unreadable.count > 0) {
      const [first] = unreadable.examples;
      found.push(
        told(
          "fix",
          `${unreadable.count} of ${lookedAt} cannot be read, such as ${first!.path}: ${first!.reason}`,
          "images and videos can be opened",
          "mend them, or leave out their rows",
        ),
      );
    }
    return found.map((each) => ({ ...each, column }));
  });
}

type Found = Omit<Alert, "column">;

function columnAlerts(column: ColumnProfile): Found[] {
  return [...missingAlerts(column), ...kindAlerts(column)];
}

function missingAlerts({ count, nulls }: ColumnProfile): Found[] {
  const rows = count + nulls;
  if (rows > 0 && nulls === rows) {
    return [told("fix", "every value is missing", "a column has values", "leave the column out")];
  }
  if (nulls <= rows * MISSING) return [];
  return [
    told(
      "look",
      `${percent(nulls / rows)} of the values are missing`,
      `at most ${percent(MISSING)} are missing`,
      "see where they are missing: a stretch has a cause",
    ),
  ];
}

function kindAlerts(column: ColumnProfile): Found[] {
  switch (column.kind) {
    case "number": {
      const found = [...numberAlerts(column)];
      return column.clock ? [...found, ...clockAlerts(column.clock)] : found;
    }
    case "time":
      return clockAlerts(column.clock);
    case "vector":
      return vectorAlerts(column);
    case "text":
      return textAlerts(column);
    case "boolean":
      return column.count > 1 && column.distinct === 1
        ? [constant(String(column.top[0]!.value))]
        : [];
    case "struct":
      return Object.entries(column.fields).flatMap(([name, field]) =>
        columnAlerts(field).map((found) => ({ ...found, finding: `${name}: ${found.finding}` })),
      );
    case "binary":
    case "list":
    case "summary":
    case "other":
      return [];
    default:
      return column satisfies never;
  }
}

function numberAlerts(column: Extract<ColumnProfile, { kind: "number" }>): Found[] {
  const { count, nan, infinite, min, max, outliers } = column;
  const found: Found[] = [];
  const odd = nan + infinite.positive + infinite.negative;
  if (odd > 0) {
    found.push(
      told(
        "fix",
        `${odd} values are NaN or infinite`,
        "numbers are finite",
        "mend or reject those rows",
      ),
    );
  }
  if (count > 1 && min !== null && min === max && odd === 0) found.push(constant(String(min)));
  const far = outliers?.z.count ?? 0;
  if (far > count * OUTLIERS) {
    found.push(
      told(
        "look",
        `${percent(far / count)} of the values are over 3 standard deviations from the mean`,
        "of a normal distribution 0.27 % are",
        "look at the rows that the profile names",
      ),
    );
  }
  return found;
}

function constant(value: string): Found {
  return told(
    "look",
    `always ${value}`,
    "a column that never changes carries no information",
    "leave the column out",
  );
}

function clockAlerts({ gaps, back, medianStep }: ClockProfile): Found[] {
  const found: Found[] = [];
  const [longest] = gaps.longest;
  if (gaps.count > 0 && longest && gaps.longerThan !== null) {
    found.push(
      told(
        "fix",
        `${gaps.count === 1 ? "1 gap" : `${gaps.count} gaps`} over ${seconds(gaps.longerThan)}, the longest ${seconds(longest.value)} before row ${longest.row}`,
        "a gap is longer than 10 median steps",
        "split the recording at the gaps",
      ),
    );
  }
  if (back > 0 && medianStep !== null && medianStep > 0) {
    found.push(
      told(
        "note",
        `goes back ${back === 1 ? "once" : `${back} times`}`,
        "a clock goes on within a recording",
        "expected where recordings follow each other; else sort the rows",
      ),
    );
  }
  return found;
}

function vectorAlerts({
  dims,
  constant: still,
  saturated,
  count,
}: Extract<ColumnProfile, { kind: "vector" }>): Found[] {
  const found: Found[] = [];
  const odd = dims.reduce(
    (sum, { nan, infinite }) => sum + nan + infinite.positive + infinite.negative,
    0,
  );
  if (odd > 0) {
    found.push(
      told(
        "fix",
        `${odd} numbers in it are NaN or infinite`,
        "numbers are finite",
        "mend or reject those rows",
      ),
    );
  }
  if (count > 1 && still.length > 0) {
    found.push(
      told(
        "fix",
        placed(still, dims.length, "never changes", "never change"),
        "normalising by the standard deviation divides by zero",
        "leave them out, or normalise with a least standard deviation",
      ),
    );
  }
  const ends = [...new Set(saturated.map(({ dim }) => dim))];
  if (ends.length > 0) {
    found.push(
      told(
        "look",
        placed(
          ends,
          dims.length,
          "often is at the end of its range",
          "often are at the end of their range",
        ),
        `more than ${percent(SATURATED)} of the rows are at the least or the greatest value`,
        "check the calibration and the limits",
      ),
    );
  }
  return found;
}

function textAlerts(column: Extract<ColumnProfile, { kind: "text" }>): Found[] {
  const { count, distinct, empty, top, category, duplicatedLines } = column;
  const found: Found[] = [];
  if (count > 1 && distinct === 1) found.push(constant(`“${top[0]?.value ?? ""}”`));
  if (empty > 0) {
    found.push(
      told("look", `${empty} texts are empty`, "a text has characters", "reject those rows"),
    );
  }
  if (duplicatedLines > 0.1) {
    found.push(
      told(
        "look",
        `${percent(duplicatedLines)} of the lines repeat a line of the same text`,
        "at most 10 % do",
        "look for boilerplate and menus",
      ),
    );
  }
  const few = top.slice(0, 10);
  const covered = few.reduce((sum, each) => sum + each.count, 0);
  if (!category && distinct > few.length && covered > count * 0.5) {
    found.push(
      told(
        "note",
        `${few.length} texts cover ${percent(covered / count)} of the rows`,
        "texts that repeat weigh more in training",
        "nothing to do where that is meant",
      ),
    );
  }
  return found;
}

/** `2 of 44 dimensions never change: 27, 40`. */
function placed(dims: readonly number[], of: number, one: string, many: string): string {
  const shown = dims.slice(0, 8).join(", ");
  const more = dims.length > 8 ? `, and ${dims.length - 8} more` : "";
  return `${dims.length} of ${of} dimensions ${dims.length === 1 ? one : many}: ${shown}${more}`;
}

function told(level: Alert["level"], finding: string, rule: string, remedy: string): Found {
  return { level, finding, rule, remedy };
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

function seconds(value: number): string {
  return value < 1
    ? `${Number((value * 1000).toPrecision(3))} ms`
    : `${Number(value.toPrecision(3))} s`;
}
