import { seededRandom } from "../../src/ops/seeded-random.ts";

/** Plain definitions of what semantic dedup must find, written without any of the code under test. */

/** The vector as it is stored: numbers of 32 bits. */
export type Vector = readonly number[] | null;

function length(vector: readonly number[]): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** Undefined where there is no direction. */
export function cosine(a: Vector, b: Vector): number | undefined {
  if (!a || !b) return undefined;
  const product = a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  const cosineOf = product / (length(a) * length(b));
  return Number.isFinite(cosineOf) ? cosineOf : undefined;
}

/** The rows that stay when each row in order stays unless it is similar to an earlier one that stays. */
export function greedyKept(
  vectors: readonly Vector[],
  eps: number,
  order = vectors.map((_, row) => row),
  comparable: (a: number, b: number) => boolean = () => true,
): number[] {
  const kept: number[] = [];
  for (const row of order) {
    const repeats = kept.some(
      (other) =>
        comparable(row, other) && (cosine(vectors[row]!, vectors[other]!) ?? -1) >= 1 - eps,
    );
    if (!repeats) kept.push(row);
  }
  return kept.toSorted((a, b) => a - b);
}

/** Vectors around random directions, with copies, near copies, scaled copies and odd ones. */
export function nearVectors(
  count: number,
  dims: number,
  seed: number,
  noise = 0.3,
  odd = true,
): Vector[] {
  const random = seededRandom(seed);
  const normal = (): number => {
    let sum = -3;
    for (let i = 0; i < 6; i++) sum += random();
    return sum;
  };
  const vectors: Vector[] = [];
  const found: (readonly number[])[] = [];
  for (let i = 0; i < count; i++) {
    const kind = random();
    const from = found[Math.floor(random() * found.length)];
    let vector: Vector;
    if (!from || kind < 0.4) vector = Array.from({ length: dims }, normal);
    else if (kind < 0.5) vector = from;
    else if (kind < 0.6) vector = from.map((value) => 3 * value);
    else if (odd && kind < 0.63) {
      const odds = [
        null,
        from.map(() => 0),
        from.map((value, k) => (k === 1 ? Number.NaN : value)),
      ];
      vector = odds[Math.floor(random() * odds.length)]!;
    } else {
      const far = noise * random();
      vector = from.map((value) => value + far * normal());
    }
    vector = vector && vector.map(Math.fround);
    vectors.push(vector);
    if (vector && length(vector) > 0) found.push(vector);
  }
  return vectors;
}
