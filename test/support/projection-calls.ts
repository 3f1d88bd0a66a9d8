import fc from "fast-check";
import type { TextColumn } from "../../src/core/text-column.ts";
import { anyTexts } from "./texts.ts";

interface ProjectionOptions {
  readonly ngram: number;
  readonly seed: number;
  readonly dims: number;
  readonly weight: number;
}

/** A call of a projection kernel on these texts; every sum begins at `before`. */
export function projectionCall(
  { rowCount, offsets, words }: TextColumn,
  options: ProjectionOptions,
  before = 0,
) {
  const sums = new Int32Array(rowCount * options.dims).fill(before);
  return { buffers: { offsets, words, sums }, params: { rowCount, ...options } };
}

/** Any legal call of a projection kernel. */
export const projectionCalls = fc
  .tuple(
    anyTexts,
    fc.record({
      ngram: fc.integer({ min: 1, max: 24 }),
      seed: fc.oneof(fc.constant(0), fc.nat(0xffffffff)),
      dims: fc.oneof(fc.constantFrom(1, 384, 2048), fc.integer({ min: 1, max: 2048 })),
      weight: fc.oneof(fc.constant(1), fc.integer()),
    }),
    fc.integer(),
  )
  .map(([texts, options, before]) => projectionCall(texts, options, before));
