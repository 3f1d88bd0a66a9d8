import type { DedupReport } from "./data.ts";
import type { Html } from "./html.ts";
import { count, counted, roughly, share, thin } from "./numbers.ts";
import { panel } from "./panel.ts";
import { element, line, logarithmic, plot, svg, text, textWidth } from "./svg.ts";
import type { Fate } from "./tokens.ts";

interface SizeGroup {
  readonly from: number;
  readonly to: number;
  readonly clusters: number;
}

/** Beyond these the sizes are one open group. */
const edges = [2, 3, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

export function clusterSizesPanel({ clusterSizes, result, degree }: DedupReport): Html {
  const fate = result.stages.some(({ duplicates, name }) => duplicates > 0 && !/exact/i.test(name))
    ? degree
    : "exact";
  const groups = groupSizes(clusterSizes);
  const total = clusterSizes.reduce((sum, { count: clusters }) => sum + clusters, 0);
  const largest = Math.max(...clusterSizes.map(({ size }) => size));
  const pairs = clusterSizes.find(({ size }) => size === 2)?.count ?? 0;
  const explanation = `${roughly(total)} ${total === 1 ? "cluster" : "clusters"}, the kept row counted in; ${share(pairs, total)} are pairs. The largest has ${counted(largest, "row")}.`;
  const table = {
    caption: "Clusters by size",
    head: ["Rows in the cluster", "Clusters"],
    rows: groups.map((group) => [nameOf(group), count(group.clusters)]),
  };
  const draw = (width: number, narrow: boolean) => drawSizes(groups, fate, width, narrow);
  return panel("Clusters by size", explanation, plot(draw), table);
}

function groupSizes(sizes: DedupReport["clusterSizes"]): readonly SizeGroup[] {
  const largest = Math.max(...sizes.map(({ size }) => size));
  const tops = [...edges, Infinity];
  const groups = tops
    .map((to, i) => {
      const from = (tops[i - 1] ?? 0) + 1;
      const inside = sizes.filter(({ size }) => size >= from && size <= to);
      return { from, to, clusters: inside.reduce((sum, { count: clusters }) => sum + clusters, 0) };
    })
    .filter(({ from }) => from <= largest);
  return groups.slice(groups.findIndex(({ clusters }) => clusters > 0));
}

function drawSizes(groups: readonly SizeGroup[], fate: Fate, width: number, narrow: boolean): Html {
  const rowHeight = 23.5;
  const top = 8;
  const bottom = top + groups.length * rowHeight;
  const left = narrow ? 78 : 86;
  const most = Math.max(...groups.map(({ clusters }) => clusters));
  const decades = Math.max(1, Math.ceil(Math.log10(most)));
  const room = 16 + Math.max(...groups.map(({ clusters }) => textWidth(count(clusters), 12)));
  const x = logarithmic([1, 10 ** decades], [left + 6, Math.max(left + 60, width - room)]);
  const every = Math.ceil((decades + 1) / (narrow ? 4 : 7));
  const grid = Array.from({ length: decades + 1 }, (_, power) => [
    line([x(10 ** power), top], [x(10 ** power), bottom], { class: "g" }),
    power % every === 0
      ? text([x(10 ** power), bottom + 16], decade(power), { class: "tk", "text-anchor": "middle" })
      : [],
  ]);
  const rows = groups.map((group, i) => {
    const y = top + rowHeight * (i + 0.5);
    const name = text([left - 8, y + 4], nameOf(group), { "text-anchor": "end" });
    if (group.clusters === 0) return [name, text([x(1) + 5, y + 4], "none", { class: "tk" })];
    const end = x(group.clusters);
    return [
      name,
      line([x(1), y], [end, y], { class: `s-${fate}`, "stroke-width": 1.25, opacity: 0.5 }),
      element("circle", { cx: end, cy: y, r: 4, class: `f-${fate}` }),
      text([end + 9, y + 4], count(group.clusters), { class: "lab quiet" }),
    ];
  });
  const title = text([(left + width) / 2, bottom + 36], "Clusters of that size (log scale)", {
    "text-anchor": "middle",
  });
  const label = `Number of clusters by size, on a log scale: ${groups.map((group) => `${count(group.clusters)} with ${nameOf(group)} rows`).join(", ")}.`;
  return svg(width, bottom + 42, label, [grid, rows, title]);
}

function nameOf({ from, to }: SizeGroup): string {
  if (to === Infinity) return `over ${count(from - 1)}`;
  return from === 1 ? "2" : from === to ? count(from) : `${count(from)}–${count(to)}`;
}

function decade(power: number): string {
  const unit = ["", "k", "M", "G", "T"][Math.floor(power / 3)] ?? "";
  const digits = String(10 ** (power % 3));
  return unit === "" ? digits : `${digits}${thin}${unit}`;
}
