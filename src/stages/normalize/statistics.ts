import { FormatError } from "../../core/errors.ts";

export const METHODS = ["l2", "center", "zscore", "minmax", "robust", "whiten"] as const;
/** Methods that learn from the data what they do with it. */
export type FittedMethod = Exclude<(typeof METHODS)[number], "l2">;

/** What was learnt: column `i` becomes `(value - centers[i]) / divisors[i]`. */
export interface Statistics {
  readonly method: FittedMethod;
  /** Vectors it was learnt from. */
  readonly rows: number;
  readonly centers: Float64Array;
  readonly divisors: Float64Array;
  /**
   * Of `whiten`: a unit vector for each divisor, a row each. Number `i` of what a vector becomes is
   * its product with the `i`-th of them, once it is centred, over the divisor.
   */
  readonly directions?: Float64Array;
}

const FORMAT = "sluice normalize";
const VERSION = 1;

/** As JSON; every number is read back as it was. */
export function printStatistics({ method, rows, ...learnt }: Statistics): string {
  const { centers, divisors, directions } = learnt;
  const content = {
    format: FORMAT,
    version: VERSION,
    method,
    rows,
    centers: [...centers],
    divisors: [...divisors],
    ...(directions && { directions: [...directions] }),
  };
  return `${JSON.stringify(content)}\n`;
}

/** The statistics that a file holds; `file` names it in messages. */
export function parseStatistics(text: string, file: string): Statistics {
  const wrong = (message: string, cause?: unknown): FormatError =>
    new FormatError("json", file, undefined, message, {
      rule: "statistics are as sluice normalize writes them, in fitted/ beside data/",
      fix: "name a file of such a folder",
      cause,
    });
  let content: Partial<Record<string, unknown>> | null;
  try {
    content = JSON.parse(text) as Partial<Record<string, unknown>> | null;
  } catch (cause) {
    throw wrong(`${file} is not JSON: ${String(cause)}`, cause);
  }
  if (typeof content !== "object" || content?.["format"] !== FORMAT) {
    throw wrong(`${file} holds no statistics of sluice normalize.`);
  }
  const { version, method, rows } = content;
  if (version !== VERSION) {
    throw wrong(`${file} is of version ${String(version)}; this Sluice reads version ${VERSION}.`);
  }
  const known = METHODS.find((name) => name === method);
  if (known === undefined || known === "l2")
    throw wrong(`${file} is of a method that is not known: ${String(method)}.`);
  if (typeof rows !== "number") throw wrong(`${file} does not say how many rows it is of.`);
  const numbers = (name: string): Float64Array => {
    const list = content[name];
    if (Array.isArray(list) && list.length > 0 && list.every((one) => Number.isFinite(one))) {
      return Float64Array.from(list as number[]);
    }
    throw wrong(`"${name}" of ${file} is not a list of numbers.`);
  };
  const centers = numbers("centers");
  const divisors = numbers("divisors");
  const count = known === "whiten" ? divisors.length : centers.length;
  if (divisors.length !== count || !divisors.every((one) => one > 0)) {
    throw wrong(`"divisors" of ${file} are not ${count} numbers above 0.`);
  }
  if (known !== "whiten") return { method: known, rows, centers, divisors };
  const directions = numbers("directions");
  if (directions.length !== centers.length * count) {
    throw wrong(`"directions" of ${file} are not ${count} times ${centers.length} numbers.`);
  }
  return { method: known, rows, centers, divisors, directions };
}

/** Tells statistics apart in notes (FNV-1a, 32 bits). */
export function fingerprint(statistics: Statistics): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(printStatistics(statistics))) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
