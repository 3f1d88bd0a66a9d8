import type { Graph, Ref } from "../graph/graph.ts";
import type { Scalar } from "../graph/scalar.ts";
import { charShingleSets } from "../kernels/char-shingle-sets.ts";
import { wordShingleSets } from "../kernels/word-shingle-sets.ts";
import type { ShingleOptions, TextRefs } from "./text-refs.ts";

/** Sets of ascending hashes: set `i` is the `counts[i]` elements of `hashes` from `starts[i]`. */
export interface ShingleSets {
  readonly starts: Ref<"u32">;
  readonly counts: Ref<"u32">;
  readonly hashes: Ref<"u32">;
}

/**
 * Elements that the set of a text may have. A window of code points starts at a byte of its own; a
 * window of words takes a word and a separator.
 */
export function setRoom(byteLength: number, unit: "char" | "word"): number {
  return unit === "char" ? byteLength : Math.ceil(byteLength / 2);
}

/** Where the set of each row may start, and the room for all of them. */
export function shingleSetStarts(
  offsets: Uint32Array,
  unit: "char" | "word",
): { starts: Uint32Array; capacity: number } {
  const starts = new Uint32Array(offsets.length - 1);
  let capacity = 0;
  starts.forEach((_, row) => {
    starts[row] = capacity;
    capacity += setRoom(offsets[row + 1]! - offsets[row]!, unit);
  });
  return { starts, capacity };
}

interface SetsRoom {
  readonly starts: Ref<"u32">;
  readonly capacity: number;
  /** Where the sets go; a buffer of its own when absent. */
  readonly hashes?: Ref<"u32">;
}

/** The set of shingle hashes of each row; `starts` and `capacity` are of `shingleSetStarts`. */
export function shingleSets(
  graph: Graph,
  text: TextRefs,
  room: SetsRoom,
  rowCount: Scalar,
  { unit, ngram, seed }: ShingleOptions,
): ShingleSets {
  const { starts, capacity } = room;
  const hashes = room.hashes ?? graph.scratch("shingle hashes", "u32", capacity);
  const counts = graph.scratch("shingle set sizes", "u32", text.offsets.length - 1);
  graph.dispatch(
    unit === "char" ? charShingleSets : wordShingleSets,
    { ...text, setStarts: starts, hashes, counts },
    { rowCount, ngram, seed },
  );
  return { starts, counts, hashes };
}
