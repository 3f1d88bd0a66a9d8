import type { Profile } from "../../../profile/profile.ts";
import { html, type Html, oneLine } from "../html.ts";
import { counted, share } from "../numbers.ts";
import { section } from "../panel.ts";
import { d, path, svg, text } from "../svg.ts";
import { plotOf } from "./plots.ts";

const CLASSES = ["seq0", "seq2", "seq3", "seq4", "exact"] as const;
const LIMITS = [0.1, 0.4, 0.75];
const MOST = 40;

/** Where values are missing, by column and position. */
export function missingSection({ missing, columns, rows }: Profile): Html {
  const title = "What is missing, and where";
  const holed = Object.entries(columns).filter(([, { nulls }]) => nulls > 0);
  if (holed.length === 0) return section("missing", title, "Nothing is missing.", []);
  const shown = holed.toSorted(([, a], [, b]) => b.nulls - a.nulls).slice(0, MOST);
  const lines = shown.map(([name]) => ({
    name: oneLine(name),
    shares: sharesOf(missing, name, rows),
  }));
  const together = missing.patterns.filter((pattern) => pattern.columns.length > 1).slice(0, 3);
  const sub = `Left to right is the order of the rows; a stretch means a cause, a scatter means chance. ${share(missing.share)} of all cells.`;
  const legend = ["none", "under 10 %", "10 to 40 %", "40 to 75 %", "over 75 %"];
  return section(
    "missing",
    title,
    sub,
    html`<div class="panel">
      ${plotOf(1020, ({ width, narrow }) => drawMap(lines, width, narrow))}
      <p class="lg" aria-hidden="true">
        ${legend.map((words, i) => html`<span><i class="k-${CLASSES[i]}"></i>${words}</span>`)}
      </p>
      ${
        together.length > 0
          ? html`<p class="more">
              ${together.map(
                ({ columns: names, rows: many }) =>
                  html`${names.slice(0, 4).map((name, i) => html`${i > 0 ? ", " : ""}<code><bdi>${oneLine(name)}</bdi></code>`)}${names.length > 4 ? ` and ${names.length - 4} more` : ""}
                  are missing together in ${counted(many, "row")}. `,
              )}
            </p>`
          : []
      }
    </div>`,
  );
}

function sharesOf({ blocks, blockRows }: Profile["missing"], name: string, rows: number): number[] {
  const counts = blocks[name] ?? [];
  return Array.from({ length: Math.ceil(rows / blockRows) }, (_, i) => {
    const size = Math.min(blockRows, rows - i * blockRows);
    return (counts[i] ?? 0) / size;
  });
}

function classOf(value: number): number {
  if (value === 0) return 0;
  const at = LIMITS.findIndex((limit) => value < limit);
  return at < 0 ? 4 : at + 1;
}

function drawMap(
  lines: readonly { readonly name: string; readonly shares: readonly number[] }[],
  width: number,
  narrow: boolean,
): Html {
  const left = narrow ? 104 : 172;
  const rowHeight = 22;
  const blocks = lines[0]?.shares.length ?? 1;
  const cell = (width - left) / blocks;
  const data = CLASSES.map(() => "");
  lines.forEach(({ shares }, row) => {
    const classes = shares.map(classOf);
    // Blocks of one class that stand side by side are one.
    for (let i = 0; i < classes.length;) {
      let end = i + 1;
      while (end < classes.length && classes[end] === classes[i]) end++;
      data[classes[i]!] +=
        d`M${left + i * cell} ${row * rowHeight + 1}H${left + end * cell}v${rowHeight - 2}H${left + i * cell}z`;
      i = end;
    }
  });
  const most = narrow ? 14 : 23;
  const names = lines.map(({ name }, row) =>
    text(
      [left - 10, row * rowHeight + rowHeight / 2 + 4],
      name.length > most ? `${name.slice(0, most - 1)}…` : name,
      { "text-anchor": "end" },
    ),
  );
  const bottom = lines.length * rowHeight;
  const label = `Missing values by column and position: ${lines
    .slice(0, 5)
    .map(
      ({ name, shares }) =>
        `${name} ${share(shares.reduce((sum, each) => sum + each, 0) / shares.length)}`,
    )
    .join(", ")}.`;
  return svg(width, bottom + 22, label, [
    CLASSES.map((name, i) =>
      data[i] === "" ? [] : path(data[i]!, { class: `f-${name}`, "shape-rendering": "crispEdges" }),
    ),
    names,
    text([left, bottom + 17], "first row", { class: "tk" }),
    text([width, bottom + 17], "last row", { class: "tk", "text-anchor": "end" }),
  ]);
}
