import { SchemaError } from "../../core/errors.ts";
import type { Moments } from "../../ops/column-moments.ts";
import type { FittedMethod, Statistics } from "./statistics.ts";

/** A column whose values spread less than this is constant: it is only centred. */
const LEAST_DIVISOR = 2 ** -100;
/** What is larger overflows when it is centred. */
const LARGEST = 2 ** 120;

/** What each method makes of the moments; a column without a finite value stays as it is. */
export function learnFromMoments(
  method: FittedMethod,
  column: string,
  rows: number,
  moments: Moments,
): Statistics {
  const { counts, means, squares, mins, maxs } = moments;
  const dims = counts.length;
  const centers = new Float64Array(dims);
  const divisors = new Float64Array(dims).fill(1);
  for (let i = 0; i < dims; i++) {
    if (counts[i] === 0) continue;
    if (Math.max(-mins[i]!, maxs[i]!) > LARGEST) throw tooLarge(column, i, mins[i]!, maxs[i]!);
    centers[i] = method === "minmax" ? mins[i]! : means[i]!;
    const spread = {
      center: 1,
      zscore: Math.sqrt(squares[i]! / counts[i]!),
      minmax: maxs[i]! - mins[i]!,
    };
    if (spread[method] >= LEAST_DIVISOR) divisors[i] = spread[method];
  }
  return { method, rows, centers, divisors };
}

function tooLarge(column: string, index: number, min: number, max: number): SchemaError {
  return new SchemaError(
    column,
    `Number ${index} of the vectors of "${column}" goes from ${min} to ${max}.`,
    {
      rule: `what is normalised is at most ${LARGEST}`,
      fix: "look for rows that hold no real vector",
    },
  );
}
