import type { Accounts, Outlet } from "./accounts.ts";
import { flowSentence } from "./finding.ts";
import { html, type Html } from "./html.ts";
import { count, share } from "./numbers.ts";
import { d, line, path, type Point, svg, text, textWidth } from "./svg.ts";

/**
 * Rows as a band as wide as their count. Those that leave run along its edge from the start, the
 * first to leave outermost, and turn away at their gate.
 */
export function drawFlow(accounts: Accounts): Html {
  const narrow = drawDown(accounts, 328);
  const medium = accounts.outlets.length <= 3 ? drawAcross(accounts, 812) : narrow;
  return html`<div class="flow plot" id="flow">
    <div class="wide">${drawAcross(accounts, 1072)}</div>
    <div class="medium">${medium}</div>
    <div class="narrow">${narrow}</div>
  </div>`;
}

/** Equality with exact counts: in = out + what left. */
export function drawEquation(accounts: Accounts): Html {
  const removals = accounts.outlets.filter(({ fate }) => fate !== "reject");
  const terms: [rows: number, label: string][] = [
    [accounts.rowsOut, "out"],
    ...removals.map(({ rows, short }): [number, string] => [rows, short]),
    [accounts.rejected, "rejected"],
  ];
  const right = terms.map(
    ([rows, label], i) =>
      html`<span
        ><span class="o">${i === 0 ? "=" : "+"}</span> <b>${count(rows)}</b>
        <small>${label}</small></span
      > `,
  );
  return html`<p class="eq">
    <span><b>${count(accounts.rowsIn)}</b> <small>in</small></span> ${right}<span class="ok"
      >✓ Every row is accounted for</span
    >
  </p>`;
}

interface Ribbon extends Outlet {
  /** Width in the picture; 0 only for no rows. */
  readonly width: number;
  /** Distance of its inner and outer edge from the inner edge of the kept band. */
  readonly inner: number;
  readonly outer: number;
  /** Rows that go on behind its gate. */
  readonly after: number;
}

const thinnest = 2.5;

function ribbonsOf({ rowsIn, rowsOut, outlets }: Accounts, total: number) {
  const widths = [rowsOut, ...outlets.map(({ rows }) => rows)].map((rows) =>
    rows === 0 ? 0 : Math.max(thinnest, (rows / rowsIn) * total),
  );
  const widest = widths.indexOf(Math.max(...widths));
  const excess = widths.reduce((sum, width) => sum + width, 0) - total;
  widths[widest] = (widths[widest] ?? 0) - excess;
  const [kept = 0, ...leaving] = widths;
  let outer = total;
  let after = rowsIn;
  const ribbons = outlets.map((outlet, i): Ribbon => {
    const width = leaving[i] ?? 0;
    const inner = outer - width;
    after -= outlet.rows;
    const ribbon = { ...outlet, width, inner, outer, after };
    outer = inner;
    return ribbon;
  });
  return { kept, ribbons };
}

/** The counts in the band: rows in, behind each gate, rows out. */
function milestones({ rowsIn, rowsOut, outlets }: Accounts, ribbons: readonly Ribbon[]) {
  const between = ribbons.slice(0, -1).map(({ after, gate }) => ({
    rows: count(after),
    caption: `after ${gate.toLowerCase()}`,
    end: false,
  }));
  const ends = { rows: count(rowsOut), caption: "rows out", end: true };
  const starts = { rows: count(rowsIn), caption: "rows in", end: true };
  return outlets.length === 0 ? [starts, ends] : [starts, ...between, ends];
}

function drawAcross(accounts: Accounts, width: number): Html {
  const height = width > 1000 ? 190 : 160;
  const { kept, ribbons } = ribbonsOf(accounts, height);
  const inside = kept >= 64;
  const top = inside ? 44 : 92;
  const bottom = top + height;
  const gates = gatesAcross(ribbons.length, width);
  const foot = bottom + 42;
  const band =
    kept === 0
      ? []
      : path(d`M0,${top}H${width - 22}L${width},${top + kept / 2}L${width - 22},${top + kept}H0Z`, {
          class: "f-kept",
        });
  const leaving = ribbons.map((ribbon, i) => ribbonAcross(ribbon, gates[i] ?? 0, top, foot));
  const counts = milestones(accounts, ribbons).map(({ rows, caption, end }, i, all) => {
    const from = i === 0 ? 0 : (gates[i - 1] ?? width * 0.728);
    const to = i + 1 === all.length ? width - 22 : (gates[i] ?? width * 0.728);
    const x = i === 0 ? (inside ? 20 : 0) : from + (inside ? 26 : 12);
    const y = inside ? top + height / 2 - 8 : top - 34;
    const middle = inside ? Math.min(y, top + kept / 2 + 2) : y;
    return milestone([x, middle], rows, caption, fitting(rows, end ? 26 : 18, to - x - 8), inside);
  });
  const heads = ribbons.map(({ gate }, i) => {
    const x = gates[i] ?? 0;
    const dotted = { "stroke-width": 1.5, "stroke-dasharray": "1 5", "stroke-linecap": "round" };
    return [
      line([x, 30], [x, top], { class: "s-ink3", ...dotted }),
      line([x, top + 2], [x, top + kept], { class: "s-surface", ...dotted }),
      text([x, 22], gate, { class: "lab", "text-anchor": "middle", size: 14 }),
    ];
  });
  const labels = ribbons.map((ribbon, i) => [
    text([(gates[i] ?? 0) + 12, foot + 26], count(ribbon.rows), { class: "big" }),
    text([(gates[i] ?? 0) + 12, foot + 47], nameAndShare(ribbon, accounts), {
      class: "lab quiet",
      size: 14,
    }),
    text([(gates[i] ?? 0) + 12, foot + 65], ribbon.why, { class: "tk", size: 13 }),
  ]);
  const keptShare = text([width, 22], keptSentence(accounts), { "text-anchor": "end", size: 14 });
  return svg(width, ribbons.length === 0 ? bottom + 8 : foot + 78, flowSentence(accounts), [
    band,
    leaving,
    heads,
    counts,
    labels,
    keptShare,
  ]);
}

