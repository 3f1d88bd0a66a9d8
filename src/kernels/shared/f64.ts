/** Doubles of a tile, at most. */
export const TILE_VALUES = 4096;
/** Invocations that share a tile. */
export const TILE_WORKERS = 64;

const double = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** The double whose words, low and high, are at `2 * index`. */
export function doubleAt(words: Uint32Array, index: number): number {
  double.setUint32(4, words[2 * index]!);
  double.setUint32(0, words[2 * index + 1]!);
  return double.getFloat64(0);
}

/** The words of a double, low and high; zero has no sign. */
export function wordsOf(value: number): [low: number, high: number] {
  double.setFloat64(0, value + 0);
  return [double.getUint32(4), double.getUint32(0)];
}

/** The bits of a double as one whole number. */
export function bitsOf(value: number): bigint {
  const [low, high] = wordsOf(value);
  return (BigInt(high) << 32n) | BigInt(low);
}

/** A finite double other than 0 is `mantissa * 2 ** (exponent - 1075)`; the mantissa has no sign. */
export function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const [low, high] = wordsOf(value);
  const exponent = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(low);
  return exponent === 0
    ? { mantissa: fraction, exponent: 1 }
    : { mantissa: fraction | (1n << 52n), exponent };
}

/** The greatest multiple of `2 ** width`, which is no finer than the value's last bit, that is not above it. */
export function multipleOf(value: number, width: number): bigint {
  const { mantissa, exponent } = partsOf(value);
  const whole = value < 0 ? -mantissa : mantissa;
  return whole >> BigInt(1075 + width - exponent);
}

/** Goes through the finite doubles of each tile: tile `t` has those from `starts[t]` to `starts[t + 1]`. */
export function eachTile(
  { values, starts }: { readonly values: Uint32Array; readonly starts: Uint32Array },
  tiles: number,
  visit: (tile: number, finite: readonly number[], others: readonly number[]) => void,
): void {
  for (let tile = 0; tile < tiles; tile++) {
    const length = starts[tile + 1]! - starts[tile]!;
    const all = Array.from({ length }, (_, i) => doubleAt(values, starts[tile]! + i) + 0);
    visit(
      tile,
      all.filter(Number.isFinite),
      all.filter((value) => !Number.isFinite(value)),
    );
  }
}
