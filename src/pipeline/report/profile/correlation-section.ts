import type { Correlations } from "../../../profile/correlations.ts";
import { html, type Html, nothing, oneLine } from "../html.ts";
import { counted } from "../numbers.ts";
import { section } from "../panel.ts";
import { d, path, svg, text } from "../svg.ts";
import { plotOf } from "./plots.ts";

const MOST = 96;
const PAIRS = 12;

/** How columns of numbers go together, as a heat map, and the strongest pairs. */
export function correlationSection(correlations: Correlations): Html {
  const varies = correlations.columns.map((_, i) =>
    correlations.pearson[i]!.some((value, j) => j !== i && value !== null),
  );
  const all = correlations.columns.map((_, i) => i);
  const kept = all.filter((i) => varies[i]).slice(0, MOST);
  const left = all.length - all.filter((i) => varies[i]).length;
  const cut = all.filter((i) => varies[i]).length - kept.length;
  const title = "What goes together";
  const still =
    left > 0
      ? ` ${counted(left, "column")} that never ${left === 1 ? "changes is" : "change are"} left out.`
      : "";
  const more = cut > 0 ? ` The first ${MOST} are drawn.` : "";
  const sub = `Pearson correlation, over ${counted(correlations.pearsonRows, "row")}.${still}${more}`;
  if (kept.length < 2)
    return section("correlation", title, `Fewer than two columns of numbers vary.${still}`, []);
  const pairs = strongest(correlations, kept);
  return section(
    "correlation",
    title,
    sub,
    html`<div class="wl">
      <div class="panel">
        ${plotOf(500, ({ width, narrow }) => drawMatrix(correlations, kept, width, narrow))}
        <p class="lg" aria-hidden="true">
          <span>−1</span
          >${Array.from({ length: 9 }, (_, i) => html`<i class="k-div${i}"></i>`)}<span>+1</span>
        </p>
      </div>
      <div class="panel">
        <h3>Strongest pairs</h3>
        <p class="sub">
          Spearman's ρ, of ${counted(correlations.spearmanRows, "row")}, follows ranks: where it is
          larger than r the relation bends.
        </p>
        <table>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Column</th>
              <th scope="col" class="num">r</th>
              <th scope="col" class="num">ρ</th>
            </tr>
          </thead>
          <tbody>
            ${pairs.map(
              ([i, j]) =>
                html`<tr>
                  <td><bdi>${oneLine(correlations.columns[i]!)}</bdi></td>
                  <td><bdi>${oneLine(correlations.columns[j]!)}</bdi></td>
                  <td class="num">${signed(correlations.pearson[i]![j]!)}</td>
                  <td class="num">${signed(correlations.spearman[i]![j]!)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>`,
  );
}

const signed = (value: number | null): string =>
  value === null ? "–" : `${value < 0 ? "\u2212" : "+"}${Math.abs(value).toFixed(2)}`;

function strongest({ pearson }: Correlations, kept: readonly number[]): [number, number][] {
  const pairs = kept.flatMap((i, at) =>
    kept
      .slice(at + 1)
      .flatMap((j): [number, number][] => (pearson[i]![j] === null ? [] : [[i, j]])),
  );
  return pairs
    .sort(([a, b], [x, y]) => Math.abs(pearson[x]![y]!) - Math.abs(pearson[a]![b]!))
    .slice(0, PAIRS);
}

function drawMatrix(
  { columns, pearson }: Correlations,
  kept: readonly number[],
  width: number,
  narrow: boolean,
): Html {
  const few = kept.length <= (narrow ? 14 : 28);
  const groups = few
    ? kept.map((i, at) => ({ name: columns[i]!, from: at, size: 1 }))
    : groupsOf(columns, kept);
  const left = narrow ? 84 : 128;
  const cell = (width - left) / kept.length;
  const data = Array.from({ length: 9 }, () => "");
  let unknown = "";
  kept.forEach((i, row) => {
    kept.forEach((j, column) => {
      const value = pearson[i]![j]!;
      const [x, y] = [left + column * cell, row * cell];
      if (value === null) unknown += d`M${x} ${y + cell}l${cell} ${-cell}`;
      else
        data[Math.max(0, Math.min(8, Math.round((value + 1) * 4)))] +=
          d`M${x} ${y}h${cell + 0.15}v${cell + 0.15}h${-cell - 0.15}z`;
    });
  });
  const most = narrow ? 12 : 18;
  const names = groups.map(({ name, from, size }) =>
    size * cell >= 14 || (few && cell >= 14)
      ? text([left - 8, (from + size / 2) * cell + 4], shortName(oneLine(name), most), {
          "text-anchor": "end",
        })
      : nothing,
  );
  const height = kept.length * cell;
  const label = `Correlation of ${kept.length} columns of numbers as a heat map.`;
  return svg(width, height, label, [
    data.map((each, i) =>
      each === "" ? [] : path(each, { class: `f-div${i}`, "shape-rendering": "crispEdges" }),
    ),
    unknown === "" ? [] : path(unknown, { class: "s-ink3 nofill", "stroke-width": 0.8 }),
    names,
  ]);
}

/** The end of a name says more than its beginning where names are paths. */
function shortName(name: string, most: number): string {
  return name.length > most ? `…${name.slice(1 - most)}` : name;
}

/** Dimensions of one vector stand together under its name. */
function groupsOf(columns: readonly string[], kept: readonly number[]) {
  const groups: { name: string; from: number; size: number }[] = [];
  kept.forEach((i, at) => {
    const name = columns[i]!.replace(/\[\d+\]$/, "");
    const last = groups.at(-1);
    if (last?.name === name) last.size++;
    else groups.push({ name, from: at, size: 1 });
  });
  return groups;
}
