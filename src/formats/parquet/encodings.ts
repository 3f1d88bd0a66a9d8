import { concatenate } from "../lines.ts";
import { BitPacker, bitWidth } from "./bits.ts";
import { indexWidth, writeHybrid } from "./hybrid.ts";

const BLOCK = 128;
const MINIBLOCK = 32;

/** Parquet's DELTA_BINARY_PACKED: differences of neighbours, above the least of their block. */
export function deltas(values: Float64Array): Uint8Array {
  const { length } = values;
  const blocks = Math.ceil(Math.max(0, length - 1) / BLOCK);
  const out = new BitPacker(64 + blocks * (16 + BLOCK * 8));
  for (const word of [BLOCK, BLOCK / MINIBLOCK, length]) out.putVarint(word);
  putZigzag(out, values[0] ?? 0);
  const steps = new Float64Array(BLOCK);
  for (let start = 1; start < length; start += BLOCK) {
    const count = Math.min(BLOCK, length - start);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      steps[i] = values[start + i]! - values[start + i - 1]!;
      least = Math.min(least, steps[i]!);
    }
    for (let i = 0; i < BLOCK; i++) steps[i] = i < count ? steps[i]! - least : 0;
    putZigzag(out, least);
    const widths: number[] = [];
    for (let at = 0; at < BLOCK; at += MINIBLOCK) {
      let most = 0;
      for (let i = at; i < at + MINIBLOCK; i++) most = Math.max(most, steps[i]!);
      widths.push(bitWidth(most));
    }
    for (const width of widths) out.putByte(width);
    for (let i = 0; i < count; i++) {
      const width = widths[Math.floor(i / MINIBLOCK)]!;
      if (width > 0) out.put(steps[i]!, width);
    }
    // What is begun of a miniblock is whole; those behind it are left out.
    const begun = Math.floor((count - 1) / MINIBLOCK);
    if (widths[begun]! > 0) {
      for (let i = count; i < (begun + 1) * MINIBLOCK; i++) out.put(0, widths[begun]!);
    }
    out.align();
  }
  return out.view;
}

function putZigzag(out: BitPacker, value: number): void {
  out.putVarint(value >= 0 ? value * 2 : -value * 2 - 1);
}

/** Parquet's RLE_DICTIONARY: positions in a dictionary behind their width. */
export function dictionaryIndices(indices: Uint32Array, dictionarySize: number): Uint8Array {
  const width = indexWidth(dictionarySize);
  return concatenate([Uint8Array.of(width), writeHybrid(indices, width)]);
}

/** Parquet's PLAIN of texts: each behind its length. */
export function plainTexts(texts: readonly string[]): Uint8Array {
  const all = texts.join("");
  const most = all.length * 3 + texts.length * 4;
  const bytes = new Uint8Array(most);
  const view = new DataView(bytes.buffer);
  const encoder = new TextEncoder();
  let at = 0;
  for (const text of texts) {
    const { written } = encoder.encodeInto(text, bytes.subarray(at + 4));
    view.setUint32(at, written, true);
    at += 4 + written;
  }
  return bytes.subarray(0, at);
}
