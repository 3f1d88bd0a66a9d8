import fc from "fast-check";
import type { TextColumn } from "../../src/core/text-column.ts";
import { shingleSetStarts } from "../../src/ops/shingle-sets.ts";
import { anyTexts } from "./texts.ts";

/** A call of a shingle-set kernel on these texts, with the room that the op gives. */
export function shingleSetCall(
  { rowCount, offsets, words }: TextColumn,
  unit: "char" | "word",
  options: { readonly ngram: number; readonly seed: number },
) {
  const { starts, capacity } = shingleSetStarts(offsets, unit);
  return {
    buffers: {
      offsets,
      words,
      setStarts: starts,
      hashes: new Uint32Array(capacity).fill(7),
      counts: new Uint32Array(rowCount),
    },
    params: { rowCount, ...options },
  };
}

/** Any legal call of a shingle-set kernel. */
export const shingleSetCalls = (unit: "char" | "word") =>
  fc
    .tuple(
      anyTexts,
      fc.record({
        ngram: fc.integer({ min: 1, max: 24 }),
        seed: fc.oneof(fc.constant(0), fc.nat(0xffffffff)),
      }),
    )
    .map(([texts, options]) => shingleSetCall(texts, unit, options));
