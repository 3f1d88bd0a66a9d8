/** A table to print: every cell is text already. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the numbers mean, in a sentence or two. */
  readonly note?: string;
}

/** A number, and what it is of. */
const NUMERIC = /^[-+<>~]?\d[\d.,]*( \S+){0,3}$/;

/** Columns whose filled cells are all numbers are set flush right. */
function rightAligned({ columns, rows }: Table): boolean[] {
  return columns.map((_, i) => {
    const cells = rows.map((row) => row[i] ?? "").filter((cell) => cell !== "" && cell !== "-");
    return cells.length > 0 && cells.every((cell) => NUMERIC.test(cell));
  });
}

/** For a terminal: columns aligned, two spaces between. */
export function formatTable(table: Table): string {
  const { title, columns, rows, note } = table;
  const right = rightAligned(table);
  const widths = columns.map((name, i) =>
    Math.max(name.length, ...rows.map((row) => (row[i] ?? "").length)),
  );
  const line = (cells: readonly string[]): string =>
    widths
      .map((width, i) => {
        const cell = cells[i] ?? "";
        return right[i] ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  const rule = widths.map((width) => "-".repeat(width)).join("  ");
  return [title, "", line(columns), rule, ...rows.map(line), ...(note ? ["", note] : []), ""].join(
    "\n",
  );
}

/** For a document. */
export function markdownTable(table: Table): string {
  const { title, columns, rows, note } = table;
  const right = rightAligned(table);
  const cells = (row: readonly string[]): string =>
    `| ${columns.map((_, i) => (row[i] ?? "").replaceAll("|", "\\|")).join(" | ")} |`;
  return [
    `### ${title}`,
    "",
    cells(columns),
    `|${right.map((isRight) => (isRight ? " ---: " : " --- ")).join("|")}|`,
    ...rows.map(cells),
    ...(note ? ["", note] : []),
    "",
  ].join("\n");
}

const PREFIXES = ["", "k", "M", "G", "T"];

/** Three digits and a prefix: `12.3 M`. */
export function quantity(value: number, unit = ""): string {
  if (!Number.isFinite(value)) return "-";
  let scaled = value;
  let prefix = 0;
  while (Math.abs(scaled) >= 999.5 && prefix < PREFIXES.length - 1) {
    scaled /= 1000;
    prefix++;
  }
  const suffix = PREFIXES[prefix]! + unit;
  return digits(scaled) + (suffix === "" ? "" : ` ${suffix}`);
}

/** A time in the unit that suits it: `1.25 ms`. */
export function duration(time: number): string {
  if (!Number.isFinite(time)) return "-";
  if (time >= 0.9995) return `${digits(time)} s`;
  if (time >= 0.9995e-3) return `${digits(time * 1e3)} ms`;
  return `${digits(time * 1e6)} µs`;
}

export function percent(share: number): string {
  return Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : "-";
}

export function ratio(value: number): string {
  return Number.isFinite(value) ? `${digits(value)} x` : "-";
}

function digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  if (size >= 9.995) return value.toFixed(1);
  return size >= 0.01 || size === 0 ? value.toFixed(2) : value.toPrecision(2);
}
