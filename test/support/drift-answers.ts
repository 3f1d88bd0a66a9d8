import { readFileSync } from "node:fs";

interface Answers {
  readonly pairs: readonly {
    readonly name: string;
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly statistic: number;
    readonly pValue: number;
    readonly wasserstein: number;
  }[];
  readonly large: readonly {
    readonly n: number;
    readonly m: number;
    readonly power: number;
    readonly statistic: number;
    readonly pValue: number;
    readonly wasserstein: number;
  }[];
  readonly kolmogorov: readonly { readonly n: number; readonly x: number; readonly tail: number }[];
  readonly tables: readonly {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly statistic: number;
    readonly pValue: number;
    readonly degrees: number;
    readonly cramersV: number;
    readonly jensenShannon: number;
  }[];
  readonly discovery: readonly {
    readonly given: readonly number[];
    readonly adjusted: readonly number[];
  }[];
  readonly frechet: readonly {
    readonly n: number;
    readonly m: number;
    readonly dims: number;
    readonly shift: number;
    readonly scale: number;
    readonly distance: number;
    readonly relative: number;
  }[];
}

/** What SciPy and NumPy said; made by make-answers.py beside it. */
export const answers = JSON.parse(
  readFileSync(new URL("../data/drift/answers.json", import.meta.url), "utf8"),
) as Answers;

export const sorted = (values: Iterable<number>): Float64Array => Float64Array.from(values).sort();

/** The samples that the answers call large, as make-answers.py makes them. */
export function arithmetic(n: number, step: number, start: number, power: number): Float64Array {
  return sorted(Float64Array.from({ length: n }, (_, i) => ((start + i * step) % 1) ** power));
}
