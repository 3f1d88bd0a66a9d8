import { closeSync, openSync, writeSync } from "node:fs";
import { randomU32 } from "./kernel-bench.ts";
import { textOf, vocabulary } from "./vocabulary.ts";

export interface BucketSpec {
  readonly rows: number;
  readonly seed: number;
  /** Whether each row differs from all others, by one word of forty and a number. */
  readonly distinct: boolean;
}

const WORDS = 40;
const FLUSH_CHARACTERS = 2 ** 22;

/** Writes one text as often as there are rows, or as many near-copies of it, as JSON lines. */
export function writeBucket(path: string, { rows, seed, distinct }: BucketSpec): number {
  const next = randomU32(seed);
  const source = vocabulary(randomU32(0xc0ffee));
  const word = (): number => source.next(next() / 2 ** 32);
  const base = Array.from({ length: WORDS }, word);
  const file = openSync(path, "w");
  let byteLength = 0;
  let pending = "";
  const flush = (): void => {
    byteLength += writeSync(file, pending);
    pending = "";
  };
  try {
    for (let row = 0; row < rows; row++) {
      const words = distinct ? base.with(next() % WORDS, word()) : base;
      const text = textOf(source, words) + (distinct ? ` ${row}` : "");
      pending += `{"text":${JSON.stringify(text)}}\n`;
      if (pending.length >= FLUSH_CHARACTERS) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
  return byteLength;
}
