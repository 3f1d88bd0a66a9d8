import { thin, tick } from "./numbers.ts";

/** How values on an axis over a range are written: with the digits that tell ticks, or when fine, bins apart. */
export function valueTick(
  [from, to]: readonly [number, number],
  fine = false,
): (value: number) => string {
  const span = to - from;
  const largest = Math.max(Math.abs(from), Math.abs(to));
  if (span > 0 && (span < 1e-4 || largest >= 1e15)) return (value) => value.toExponential(2);
  if (span >= 10_000) {
    return (value) => (value < 0 ? `\u2212${tick(-value)}` : tick(value));
  }
  const coarse = fine ? 200 : 20;
  const digits =
    span >= coarse
      ? 0
      : Math.min(6, Math.max(0, (fine ? 2 : 1) - Math.floor(Math.log10(span / 2))));
  return (value) => {
    const text = Math.abs(value)
      .toFixed(digits)
      .replace(/\.0+$|(\.\d*[1-9])0+$/, "$1");
    const grouped = text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, thin);
    return value < 0 && Number(text) !== 0 ? `\u2212${grouped}` : grouped;
  };
}

const DAY = 86_400_000;

/** Points in time, as fine as the range needs. */
export function dateTick(
  [from, to]: readonly [number, number],
  milliseconds: number,
): (value: number) => string {
  const span = (to - from) * milliseconds;
  return (value) => {
    const date = new Date(value * milliseconds);
    if (Number.isNaN(date.getTime())) return String(value);
    const iso = date.toISOString();
    if (span > 3 * DAY) return iso.slice(0, 10);
    return span > DAY / 24 ? iso.slice(5, 16).replace("T", " ") : iso.slice(11, 19);
  };
}
