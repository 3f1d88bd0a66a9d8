import type { ColumnProfile, NumberColumnProfile } from "../../../profile/column-profile.ts";
import { count, thin } from "../numbers.ts";

const minus = "\u2212";

/** A number of any size in four digits: `−0.0123`, `12 400`, `1.7e12`. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const sign = value < 0 ? minus : "";
  if (Number.isInteger(value) && size < 1e7) return count(value);
  if (size >= 1e7 || size < 1e-4) {
    const [digits = "", power = ""] = size.toExponential(2).split("e");
    return `${sign}${Number(digits)}e${power.replace("+", "").replace("-", minus)}`;
  }
  return sign + grouped(Number(size.toPrecision(4)));
}

function grouped(value: number): string {
  const [whole = "", fraction] = String(value).split(".");
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, thin);
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** Seconds as one reads them: `50 ms`, `4.2 s`, `17.8 h`. */
export function time(value: number | null): string {
  if (value === null) return "–";
  const size = Math.abs(value);
  const steps: readonly [limit: number, unit: string, of: number][] = [
    [1e-6, "ns", 1e-9],
    [1e-3, "µs", 1e-6],
    [1, "ms", 1e-3],
    [120, "s", 1],
    [7200, "min", 60],
    [172_800, "h", 3600],
  ];
  if (size === 0) return `0${thin}s`;
  const step = steps.find(([limit]) => size < limit);
  const [, unit, of] = step ?? [0, "days", 86_400];
  return `${figure(Number((value / of).toPrecision(3)))}${thin}${unit}`;
}

/** `float64[44]`, `category`, `timestamp`. */
export function typeText(column: ColumnProfile): string {
  if (column.kind === "vector") {
    return `${column.type.replace(/^(?:FixedSize)?List.*?<(.*)>$/, "$1").toLowerCase()}[${column.dims.length}]`;
  }
  if (column.kind === "text") return column.category ? "category" : "text";
  return column.type
    .toLowerCase()
    .replace(/^(\w+)<(milli|micro|nano|)seconds?.*>$/, (_, name: string, unit: string) => {
      return `${name}[${{ milli: "ms", micro: "us", nano: "ns" }[unit] ?? "s"}]`;
    });
}

/** A name that can be an anchor of the page, and is no other column's. */
export function anchor(index: number): string {
  return `c-${index}`;
}

/** Whether numbers are few enough to be counted one by one. */
export function isDiscrete({
  distinct,
  distinctError,
}: Pick<NumberColumnProfile, "distinct" | "distinctError">): boolean {
  return distinctError === 0 && distinct <= 12;
}