/** The first and the last gate keep their place; the others share what is between. */
function gatesAcross(outlets: number, width: number): readonly number[] {
  const first = width * (outlets >= 4 ? 0.2 : outlets === 1 ? 0.45 : 0.28);
  const last = width * (outlets >= 4 ? 0.77 : outlets === 2 ? 0.62 : 0.728);
  return Array.from({ length: outlets }, (_, i) =>
    outlets === 1 ? first : first + ((last - first) / (outlets - 1)) * i,
  );
}

function ribbonAcross({ fate, width, inner, outer }: Ribbon, x: number, top: number, foot: number) {
  if (width === 0) return [];
  const y1 = top + inner;
  const y2 = top + outer;
  const bend = 12;
  const far = bend + width;
  const shape = d`M0,${y1}H${x}A${far},${far} 0 0 1 ${x + far},${y1 + far}V${foot}H${x + bend}V${y2 + bend}A${bend},${bend} 0 0 0 ${x},${y2}H0Z`;
  return [
    path(shape, { class: `f-${fate}` }),
    line([0, y1], [x, y1], { class: "s-bg", "stroke-width": 1 }),
  ];
}

function drawDown(accounts: Accounts, width: number): Html {
  const across = 138;
  const { kept, ribbons } = ribbonsOf(accounts, across);
  const counts = milestones(accounts, ribbons);
  const widest = (large: number, small: number) =>
    Math.max(...counts.map(({ rows, end }) => textWidth(rows, end ? large : small)));
  const [large, small] = kept >= widest(20, 16) + 16 ? [20, 16] : [17, 15];
  const inside = kept >= widest(large, small) + 16;
  const gates = gatesDown(ribbons, inside ? 104 : 138);
  const last = ribbons.at(-1);
  const end = (gates.at(-1) ?? 90) + Math.max(154, (last?.width ?? 0) + (inside ? 90 : 120));
  const column = across + 28;
  const band =
    kept === 0
      ? []
      : path(d`M0,0V${end - 16}L${kept / 2},${end}L${kept},${end - 16}V0Z`, { class: "f-kept" });
  const leaving = ribbons.map((ribbon, i) => ribbonDown(ribbon, gates[i] ?? 0, across + 20));
  const numbers = counts.map(({ rows, caption, end: isEnd }, i) => {
    const before = ribbons[i - 1];
    const room = (gates[i - 1] ?? 0) + (before?.width ?? 0);
    const y = i === 0 ? 46 : room + (inside ? 66 : 88);
    const at: Point = [inside ? 12 : column, inside ? y : i === 0 ? 22 : y];
    return milestone(at, rows, caption, isEnd ? large : small, inside, 13);
  });
  const labels = ribbons.map((ribbon, i) => {
    const y = (gates[i] ?? 0) + ribbon.width / 2 + 6;
    return [
      text([column, y + 6], count(ribbon.rows), { class: "lab", size: 17 }),
      text([column, y + 24], nameAndShare(ribbon, accounts), { class: "lab quiet", size: 12 }),
      text([column, y + 40], ribbon.why, { class: "tk" }),
    ];
  });
  const keptShare = text([0, end + 26], keptSentence(accounts), { class: "lab", size: 14 });
  return svg(width, end + 40, flowSentence(accounts), [band, leaving, numbers, labels, keptShare]);
}

function gatesDown(ribbons: readonly Ribbon[], apart: number): readonly number[] {
  let y = 92;
  return ribbons.map((ribbon) => {
    const gate = y;
    y += ribbon.width + apart;
    return gate;
  });
}

function ribbonDown({ fate, width, inner, outer }: Ribbon, y: number, end: number) {
  if (width === 0) return [];
  const bend = 8;
  const far = bend + width;
  const shape = d`M${inner},0V${y}A${far},${far} 0 0 0 ${inner + far},${y + far}H${end}V${y + bend}H${outer + bend}A${bend},${bend} 0 0 1 ${outer},${y}V0Z`;
  return [
    path(shape, { class: `f-${fate}` }),
    line([inner, 0], [inner, y], { class: "s-bg", "stroke-width": 1 }),
  ];
}

function milestone(
  [x, y]: Point,
  rows: string,
  caption: string,
  size: number,
  inside: boolean,
  captionSize = 14,
): readonly Html[] {
  const gap = captionSize === 14 ? 22 : 18;
  return [
    text([x, y], rows, { class: inside ? "on" : "lab", size }),
    text([x, y + gap], caption, { class: inside ? "on quiet" : "quiet", size: captionSize }),
  ];
}

/** The size at which a number fits the room, not under 14. */
function fitting(content: string, size: number, room: number): number {
  const width = textWidth(content, size);
  return width <= room ? size : Math.max(14, Math.floor((size * room) / width));
}

function nameAndShare({ name, rows }: Outlet, { rowsIn }: Accounts): string {
  return rows === 0 ? `${name}, none` : `${name}, ${share(rows, rowsIn)}`;
}

function keptSentence({ rowsIn, rowsOut }: Accounts): string {
  return `${share(rowsOut, rowsIn)} of the rows are kept`;
}
