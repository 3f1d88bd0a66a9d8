type Step = readonly [unit: string, format: (value: number) => string];

const three = (value: number): string => {
  if (value >= 99.95) return value.toFixed(0);
  return value.toFixed(value >= 9.995 ? 1 : 2);
};
const whole = (value: number): string => value.toFixed(0);
const short = (value: number): string => value.toFixed(value >= 99.95 ? 0 : 1);
const speed = (value: number): string => value.toFixed(value >= 9.95 ? 0 : 1);

const COUNTS: readonly Step[] = [
  ["", (value) => (Number.isInteger(value) ? whole(value) : three(value))],
  ["k", three],
  ["M", three],
  ["G", three],
  ["T", three],
];
const SIZES: readonly Step[] = [
  ["B", whole],
  ["kB", whole],
  ["MB", short],
  ["GB", three],
  ["TB", three],
  ["PB", three],
];
const SPEEDS: readonly Step[] = [
  ["B/s", whole],
  ["kB/s", whole],
  ["MB/s", speed],
  ["GB/s", three],
  ["TB/s", three],
  ["PB/s", three],
];

function scale(value: number, steps: readonly Step[]): string {
  let scaled = value;
  let index = 0;
  while (index < steps.length - 1 && Number(steps[index]![1](scaled)) >= 1000) {
    scaled /= 1000;
    index++;
  }
  const [unit, format] = steps[index]!;
  return unit === "" ? format(scaled) : `${format(scaled)} ${unit}`;
}

/** `12 400 000` */
export const exactCount = (count: number | string): string =>
  String(count).replace(/\B(?=(\d{3})+$)/g, " ");

/** `1.24 M` */
export const roundedCount = (count: number): string => scale(count, COUNTS);

/** `2.90 GB` */
export const byteSize = (bytes: number): string => scale(bytes, SIZES);

/** `139 MB/s` */
export const byteRate = (bytesPerSecond: number): string => scale(bytesPerSecond, SPEEDS);

/** `600 ms`, `12.4 s`, `2 min 10 s`, `1 h 05 min` */
export function duration(seconds: number): string {
  return seconds < 0.9995 ? `${Math.round(seconds * 1000)} ms` : atLeastSeconds(seconds);
}

/** As `duration`, for a column: tenths of a second instead of milliseconds where they say enough. */
export function columnDuration(seconds: number): string {
  return seconds < 0.05 ? duration(seconds) : atLeastSeconds(seconds);
}

/** `8.0 s`, `26 s`, `2 min 10 s`: as exact as a guess can be. */
export function remaining(seconds: number): string {
  return seconds >= 9.95 && seconds < 59.5 ? `${Math.round(seconds)} s` : atLeastSeconds(seconds);
}

function atLeastSeconds(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const rounded = Math.round(seconds);
  if (rounded < 3600) return `${Math.floor(rounded / 60)} min ${twoDigits(rounded % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} min`;
}

const twoDigits = (value: number): string => String(value).padStart(2, "0");

/** `7.8 %` */
export function share(part: number, whole_: number): string {
  if (whole_ === 0 || part === 0) return "0.0 %";
  if (part === whole_) return "100 %";
  const percent = (part / whole_) * 100;
  if (percent < 0.05) return "< 0.1 %";
  return percent >= 99.95 ? "> 99.9 %" : `${percent.toFixed(1)} %`;
}

/** `0.93` */
export const similarity = (value: number): string => value.toFixed(2);

/** `1 row`, `2 rows`: the count exact, the noun as it must be. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${exactCount(count)} ${count === 1 ? one : many}`;
