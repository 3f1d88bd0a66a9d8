import { readFile } from "node:fs/promises";
import { FormatError } from "../../core/errors.ts";
import { fileError } from "../../io/file-error.ts";
import { chiSquare, pooled } from "../../statistics/chi-square.ts";
import { jensenShannon, stabilityIndex } from "../../statistics/distances.ts";
import { binCounts, countUpTo, quantileEdges } from "../../statistics/quantile-bins.ts";
import { type Comparison, categoryMeasures, missingTest, NOTHING } from "./compare.ts";
import type { ColumnDrift, DriftThresholds } from "./result.ts";
import type { Profile } from "../../profile/profile.ts";
import { StoredCurve } from "./stored-curve.ts";
import type { VectorSample } from "./samples.ts";
import type { Side } from "./side.ts";
import { dimension } from "./vectors.ts";

/** What a stored profile says of a column of numbers. */
export interface StoredNumbers {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly quantiles: Readonly<Record<string, number>>;
  readonly histogram?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
  /** Values at evenly spaced ranks, from the least to the greatest. */
  readonly distribution?: readonly number[];
  readonly distinct?: number;
  /** By how much counts of `top` may be too low. */
  readonly topError?: number;
  readonly top?: readonly { readonly value: unknown; readonly count: number }[];
}

/** The part of `profile.json` that drift is measured from. */
export interface StoredColumn extends Partial<StoredNumbers> {
  readonly type: string;
  readonly kind?: string;
  readonly count: number;
  readonly nulls: number;
  readonly nan?: number;
  /** Lengths of texts. */
  readonly characters?: StoredNumbers;
  readonly dims?: readonly StoredNumbers[];
}

export interface StoredProfile {
  readonly rows: number;
  readonly columns: Readonly<Record<string, StoredColumn>>;
}

/** Reads `profile.json`, as `sluice profile` writes it. */
export async function readProfile(path: string): Promise<StoredProfile> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw fileError(path, cause, "read");
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw notAProfile(path, cause);
  }
  const { rows, columns } = (value ?? {}) as {
    readonly rows?: unknown;
    readonly columns?: unknown;
  };
  if (typeof rows !== "number" || typeof columns !== "object" || columns === null) {
    throw notAProfile(path);
  }
  if ((value as Pick<Profile, "leftOut">).leftOut) {
    throw new FormatError("profile", path, undefined, `${path} is a summary of a data set.`, {
      rule: "drift is measured from distributions and frequent values, which a summary leaves out",
      fix: "profile the reference without --statistics summary, or name its data",
    });
  }
  return value as StoredProfile;
}

function notAProfile(path: string, cause?: unknown): FormatError {
  return new FormatError("profile", path, undefined, `${path} is no profile of a data set.`, {
    rule: "a reference that ends in .json is a profile, with rows and columns",
    fix: "name the profile.json that sluice profile wrote, or data",
    cause,
  });
}

/** Compares a column with what is stored of it: all but exact Kolmogorov-Smirnov. */
export function compareStored(
  rows: number,
  stored: StoredColumn,
  current: Side,
  thresholds: DriftThresholds,
): Comparison {
  const missing = rows - stored.count + (stored.kind === undefined ? (stored.nan ?? 0) : 0);
  const reference = { rows, missing: Math.max(0, missing) };
  const measures = measuresOf(stored, current, thresholds);
  return {
    kind: current.kind,
    ...(current.milliseconds !== undefined && { milliseconds: current.milliseconds }),
    ...NOTHING,
    ...measures,
    count: { reference: rows - reference.missing, current: current.rows - current.missing },
    missing: {
      reference: rows === 0 ? 0 : reference.missing / rows,
      current: current.rows === 0 ? 0 : current.missing / current.rows,
    },
    tests: [...(measures.tests ?? []), ...missingTest(reference, current, thresholds)],
  };
}

function measuresOf(
  stored: StoredColumn,
  current: Side,
  thresholds: DriftThresholds,
): Partial<Comparison> {
  if (stored.count === 0 || current.rows === current.missing) return {};
  if (current.kind === "number" && stored.quantiles) {
    return storedNumbers(stored as StoredNumbers, current.numbers!.sorted(), thresholds);
  }
  if (current.kind === "vector" && stored.dims && current.vectors) {
    return storedVectors(stored.dims, current.vectors, thresholds);
  }
  if (current.kind === "category" || current.kind === "text") {
    const found = storedCategories(stored, current, thresholds);
    if (found) return found;
    const { characters } = stored;
    if (characters && current.kind === "text") {
      return { ...storedNumbers(characters, current.numbers!.sorted(), thresholds), of: "length" };
    }
  }
  return {};
}

/** Points of the quantile curve that the area between two of them is summed at. */
const STEPS = 1000;

