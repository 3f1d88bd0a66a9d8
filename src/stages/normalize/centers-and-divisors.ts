import { SchemaError } from "../../core/errors.ts";
import type { Statistics } from "./statistics.ts";

/** A column whose values spread less than this is constant: it is only centred. */
const LEAST_DIVISOR = 2 ** -100;
/** What is larger overflows when it is centred. */
const LARGEST = 2 ** 120;

/** What was computed of each column. */
interface Columns {
  /** Finite values. */
  readonly counts: Float64Array;
  readonly mins: ArrayLike<number>;
  readonly maxs: ArrayLike<number>;
  readonly centers: Float64Array;
  readonly divisors: Float64Array;
}

/** Statistics that can be applied: a column without a finite value stays as it is. */
export function centersAndDivisors(
  column: string,
  { counts, mins, maxs, centers, divisors }: Columns,
): Pick<Statistics, "centers" | "divisors"> {
  for (let i = 0; i < counts.length; i++) {
    if (counts[i]! > 0 && Math.max(-mins[i]!, maxs[i]!) > LARGEST) {
      throw new SchemaError(
        column,
        `Number ${i} of the vectors of "${column}" goes from ${mins[i]} to ${maxs[i]}.`,
        {
          rule: `what is normalised is at most ${LARGEST}`,
          fix: "look for rows that hold no real vector",
        },
      );
    }
  }
  return {
    centers: centers.map((center, i) => (counts[i] === 0 ? 0 : center)),
    divisors: divisors.map((divisor) => (divisor >= LEAST_DIVISOR ? divisor : 1)),
  };
}
