/** The specification of shingle hashes read anew, on strings and big integers. */
const MASK = 0xffffffffn;

function mix(value: bigint): bigint {
  let x = value & MASK;
  x = ((x ^ (x >> 16n)) * 0x7feb352dn) & MASK;
  x = ((x ^ (x >> 15n)) * 0x846ca68bn) & MASK;
  return x ^ (x >> 16n);
}

function polynomial(values: readonly bigint[], base: bigint): bigint {
  return values.reduce((sum, value) => (sum * base + value + 1n) & MASK, 0n);
}

function hashText(text: string): bigint {
  return polynomial(Array.from(new TextEncoder().encode(text), BigInt), 0x2c9277b5n);
}

function windows<T>(units: readonly T[], ngram: number): T[][] {
  if (units.length === 0) return [];
  const count = Math.max(1, units.length - ngram + 1);
  return Array.from({ length: count }, (_, i) => units.slice(i, i + ngram));
}

/** The hashes of the windows of a well-formed text, in order. */
export function shinglesOf(
  text: string,
  unit: "char" | "word",
  ngram: number,
  seed: number,
): number[] {
  const hashes =
    unit === "char"
      ? windows(Array.from(text), ngram).map((chars) => hashText(chars.join("")))
      : windows(text.match(/[^\t-\r ]+/g) ?? [], ngram).map((words) =>
          polynomial(
            words.map((word) => mix(hashText(word))),
            0x9e3779b1n,
          ),
        );
  return hashes.map((hash) => Number(mix(hash ^ BigInt(seed))));
}
