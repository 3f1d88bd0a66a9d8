import type { Ref } from "../graph/graph.ts";

/** A text column on the device; see `TextColumn`. `offsets` has room for one more than the rows. */
export interface TextRefs {
  readonly offsets: Ref<"u32">;
  readonly words: Ref<"u32">;
}

/** What a shingle is: a window of `ngram` code points or of `ngram` words, hashed with `seed`. */
export interface ShingleOptions {
  readonly unit: "char" | "word";
  /** At most 64: beyond, the hash is weak against crafted texts. */
  readonly ngram: number;
  readonly seed: number;
}
