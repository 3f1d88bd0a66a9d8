import type {
  ColumnProfile,
  NumberProfile,
  Profile,
  ProfileOutcome,
  SummaryColumnProfile,
} from "./api.ts";
import { byteSize, counted, duration, exactCount, share } from "./numbers.ts";
import type { Screen } from "./screen.ts";
import { shellWord } from "./shell.ts";
import type { Role, Style } from "./style.ts";
import { nextLines } from "./summary.ts";
import { cutMiddle, padEnd, padStart, printable, stringWidth } from "./width.ts";

const ALERTS = 6;
const COLUMNS = 12;
const SHAPE = 12;
const LEVELS: Readonly<Record<Profile["alerts"][number]["level"], Role>> = {
  fix: "allWrong",
  look: "lookHere",
  note: "quiet",
};

/** What a terminal shows of a profile. */
export function profileLines(
  { profile, seconds, files }: ProfileOutcome,
  out: string | undefined,
  { style, columns, terminal }: Pick<Screen, "style" | "columns" | "terminal">,
): string[] {
  const where = out ?? "--out DIR";
  const blocks = [
    [doneLine(profile, seconds, style)],
    alertLines(profile, columns, style),
    columnLines(profile, out, columns, style),
    files
      ? [
          `${style.paint("strong", `Written to ${printable(where)}`)}   ${Object.values(files)
            .map(({ path, byteLength }) => `${baseName(path)} ${byteSize(byteLength)}`)
            .join(", ")}`,
        ]
      : nextLines(
          "Write it down, with a report to open in a browser",
          `sluice profile ${profile.inputs.length === 1 ? shellWord(profile.inputs[0]!.path) : "INPUT..."} --out out/profile`,
          style,
        ),
  ];
  const shown = blocks.filter((block) => block.length > 0);
  return shown.flatMap((block, i) => (i > 0 || terminal ? ["", ...block] : block));
}

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function doneLine(
  { rows, columns, missing, rejected }: Profile,
  seconds: number,
  { paint, signs }: Style,
): string {
  const many = Object.keys(columns).length;
  const bad = rejected > 0 ? `, ${counted(rejected, "row")} could not be read` : "";
  return `${paint("allGood", signs.good)} ${paint("strong", `Done in ${duration(seconds)}.`)} ${counted(rows, "row")}, ${counted(many, "column")}, ${share(missing.share, 1)} of cells missing${bad}.`;
}

function alertLines({ alerts }: Profile, columns: number, { paint, signs }: Style): string[] {
  const shown = alerts.slice(0, ALERTS);
  const width = Math.min(
    24,
    Math.max(0, ...shown.map(({ column }) => stringWidth(printable(column)))),
  );
  const lines = shown.map(({ level, column, finding }) => {
    const name = padEnd(cutMiddle(printable(column), width, signs.ellipsis), width);
    const text = cutMiddle(printable(finding), columns - width - 10, signs.ellipsis);
    return `  ${padEnd(paint(LEVELS[level], level), 4)}  ${name}  ${text}`;
  });
  const more = alerts.length - shown.length;
  return more > 0 ? [...lines, `  ${more} more in the report`] : lines;
}

function columnLines(
  { columns, rows }: Profile,
  out: string | undefined,
  room: number,
  style: Style,
): string[] {
  const { paint, signs } = style;
  const all = Object.entries(columns);
  if (all.length === 0) return [];
  const shown = all.slice(0, COLUMNS);
  const nameWidth = Math.min(
    Math.max(6, room - 58),
    Math.max(6, ...shown.map(([name]) => stringWidth(printable(name)))),
  );
  const typeWidth = Math.min(
    16,
    Math.max(4, ...shown.map(([, column]) => typeText(column).length)),
  );
  const line = (name: string, type: string, missing: string, distinct: string, shape: string) =>
    `  ${padEnd(name, nameWidth)}  ${padEnd(type, typeWidth)}  ${padStart(missing, 7)}  ${padStart(distinct, 11)}  ${shape}`.trimEnd();
  const lines = shown.map(([name, column]) =>
    line(
      cutMiddle(printable(name), nameWidth, signs.ellipsis),
      cutMiddle(printable(typeText(column)), typeWidth, signs.ellipsis),
      column.nulls === 0 ? "0" : share(column.nulls, rows),
      distinctText(column),
      paint("accent", shapeOf(column, style)),
    ),
  );
  const more = all.length - shown.length;
  const rest =
    more > 0
      ? [
          `  ${more} more ${out === undefined ? "with --out DIR" : `in ${printable(out)}/profile.json`}`,
        ]
      : [];
  const told = all.some(([, { kind }]) => kind === "summary") ? "range" : "shape";
  return [line("column", "type", "missing", "distinct", told), ...lines, ...rest];
}

function typeText(column: ColumnProfile): string {
  if (column.kind === "vector")
    return `${column.type.replace(/^(?:FixedSize)?List.*?<(.*)>$/, "$1")}[${column.dims.length}]`;
  return column.kind === "text" && column.category ? "category" : column.type;
}

function distinctText(column: ColumnProfile): string {
  if (column.kind === "vector") return counted(column.dims.length, "dim");
  if (!("distinct" in column)) return "";
  return `${column.distinctError > 0 ? "about " : ""}${exactCount(column.distinct)}`;
}

const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII_BARS = ["_", ".", ":", "-", "=", "+", "*", "#"];

function shapeOf(column: ColumnProfile, { signs }: Style): string {
  if (column.kind === "summary") return rangeText(column);
  const bars = signs.ellipsis === "…" ? BARS : ASCII_BARS;
  const counts = shapeCounts(column);
  const most = Math.max(...counts);
  if (counts.length === 0 || most === 0) return "";
  return counts.map((count) => bars[Math.min(7, Math.floor((count / most) * 7.999))]).join("");
}

/** The ends, for which a summary has no shape. */
function rangeText({ numbers, from, to, least, greatest }: SummaryColumnProfile): string {
  const short = (value: number | null | undefined): string | undefined =>
    value === null || value === undefined ? undefined : String(Number(value.toPrecision(4)));
  const ends = [from ?? least ?? short(numbers?.min), to ?? greatest ?? short(numbers?.max)];
  return ends.every((end) => end !== undefined)
    ? ends.map((end) => cutMiddle(printable(end), SHAPE * 2, "~")).join(" to ")
    : "";
}

function shapeCounts(column: ColumnProfile): number[] {
  switch (column.kind) {
    case "number":
    case "time":
      return binsOf(column);
    case "text":
      return column.category
        ? column.top.slice(0, SHAPE).map(({ count }) => count)
        : binsOf(column.characters);
    case "boolean":
      return column.top.map(({ count }) => count);
    case "vector":
      return thinned(
        column.dims.map(({ std }) => std ?? 0),
        Math.max,
      );
    case "binary":
      return binsOf(column.sizes);
    case "list":
      return binsOf(column.items ?? column.lengths);
    case "struct":
    case "summary":
    case "other":
      return [];
    default:
      return column satisfies never;
  }
}

const binsOf = ({ histogram }: NumberProfile): number[] =>
  thinned(histogram.counts, (a, b) => a + b);

function thinned(counts: readonly number[], join: (a: number, b: number) => number): number[] {
  if (counts.length <= SHAPE) return [...counts];
  return Array.from({ length: SHAPE }, (_, i) => {
    const from = Math.floor((i * counts.length) / SHAPE);
    const to = Math.max(from + 1, Math.floor(((i + 1) * counts.length) / SHAPE));
    return counts.slice(from, to).reduce((sum, count) => join(sum, count), 0);
  });
}
