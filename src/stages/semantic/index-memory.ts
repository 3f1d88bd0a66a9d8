import { assert } from "../../core/assert.ts";
import { type Matrix, paddedDims } from "../../core/matrix.ts";
import { concatWords } from "../../core/words.ts";
import type { Decisions, StageMemory } from "../stage.ts";
import type { Clusters } from "./clusters.ts";

/** The fate of a row that stayed; that of a removed row is the row kept instead. */
const STAYED = 0xffffffff;
/** The fate of a row that another stage had removed before. */
const GONE = 0xfffffffe;

/** What the runs of an index decided, and the clusters that they put rows in. */
export class KnownRows {
  /** Rows of the index. */
  readonly rowCount: number;
  readonly #fates: Uint32Array;
  /** The centres that all runs use from the one on that first needed some. */
  readonly centres: Matrix | undefined;
  /** As many clusters for each row as there are probes. */
  readonly lists: Uint32Array;

  constructor(earlier: readonly StageMemory[], rowCount: number, dims: number) {
    this.rowCount = rowCount;
    this.#fates = concatWords(earlier.map(({ fates }) => fates!));
    assert(this.#fates.length === rowCount, "an index has a fate for each of its rows");
    const first = earlier.findIndex(({ centres }) => centres);
    const clustered = first < 0 ? [] : earlier.slice(first);
    this.lists = concatWords(clustered.map(({ lists }) => lists!));
    const words = clustered[0]?.["centres"];
    if (!words) return;
    const values = new Float32Array(words.buffer, words.byteOffset, words.length);
    const wide = paddedDims(dims);
    this.centres = { rowCount: values.length / wide, dims: wide, values };
  }

  stayed(row: number): boolean {
    return this.#fates[row] === STAYED;
  }

  /** The row kept instead of a row; undefined where this stage did not remove it. */
  keptFor(row: number): number | undefined {
    const fate = this.#fates[row]!;
    return fate === STAYED || fate === GONE ? undefined : fate;
  }

  /** Whether a row is written, or was removed here: what another stage removed is out of it. */
  has(row: number): boolean {
    return this.#fates[row] !== GONE;
  }

  /** What a run adds to the index: the fates of its rows, and the clusters of those that had none. */
  memoryOf(
    alive: Uint8Array,
    { removed, kept }: Pick<Decisions, "removed" | "kept">,
    clusters: Clusters | undefined,
  ): StageMemory {
    const fates = new Uint32Array(alive.length - this.rowCount);
    for (let i = 0; i < fates.length; i++) fates[i] = alive[this.rowCount + i] ? STAYED : GONE;
    removed.forEach((row, i) => {
      if (row >= this.rowCount) fates[row - this.rowCount] = kept[i]!;
    });
    if (!clusters) return { fates };
    const { ofRow, centres } = clusters;
    const lists = ofRow.slice(this.lists.length);
    if (this.centres) return { fates, lists };
    const { buffer, byteOffset, length } = centres.values;
    return { fates, lists, centres: new Uint32Array(buffer, byteOffset, length) };
  }
}
