import type { Engine } from "./engine.ts";

/**
 * Values with how often they came. `keys` are bits of doubles or hashes of texts. Each count may be too
 * low by `taken`, which is 0 while all distinct values are there.
 */
export interface Counts {
  /** Keys that are kept, at most. */
  readonly most: number;
  readonly taken: number;
  readonly keys: BigUint64Array;
  readonly counts: Float64Array;
  /** HyperLogLog registers, `2 ** precision` of them. */
  readonly registers: Uint8Array;
}

/** Bytes of a text that are kept. */
const BEGINNING = 240;
const EMPTY = 0xffffffffffffffffn;

/** What the counts at an address of the engine are now. */
export function readCounts(engine: Engine, at: number): Counts {
  const [slots, size, most, precision] = engine.words(at, 4) as unknown as number[];
  const [taken] = engine.doubles(at + 16, 1);
  const [table, registers] = engine.words(at + 24, 2) as unknown as number[];
  const cells = new BigUint64Array(engine.memory.buffer, table, slots! * 2);
  const keys = new BigUint64Array(size);
  const counts = new Float64Array(size!);
  let next = 0;
  for (let slot = 0; slot < slots!; slot++) {
    const key = cells[2 * slot]!;
    if (key === EMPTY) continue;
    keys[next] = key;
    counts[next++] = Number(cells[2 * slot + 1]!);
  }
  return {
    most: (most! * 3) / 4,
    taken: taken!,
    keys,
    counts,
    registers: engine.bytes(registers!, 1 << precision!).slice(),
  };
}

/** The beginnings of the texts that are counted at an address of the engine. */
export function readTexts(engine: Engine, at: number): Map<bigint, string> {
  const [slots] = engine.words(at, 1) as unknown as number[];
  const [table, , textsAt] = engine.words(at + 24, 3) as unknown as number[];
  const cells = new BigUint64Array(engine.memory.buffer, table, slots! * 2);
  const places = engine.words(textsAt!, slots!);
  const decoder = new TextDecoder();
  const texts = new Map<bigint, string>();
  for (let slot = 0; slot < slots!; slot++) {
    const place = places[slot]!;
    if (place === 0) continue;
    const [length] = engine.words(place, 1) as unknown as number[];
    const text = decoder.decode(engine.bytes(place + 4, Math.min(length!, BEGINNING)));
    // A character may be cut in two where the beginning ends.
    const cut = length! > BEGINNING ? `${text.replace(/\ufffd+$/, "")}…` : text;
    texts.set(cells[2 * slot]!, cut);
  }
  return texts;
}

/** Both together; exact if both are and there is room. */
export function mergeCounts(a: Counts, b: Counts): Counts {
  const most = Math.min(a.most, b.most);
  const sums = new Map<bigint, number>();
  for (const { keys, counts } of [a, b]) {
    keys.forEach((key, i) => sums.set(key, (sums.get(key) ?? 0) + counts[i]!));
  }
  let taken = a.taken + b.taken;
  if (sums.size > most) {
    // As many as fit stay when the greatest count that does not is taken from all.
    const cut = Float64Array.from(sums.values()).sort()[sums.size - most - 1]!;
    for (const [key, count] of sums) {
      if (count > cut) sums.set(key, count - cut);
      else sums.delete(key);
    }
    taken += cut;
  }
  return {
    most,
    taken,
    keys: BigUint64Array.from(sums.keys()),
    counts: Float64Array.from(sums.values()),
    registers: a.registers.map((rank, i) => Math.max(rank, b.registers[i]!)),
  };
}

/** How many values are distinct. */
export interface Distinct {
  readonly distinct: number;
  /** Standard error of that, relative; 0 if it is exact. */
  readonly distinctError: number;
}

export function distinctOf({ taken, keys, registers }: Counts): Distinct {
  if (taken === 0) return { distinct: keys.length, distinctError: 0 };
  const error = 1.04 / Math.sqrt(registers.length);
  return { distinct: Math.round(estimate(registers)), distinctError: error };
}

/** The improved estimator of Ertl (2017), which needs no tables. */
function estimate(registers: Uint8Array): number {
  const m = registers.length;
  const q = 64 - Math.log2(m);
  const ranks = new Float64Array(q + 2);
  for (const rank of registers) ranks[rank]!++;
  let z = m * tau(1 - ranks[q + 1]! / m);
  for (let k = q; k >= 1; k--) z = (z + ranks[k]!) / 2;
  z += m * sigma(ranks[0]! / m);
  return (m / (2 * Math.LN2)) * (m / z);
}

function sigma(start: number): number {
  if (start === 1) return Number.POSITIVE_INFINITY;
  let x = start;
  let y = 1;
  let z = x;
  for (;;) {
    x *= x;
    const before = z;
    z += x * y;
    y += y;
    if (z === before) return z;
  }
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let x = start;
  let y = 1;
  let z = 1 - x;
  for (;;) {
    x = Math.sqrt(x);
    const before = z;
    y /= 2;
    z -= (1 - x) ** 2 * y;
    if (z === before) return z / 3;
  }
}

/** The most frequent keys, first the most frequent; of equal counts the order is that of `order`. */
export function topKeys(
  { keys, counts, taken }: Counts,
  most: number,
  order: (a: bigint, b: bigint) => number,
): { readonly key: bigint; readonly count: number }[] {
  // What may be a mere remainder of many values is no frequent one.
  const sure = Array.from(keys, (key, i) => ({ key, count: counts[i]! })).filter(
    ({ count }) => count > taken,
  );
  return sure.sort((a, b) => b.count - a.count || order(a.key, b.key)).slice(0, most);
}
