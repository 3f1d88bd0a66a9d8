import { domainClassifier } from "../../statistics/domain-classifier.ts";
import { frechet, type Rows } from "../../statistics/frechet.ts";
import { meanDiscrepancy } from "../../statistics/mean-discrepancy.ts";
import { seeded } from "../../statistics/random.ts";
import { ksStatistic } from "../../statistics/two-sample-ks.ts";
import type { Comparison } from "./compare.ts";
import type { DriftThresholds } from "./result.ts";
import type { VectorSample } from "./samples.ts";

/** Rows of each side for the discrepancy, whose cost is their square. */
const COMPARED = 500;
/** Dimensions that a covariance is made of; more are projected to so many. */
const MOST_DIMS = 128;

/** Compares vectors of one length; where the lengths differ that is told elsewhere. */
export function compareVectors(
  reference: VectorSample | undefined,
  current: VectorSample | undefined,
  thresholds: DriftThresholds,
): Partial<Comparison> {
  if (!reference || !current || reference.dims !== current.dims) return {};
  const [a, b] = [reference.rows, current.rows];
  if (a.rowCount < 2 || b.rowCount < 2) return {};
  const { dims } = a;
  const [x, y] = dims > MOST_DIMS ? [projected(a), projected(b)] : [a, b];
  const distance = frechet(x, y)!;
  const mmd = meanDiscrepancy(some(a), some(b));
  const effects = [{ name: "frechet", value: distance.relative, threshold: thresholds.frechet }];
  const all = a.rowCount === reference.count && b.rowCount === current.count;
  return {
    mmd,
    frechet: { ...distance, ...(dims > MOST_DIMS && { projected: MOST_DIMS }) },
    classifier: domainClassifier(some(x), some(y)) ?? null,
    dims: Array.from({ length: dims }, (_, d) => ksStatistic(dimension(a, d), dimension(b, d))),
    sampled: all ? null : { reference: a.rowCount, current: b.rowCount },
    tests: [{ name: "mmd", pValue: mmd.pValue, effects }],
  };
}

/** One dimension of all rows, ascending. */
export function dimension({ rowCount, dims, values }: Rows, d: number): Float64Array {
  return Float64Array.from({ length: rowCount }, (_, row) => values[row * dims + d]! + 0).sort();
}

/** Some rows, evenly from all; neighbours in time are much alike. */
function some({ rowCount, dims, values }: Rows): Rows {
  if (rowCount <= COMPARED) return { rowCount, dims, values };
  const chosen = new Float64Array(COMPARED * dims);
  for (let i = 0; i < COMPARED; i++) {
    const row = Math.floor((i * rowCount) / COMPARED);
    chosen.set(values.subarray(row * dims, (row + 1) * dims), i * dims);
  }
  return { rowCount: COMPARED, dims, values: chosen };
}

/** A random projection, the same for both sides, that keeps squared lengths on average. */
function projected({ rowCount, dims, values }: Rows): Rows {
  const random = seeded(3);
  const scale = 1 / Math.sqrt(MOST_DIMS);
  const signs = Float64Array.from({ length: dims * MOST_DIMS }, () =>
    random() < 0.5 ? -scale : scale,
  );
  const result = new Float64Array(rowCount * MOST_DIMS);
  for (let row = 0; row < rowCount; row++) {
    for (let d = 0; d < dims; d++) {
      const value = values[row * dims + d]!;
      for (let k = 0; k < MOST_DIMS; k++) {
        result[row * MOST_DIMS + k]! += value * signs[d * MOST_DIMS + k]!;
      }
    }
  }
  return { rowCount, dims: MOST_DIMS, values: result };
}
