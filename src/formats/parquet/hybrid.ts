import { BitPacker, bitWidth } from "./bits.ts";

/** Parquet's hybrid of runs and packed bits: reads `count` numbers of `width` bits. */
export function readHybrid(bytes: Uint8Array, width: number, count: number): Uint32Array {
  const values = new Uint32Array(count);
  const valueBytes = Math.ceil(width / 8);
  const mask = width === 32 ? 0xffff_ffff : 2 ** width - 1;
  let at = 0;
  let done = 0;
  while (done < count) {
    let header = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || factor > 2 ** 35)
        throw new Error("the runs of a page end too early");
      header += (byte & 0x7f) * factor;
      if (byte < 0x80) break;
    }
    const length = Math.floor(header / 2);
    if (header % 2 === 0) {
      let value = 0;
      for (let i = 0; i < valueBytes; i++) value |= (bytes[at + i] ?? 0) << (8 * i);
      at += valueBytes;
      values.fill(value, done, Math.min(count, done + length));
      done += length;
      if (length === 0) throw new Error("a run of a page is empty");
      continue;
    }
    if (at + length * width > bytes.length + 8) throw new Error("the bits of a page end too early");
    const end = Math.min(count, done + length * 8);
    let pending = 0;
    let bits = 0;
    for (let from = at; done < end; done++) {
      for (; bits < width; bits += 8) pending += (bytes[from++] ?? 0) * 2 ** bits;
      values[done] = width === 32 ? pending % 2 ** 32 : pending & mask;
      pending = Math.floor(pending / 2 ** width);
      bits -= width;
    }
    at += length * width;
  }
  return values;
}

/** Writes numbers of `width` bits: as runs where that takes fewer bytes, else packed. */
export function writeHybrid(values: Uint32Array, width: number): Uint8Array {
  const { length } = values;
  const valueBytes = Math.ceil(width / 8);
  let runs = 0;
  for (let i = 0; i < length; i++) if (i === 0 || values[i] !== values[i - 1]) runs++;
  const groups = Math.ceil(length / 8);
  const runBytes = runs * (5 + valueBytes);
  const inRuns = runBytes < groups * width;
  const out = new BitPacker(16 + (inRuns ? runBytes : groups * width));
  if (inRuns) {
    for (let start = 0, end = 0; start < length; start = end) {
      const value = values[start]!;
      while (end < length && values[end] === value) end++;
      out.putVarint((end - start) * 2);
      for (let i = 0; i < valueBytes; i++) out.putByte((value >>> (8 * i)) & 0xff);
    }
    return out.view;
  }
  out.putVarint(groups * 2 + 1);
  for (let i = 0; i < groups * 8; i++) out.put(i < length ? values[i]! : 0, width);
  return out.view;
}

/** Bits of a position among so many values, at least one. */
export function indexWidth(size: number): number {
  return Math.max(1, bitWidth(Math.max(0, size - 1)));
}
