/** Narrow no-break space: between groups of digits, and between a number and its unit. */
export const thin = "\u202f";

const minus = "\u2212";

/** Every digit: `12 400 000`. */
export function count(value: number): string {
  const digits = String(Math.abs(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, thin);
  return value < 0 ? minus + digits : digits;
}

/** A count with its noun: `1 row`, `12 400 rows`. */
export function counted(value: number, noun: string, plural = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** Three digits and a unit: `12.4 M`; whole numbers below a thousand as they are. */
export function rounded(value: number): string {
  return Number.isInteger(value) && value < 1000 ? String(value) : scaled(value, countUnits);
}

/** For sentences: exact while that is easy to read, rounded beyond. */
export function roughly(value: number): string {
  return value < 10_000 ? count(value) : rounded(value);
}

/** For an axis: as `rounded`, without zeros that say nothing. */
export function tick(value: number): string {
  return rounded(value).replace(/\.0+(?=\D|$)|(\.\d*[1-9])0+(?=\D|$)/, "$1");
}

/** Decimal units: `3.10 GB`. */
export function bytes(value: number): string {
  if (value < 1000) return value === 1 ? `1${thin}byte` : `${Math.round(value)}${thin}bytes`;
  return `${scaled(value, byteUnits)}B`;
}

/** `600 ms`, `12.4 s`, `2 min 10 s`, `1 h 05 min`. */
export function seconds(value: number): string {
  if (value <= 0) return `0${thin}s`;
  if (value < 0.0005) return `<${thin}1${thin}ms`;
  if (value < 0.9995) return `${Math.round(value * 1000)}${thin}ms`;
  if (value < 59.95) return `${value.toFixed(1)}${thin}s`;
  const whole = Math.round(value);
  if (whole < 3600) return `${Math.floor(whole / 60)}${thin}min ${padded(whole % 60)}${thin}s`;
  const minutes = Math.round(value / 60);
  return `${count(Math.floor(minutes / 60))}${thin}h ${padded(minutes % 60)}${thin}min`;
}

/** `7.8 %`; two digits under one per cent. Never rounds something to nothing, or almost all to all. */
export function share(part: number, whole = 1): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  if (percent === 0 || percent === 100) return `${percent}${thin}%`;
  if (percent < 0.005) return `<${thin}0.01${thin}%`;
  if (percent > 99.95 && percent < 100) return `>${thin}99.9${thin}%`;
  return `${percent.toFixed(percent < 0.995 ? 2 : 1)}${thin}%`;
}

/** Two digits, cut and not rounded: `1.00` is only what is equal. */
export function similarity(value: number): string {
  return (Math.floor(value * 100 + 1e-9) / 100).toFixed(2);
}

/** At least two digits, and as many as were given. */
export function threshold(value: number): string {
  const short = value.toFixed(2);
  return Number(short) === value ? short : String(value);
}

/** `15 January 2026, 09:12 UTC`; what is no date is shown as it is. */
export function date(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return iso;
  const day = `${time.getUTCDate()} ${months[time.getUTCMonth()]} ${time.getUTCFullYear()}`;
  return `${day}, ${padded(time.getUTCHours())}:${padded(time.getUTCMinutes())} UTC`;
}

const countUnits = ["", "k", "M", "G", "T", "P"];
const byteUnits = ["", "k", "M", "G", "T", "P", "E"];
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function padded(value: number): string {
  return String(value).padStart(2, "0");
}

function scaled(value: number, units: readonly string[]): string {
  let rank = 0;
  let rest = value;
  while (rank + 1 < units.length && Number(rest.toPrecision(3)) >= 1000) {
    rest /= 1000;
    rank++;
  }
  const digits = rest === 0 ? "0" : decimal(rest);
  return rank === 0 ? digits : `${digits}${thin}${units[rank]}`;
}

/** Three significant digits without an exponent. */
function decimal(value: number): string {
  const digits = Number(value.toPrecision(3));
  if (digits >= 1000) return count(digits);
  return digits.toFixed(Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(digits)))));
}
