import type { Counts } from "./counts.ts";
import type { Moments } from "./moments.ts";
import type { Values } from "./values.ts";

/** All values that are distinct, ascending, and how often each came. */
export interface Counted {
  readonly values: Float64Array;
  readonly times: Float64Array;
}

/** What was counted, where no value is missing of it. */
export function countedOf({ keys, counts }: Counts): Counted {
  const doubles = new Float64Array(keys.buffer, keys.byteOffset, keys.length);
  const order = Uint32Array.from(doubles, (_, i) => i).sort((a, b) => doubles[a]! - doubles[b]!);
  return {
    values: Float64Array.from(order, (i) => doubles[i]!),
    times: Float64Array.from(order, (i) => counts[i]!),
  };
}

/** What quantiles are taken from: no rank is moved. */
export function countedSketch({ values, times }: Counted, capacity: number): Values {
  const count = times.reduce((sum, each) => sum + each, 0);
  const levels: Float64Array[] = [];
  for (let weight = 1; weight <= count; weight *= 2) {
    levels.push(values.filter((_, i) => Math.floor(times[i]! / weight) % 2 === 1));
  }
  return { kind: "sketch", capacity, count, squares: 0, levels };
}

/** Sums of powers, each value as often as it came. */
export function countedMoments({ values, times }: Counted): Moments {
  const parts = Array.from(values, partsOf);
  const exponent = parts.reduce((least, part) => Math.min(least, part.exponent), 1024);
  const sums: [bigint, bigint, bigint, bigint] = [0n, 0n, 0n, 0n];
  let count = 0;
  parts.forEach((part, i) => {
    const value = part.whole << BigInt(part.exponent - exponent);
    let power = BigInt(times[i]!);
    for (let p = 0; p < 4; p++) sums[p]! += power *= value;
    count += times[i]!;
  });
  return { count, exponent, sums };
}

const double = new Float64Array(1);
const bits = new BigUint64Array(double.buffer);

/** A double as a whole number of units of a power of two. */
function partsOf(value: number): { readonly whole: bigint; readonly exponent: number } {
  if (value === 0) return { whole: 0n, exponent: 1024 };
  if (Number.isSafeInteger(value)) return { whole: BigInt(value), exponent: 0 };
  double[0] = value;
  const [word] = bits as unknown as [bigint];
  const power = Number((word >> 52n) & 0x7ffn);
  const fraction = word & 0xfffffffffffffn;
  const size = power === 0 ? fraction : fraction | 0x10000000000000n;
  return { whole: value < 0 ? -size : size, exponent: Math.max(1, power) - 1075 };
}
