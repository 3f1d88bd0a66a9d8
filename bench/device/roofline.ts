import type { Column, SideBySide } from "./side-by-side.ts";

const WIDTH = 820;
const HEIGHT = 520;
const LEFT = 76;
const RIGHT = 190;
const TOP = 64;
const BOTTOM = 56;

interface Point {
  readonly kernel: string;
  /** Operations a byte, and a second. */
  readonly x: number;
  readonly y: number;
}

/** Kernels at their largest size under the roofs of a device: its copies, and its arithmetic. */
export function rooflinePlot({ name, device, peaks }: Column, measured: SideBySide): string {
  const copy = measured.copyBytesPerSecond[name]!;
  const best = new Map<string, Point>();
  for (const { kernel, bytes, operations, cells } of measured.rows) {
    const cell = cells[name];
    if (!cell || "notMeasured" in cell || !operations) continue;
    best.set(kernel, { kernel, x: operations / bytes, y: operations / cell.seconds });
  }
  const points = [...best.values()].toSorted((a, b) => a.x - b.x);
  const roofs = [
    ...(peaks?.f32 ? [["f32", peaks.f32] as const] : []),
    ...(peaks?.u32 ? [["u32", peaks.u32] as const] : []),
    ...(peaks?.tensor?.f16 ? [["f16, tensor cores", peaks.tensor.f16] as const] : []),
    ...(peaks?.tensor?.tf32 ? [["tf32, tensor cores", peaks.tensor.tf32] as const] : []),
  ].toSorted((a, b) => b[1] - a[1]);
  const xs = points.map(({ x }) => x);
  const ys = [...points.map(({ y }) => y), ...roofs.map(([, y]) => y)];
  const xFrom = Math.floor(Math.log10(Math.min(...xs, 1)));
  const xTo = Math.ceil(Math.log10(Math.max(...xs, 10)));
  const yFrom = Math.floor(Math.log10(Math.min(...ys, copy * 10 ** xFrom)));
  const yTo = Math.ceil(Math.log10(Math.max(...ys, copy)));
  const across = (x: number): number =>
    LEFT + ((Math.log10(x) - xFrom) / (xTo - xFrom)) * (WIDTH - LEFT - RIGHT);
  const up = (y: number): number =>
    HEIGHT - BOTTOM - ((Math.log10(y) - yFrom) / (yTo - yFrom)) * (HEIGHT - TOP - BOTTOM);
  const at = (value: number): string => value.toFixed(1);
  const parts: string[] = [];
  for (let power = xFrom; power <= xTo; power++) {
    const px = at(across(10 ** power));
    parts.push(
      `<path d="M${px} ${TOP}V${HEIGHT - BOTTOM}" stroke="#e3e3e3"/>`,
      `<text x="${px}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${tick(power)}</text>`,
    );
  }
  for (let power = yFrom; power <= yTo; power++) {
    const py = up(10 ** power);
    parts.push(
      `<path d="M${LEFT} ${at(py)}H${WIDTH - RIGHT}" stroke="#e3e3e3"/>`,
      `<text x="${LEFT - 8}" y="${at(py + 4)}" text-anchor="end">${tick(power)}</text>`,
    );
  }
  // The slope ends at the highest roof, or at the edge where no roof is known.
  const highest = roofs[0]?.[1] ?? 10 ** yTo;
  const from = Math.max(10 ** xFrom, 10 ** yFrom / copy);
  const to = Math.min(10 ** xTo, highest / copy);
  parts.push(
    `<path d="M${at(across(from))} ${at(up(from * copy))}L${at(across(to))} ${at(up(to * copy))}" stroke="#0072b2" stroke-width="2" fill="none"/>`,
  );
  let above = Number.NEGATIVE_INFINITY;
  roofs.forEach(([what, peak]) => {
    // Names of roofs that nearly touch stand on either side of them.
    const below = up(peak) - above < 16;
    above = up(peak);
    const start = Math.max(10 ** xFrom, Math.min(10 ** xTo, peak / copy));
    parts.push(
      `<path d="M${at(across(start))} ${at(up(peak))}H${WIDTH - RIGHT}" stroke="#d55e00" stroke-width="2"/>`,
      `<text x="${WIDTH - RIGHT - 6}" y="${at(up(peak) + (below ? 15 : -6))}" text-anchor="end" fill="#d55e00">${what}</text>`,
    );
  });
  const line = Math.min(10.5, (HEIGHT - TOP - 8) / points.length);
  points.forEach(({ kernel, x, y }, i) => {
    const [px, py] = [at(across(x)), at(up(y))];
    const row = TOP + 4 + i * line;
    parts.push(
      `<circle cx="${px}" cy="${py}" r="7" fill="#fff" stroke="#009e73"/>`,
      `<text x="${px}" y="${at(up(y) + 3)}" text-anchor="middle" font-size="8">${i + 1}</text>`,
      `<text x="${WIDTH - RIGHT + 14}" y="${at(row)}" font-size="9.5">${i + 1} ${kernel}</text>`,
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="26" font-size="15" font-weight="600">${escaped(device!.name)}, ${name}</text>`,
    `<text x="${LEFT}" y="46" fill="#0072b2">the slope is the bandwidth of a copy; each kernel at the largest size that was measured</text>`,
    ...parts,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 14}" text-anchor="middle">operations a byte, both at the least</text>`,
    `<text transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">operations a second</text>`,
    "</svg>",
    "",
  ].join("\n");
}

const tick = (power: number): string =>
  power >= -1 && power <= 2
    ? String(10 ** power)
    : `10<tspan dy="-5" font-size="9">${power}</tspan>`;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