function storedNumbers(
  stored: StoredNumbers,
  sorted: Float64Array,
  thresholds: DriftThresholds,
): Partial<Comparison> {
  const curve = new StoredCurve(stored);
  const edges = quantileEdges((q) => curve.quantile(q));
  const ends = [...Array.from(edges, (edge) => curve.upTo(edge)), 1];
  const shares = ends.map((end, i) => Math.max(0, end - (ends[i - 1] ?? 0)));
  const bins = { before: shares.map((part) => part * stored.count), now: binCounts(sorted, edges) };
  const { before, now } = curve.exact ? bins : wideBins(bins);
  const psi = stabilityIndex(before, now);
  const together = pooled(before, now);
  const chi2 = chiSquare(together.a, together.b);
  let area = 0;
  for (let i = 0; i < STEPS; i++) {
    const q = (i + 0.5) / STEPS;
    const at = Math.min(sorted.length - 1, Math.floor(q * sorted.length));
    area += Math.abs(curve.quantile(q) - sorted[at]!) / STEPS;
  }
  const effects = [
    { name: "psi", value: psi, threshold: thresholds.psi },
    { name: "cramersV", value: chi2.cramersV, threshold: thresholds.cramersV },
  ];
  return {
    psi,
    chi2,
    wasserstein: area,
    jensenShannon: jensenShannon(before, now),
    tests: [{ name: "chi2", pValue: chi2.pValue, effects }],
    distribution: storedDistribution(stored, sorted),
  };
}

/** Each dimension by itself; that one of many moved is told by the least of their p-values. */
function storedVectors(
  stored: readonly StoredNumbers[],
  vectors: VectorSample,
  thresholds: DriftThresholds,
): Partial<Comparison> {
  const { rows } = vectors;
  if (stored.length !== vectors.dims || rows.rowCount === 0) return {};
  const all = stored.map((each, d) => {
    const sorted = dimension(rows, d);
    const curve = new StoredCurve(each);
    const known = each.distribution ?? Object.values(each.quantiles);
    const distance = Math.max(
      0,
      ...known.map((value) =>
        Math.abs(curve.upTo(value) - countUpTo(sorted, value) / sorted.length),
      ),
    );
    return { distance, ...storedNumbers(each, sorted, thresholds) };
  });
  const psi = Math.max(...all.map((each) => each.psi ?? 0));
  const pValue = Math.min(1, Math.min(...all.map(({ chi2 }) => chi2?.pValue ?? 1)) * all.length);
  const effects = [{ name: "psi", value: psi, threshold: thresholds.psi }];
  return {
    psi,
    dims: all.map(({ distance }) => distance),
    sampled:
      rows.rowCount === vectors.count
        ? null
        : { reference: stored[0]!.count, current: rows.rowCount },
    tests: [{ name: "chi2", pValue, effects }],
  };
}

interface BinCounts {
  readonly before: readonly number[];
  readonly now: readonly number[];
}

/** Shares between the points that are stored are known to about a hundredth. */
const LEAST_SHARE = 0.05;

/** Joins bins with so little of the reference that it is not known how little; beyond its ends it is. */
function wideBins({ before, now }: BinCounts): BinCounts {
  const least = before.reduce((sum, count) => sum + count, 0) * LEAST_SHARE;
  const wide: { before: number; now: number }[] = [];
  const first = before[0] === 0 ? 1 : 0;
  const end = before.at(-1) === 0 ? before.length - 1 : before.length;
  for (let i = first; i < end; i++) {
    const last = wide.at(-1);
    const bin = { before: before[i]!, now: now[i]! };
    if (last && (last.before < least || bin.before < least)) {
      last.before += bin.before;
      last.now += bin.now;
    } else wide.push(bin);
  }
  if (first === 1) wide.unshift({ before: 0, now: now[0]! });
  if (end < before.length) wide.push({ before: 0, now: now.at(-1)! });
  return { before: wide.map((bin) => bin.before), now: wide.map((bin) => bin.now) };
}

function storedDistribution(
  { histogram }: StoredNumbers,
  sorted: Float64Array,
): ColumnDrift["distribution"] {
  if (!histogram || histogram.counts.length === 0) return null;
  const { edges, counts } = histogram;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const now = binCounts(sorted, Float64Array.from(edges));
  // What lies on the first edge belongs to the first bin.
  now[1]! += now[0]!;
  return {
    kind: "bins",
    edges,
    reference: counts.map((count) => count / total),
    current: now.slice(1, -1).map((count) => count / sorted.length),
  };
}

/** The values that are stored, and all others in one. */
function storedCategories(
  { top = [], count, distinct = Infinity }: StoredColumn,
  { categories, rows, missing }: Side,
  thresholds: DriftThresholds,
): Partial<Comparison> | undefined {
  const known = top.reduce((sum, { count: each }) => sum + each, 0);
  // Values that mostly are not among the frequent ones are no categories.
  if (top.length === 0 || (known < count / 2 && distinct > top.length)) return undefined;
  if (!categories || categories.tooMany) return undefined;
  const values = top.map(({ value }) => String(value));
  const before = top.map(({ count: each }) => each);
  const now = values.map((value) => categories.counts.get(value) ?? 0);
  const others = [count - known, rows - missing - now.reduce((sum, each) => sum + each, 0)];
  if (others.every((each) => each === 0)) return categoryMeasures(values, before, now, thresholds);
  return categoryMeasures(
    [...values, "all others"],
    [...before, Math.max(0, others[0]!)],
    [...now, others[1]!],
    thresholds,
  );
}
