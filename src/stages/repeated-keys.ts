/** 64-bit keys in two halves, and what each one stands for. */
export interface Keys {
  readonly hi: Uint32Array;
  readonly lo: Uint32Array;
  readonly rows: Uint32Array;
}

/** The first of them, so many. */
export function firstKeys({ hi, lo, rows }: Keys, count: number): Keys {
  return { hi: hi.subarray(0, count), lo: lo.subarray(0, count), rows: rows.subarray(0, count) };
}

/** Slots of two bits for each key, at least: so many, that few keys share one by chance. */
const SLOTS_PER_KEY = 8;

/**
 * Leaves out keys that occur once, all but a tenth of them, and no others. Which keys share a slot
 * of a table is known after two looks at each; sorting takes many. The keys are used up.
 */
export function repeatedKeys({ hi, lo, rows }: Keys): Keys {
  const count = rows.length;
  const slots = 2 ** Math.max(4, Math.ceil(Math.log2(count * SLOTS_PER_KEY)));
  // Of the two bits of a slot the first is set by a key, the second by one more.
  const table = new Uint32Array(slots / 16);
  for (let i = 0; i < count; i++) {
    const slot = slotOf(hi[i]!, lo[i]!) & (slots - 1);
    const shift = (slot & 15) << 1;
    const word = table[slot >>> 4]!;
    table[slot >>> 4] = word | ((1 | (((word >>> shift) & 1) << 1)) << shift);
  }
  let left = 0;
  for (let i = 0; i < count; i++) {
    const slot = slotOf(hi[i]!, lo[i]!) & (slots - 1);
    hi[left] = hi[i]!;
    lo[left] = lo[i]!;
    rows[left] = rows[i]!;
    left += (table[slot >>> 4]! >>> (((slot & 15) << 1) | 1)) & 1;
  }
  return firstKeys({ hi, lo, rows }, left);
}

/** Mixes both halves: keys may differ in a few bits of either. */
function slotOf(hi: number, lo: number): number {
  const mixed = Math.imul(hi ^ Math.imul(lo, 0x9e3779b1), 0x85ebca77);
  return mixed ^ (mixed >>> 15);
}
