import type { ByteSource } from "../../io/byte-source.ts";
import { damaged } from "./damage.ts";
import type { Chunk } from "./footer.ts";
import type { PageMemory, Texts } from "./page-memory.ts";
import { pagesOf, readIndices } from "./pages.ts";

/** What the values of a column are read as. */
export type ValueKind = keyof typeof arrays | "text";

/** Where a column of a file is, and how it is read: all that a thread needs to know. */
export interface ColumnChunks {
  readonly kind: ValueKind;
  readonly optional: boolean;
  readonly chunks: readonly (Omit<Chunk, "struct"> & { readonly rows: number })[];
}

const arrays = {
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
};

export type NumberArray = InstanceType<(typeof arrays)[keyof typeof arrays]>;

/** Rows of a column that follow each other; arrays are overwritten when the next are asked for. */
export interface ColumnValues {
  readonly rows: number;
  readonly nulls: number;
  /** Whether each row has a value, as bits from the first on; all have where absent. */
  readonly present?: Uint8Array;
  readonly values:
    | { readonly kind: "numbers"; readonly numbers: NumberArray }
    /** The places in a dictionary of those that are there. */
    | { readonly kind: "codes"; readonly dictionary: Texts; readonly codes: Uint32Array }
    /** Those that are there. */
    | { readonly kind: "texts"; readonly texts: Texts };
}

/** Rows of numbers that are given at once. */
const ROWS = 65_536;

/** The values of a column in order: numbers in full lots, texts as their pages have them. */
export async function* columnValues(
  source: ByteSource,
  { kind, optional, chunks }: ColumnChunks,
  memory: PageMemory,
  onBytes: (bytes: number) => void = () => {},
): AsyncGenerator<ColumnValues> {
  const numbers = kind === "text" ? undefined : new NumberLot(kind);
  let room = new Uint8Array(0);
  for (const chunk of chunks) {
    const size = chunk.end - chunk.start;
    if (source.readInto && size > room.length) room = new Uint8Array(size);
    const bytes = source.readInto
      ? room.subarray(0, await source.readInto(room.subarray(0, size), chunk.start))
      : await source.read(chunk.start, chunk.end);
    let rows = 0;
    try {
      for (const lot of numbers
        ? numbers.lots(bytes, chunk, optional, memory)
        : textLots(bytes, chunk, optional, memory)) {
        if (typeof lot === "number") rows += lot;
        else yield lot;
      }
    } catch (cause) {
      throw damaged(source, chunk.start, (cause as Error).message, cause);
    }
    if (rows !== chunk.rows) {
      const message = `a row group has ${rows} rows, its footer says ${chunk.rows}`;
      throw damaged(source, chunk.start, message);
    }
    onBytes(size);
  }
  const last = numbers?.take();
  if (last) yield last;
}

/** Numbers of pages put together until they are as many as are given at once. */
class NumberLot {
  readonly #numbers: NumberArray;
  readonly #present = new Uint8Array(ROWS / 8).fill(255);
  #rows = 0;
  #nulls = 0;

  constructor(kind: keyof typeof arrays) {
    this.#numbers = new arrays[kind](ROWS);
  }

  /** Full lots, and how many rows each page has. */
  *lots(
    bytes: Uint8Array,
    chunk: ColumnChunks["chunks"][number],
    optional: boolean,
    memory: PageMemory,
  ): Generator<ColumnValues | number> {
    const size = this.#numbers.BYTES_PER_ELEMENT as 4 | 8;
    let kept: number | undefined;
    memory.keepNothing();
    for (const page of pagesOf(bytes, chunk, optional, memory)) {
      if (page.kind === "dictionary") {
        kept = page.count;
        if (memory.rest.length < kept * size) throw new Error("a dictionary of it ends too early");
        memory.keep();
        continue;
      }
      if (page.kind === "bits") throw new Error("a page of numbers has truth values");
      const { count, defined } = page;
      const indexed = page.kind === "indices" ? (kept ?? 0) : undefined;
      const found = memory.takeNumbers(size, count, defined, indexed);
      if (!found) throw new Error("a page of it ends too early, or names what is not there");
      const Kind = this.#numbers.constructor as new (
        buffer: ArrayBufferLike,
        byteOffset: number,
        length: number,
      ) => NumberArray;
      const numbers = new Kind(found.buffer, found.byteOffset, count);
      for (let row = 0; row < count;) {
        const some = Math.min(count - row, ROWS - this.#rows);
        this.#numbers.set(numbers.subarray(row, row + some) as never, this.#rows);
        this.#mark(some, defined?.subarray(row, row + some));
        row += some;
        if (this.#rows === ROWS) yield this.take()!;
      }
      yield count;
    }
  }

  #mark(count: number, defined: Uint32Array | undefined): void {
    defined?.forEach((level, i) => {
      if (level === 1) return;
      const row = this.#rows + i;
      this.#present[row >> 3]! &= ~(1 << (row & 7));
      this.#nulls++;
    });
    this.#rows += count;
  }

  take(): ColumnValues | undefined {
    const [rows, nulls] = [this.#rows, this.#nulls];
    if (rows === 0) return undefined;
    const numbers = this.#numbers.subarray(0, rows);
    const present = nulls > 0 && this.#present.slice();
    this.#present.fill(255);
    this.#rows = 0;
    this.#nulls = 0;
    return { rows, nulls, ...(present && { present }), values: { kind: "numbers", numbers } };
  }
}

/** Texts as the pages have them, and how many rows each page has. */
function* textLots(
  bytes: Uint8Array,
  chunk: ColumnChunks["chunks"][number],
  optional: boolean,
  memory: PageMemory,
): Generator<ColumnValues | number> {
  let dictionary: Texts = { offsets: new Int32Array(1), bytes: new Uint8Array(0) };
  memory.keepNothing();
  for (const page of pagesOf(bytes, chunk, optional, memory)) {
    if (page.kind === "dictionary") {
      dictionary = wholeTexts(memory, page.count);
      continue;
    }
    if (page.kind === "bits") throw new Error("a page of a text column has truth values");
    const { count, defined } = page;
    const there = page.kind === "indices" ? readIndices(memory, page) : undefined;
    const size = dictionary.offsets.length - 1;
    if (there?.some((code) => code >= size))
      throw new Error("a page of it names what is not there");
    const nulls = defined ? count - defined.reduce((sum, level) => sum + level, 0) : 0;
    const values = there
      ? ({ kind: "codes", dictionary, codes: there } as const)
      : ({ kind: "texts", texts: wholeTexts(memory, count - nulls) } as const);
    yield { rows: count, nulls, ...(defined && { present: bitsOf(defined) }), values };
    yield count;
  }
}

function wholeTexts(memory: PageMemory, count: number): Texts {
  const texts = memory.takeTexts(count, Number.POSITIVE_INFINITY);
  if (texts?.offsets.length === count + 1) return texts;
  throw new Error("a text of it is not valid UTF-8, or ends too early");
}

function bitsOf(levels: Uint32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(levels.length / 8));
  levels.forEach((level, row) => (bits[row >> 3]! |= level << (row & 7)));
  return bits;
}
