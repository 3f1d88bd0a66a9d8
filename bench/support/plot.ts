/** A line of a plot. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

const WIDTH = 720;
const HEIGHT = 420;
const LEFT = 76;
const RIGHT = 190;
const TOP = 48;
const BOTTOM = 52;
// Told apart by people who see few colours, on white and on grey paper.
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d00"];

/** Powers of ten around the values. */
function decades(values: readonly number[]): readonly [from: number, to: number] {
  const from = Math.floor(Math.log10(Math.min(...values)));
  const to = Math.ceil(Math.log10(Math.max(...values)));
  return [from, Math.max(to, from + 1)];
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const label = (power: number): string =>
  power >= -1 && power <= 2
    ? String(10 ** power)
    : `10<tspan dy="-5" font-size="9">${power}</tspan>`;

/** An SVG with logarithmic axes, of a size that reads well in a document. */
export function logLogPlot({ title, x, y, series }: Plot): string {
  const points = series.flatMap((line) => line.points);
  const [xFrom, xTo] = decades(points.map(([value]) => value));
  const [yFrom, yTo] = decades(points.map(([, value]) => value));
  const at = (value: number): string => value.toFixed(1);
  const across = (power: number): number =>
    LEFT + ((power - xFrom) / (xTo - xFrom)) * (WIDTH - LEFT - RIGHT);
  const up = (power: number): number =>
    HEIGHT - BOTTOM - ((power - yFrom) / (yTo - yFrom)) * (HEIGHT - TOP - BOTTOM);
  const parts: string[] = [];
  for (let power = xFrom; power <= xTo; power++) {
    const px = at(across(power));
    parts.push(
      `<path d="M${px} ${TOP}V${HEIGHT - BOTTOM}" stroke="#e3e3e3"/>`,
      `<text x="${px}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${label(power)}</text>`,
    );
  }
  for (let power = yFrom; power <= yTo; power++) {
    const py = up(power);
    parts.push(
      `<path d="M${LEFT} ${at(py)}H${WIDTH - RIGHT}" stroke="#e3e3e3"/>`,
      `<text x="${LEFT - 8}" y="${at(py + 4)}" text-anchor="end">${label(power)}</text>`,
    );
  }
  series.forEach(({ name, points: own }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const placed = own.map(([px, py]) => [across(Math.log10(px)), up(Math.log10(py))] as const);
    const path = placed.map(([px, py], j) => `${j === 0 ? "M" : "L"}${at(px)} ${at(py)}`).join("");
    parts.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`);
    for (const [px, py] of placed) {
      parts.push(`<circle cx="${at(px)}" cy="${at(py)}" r="3" fill="${colour}"/>`);
    }
    const row = TOP + 14 + 20 * i;
    parts.push(
      `<path d="M${WIDTH - RIGHT + 14} ${row}h18" stroke="${colour}" stroke-width="2"/>`,
      `<text x="${WIDTH - RIGHT + 38}" y="${row + 4}">${escaped(name)}</text>`,
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="26" font-size="15" font-weight="600">${escaped(title)}</text>`,
    ...parts,
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 12}" text-anchor="middle">${escaped(x)}</text>`,
    `<text transform="translate(18 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>`,
    "</svg>",
    "",
  ].join("\n");
}
