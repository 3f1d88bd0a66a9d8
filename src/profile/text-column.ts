import { type Counts, mergeCounts, readCounts, readTexts } from "./counts.ts";
import { CHUNK, type Engine } from "./engine.ts";
import { type Keeping, mergeNumbers, NumberColumn, type NumberState } from "./number-column.ts";
import { beginning, LANGUAGE_ROWS } from "./languages.ts";
import { leastOf, RowSample, type Sampled } from "./row-sample.ts";
import { scriptNames } from "./scripts.ts";

/** All that is known of a column of texts; states of parts can be merged. */
export interface TextState {
  readonly nulls: number;
  readonly count: number;
  readonly empty: number;
  readonly characters: NumberState;
  readonly words: NumberState;
  readonly bytes: NumberState;
  readonly counts: Counts;
  /** The beginning of each text that is counted. */
  readonly texts: ReadonlyMap<bigint, string>;
  /** Characters by script. */
  readonly scripts: readonly number[];
  readonly alphanumerics: number;
  readonly lines: number;
  readonly repeatedLines: number;
  /** The beginnings of sampled texts. */
  readonly sample: readonly Sampled<string>[];
}

/** Texts as Arrow has them: row `i` is the bytes from `offsets[i]` to `offsets[i + 1]`. */
export interface TextValues {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  readonly length: number;
  /** Whether a row has a text; all have when absent. */
  readonly isValid?: (row: number) => boolean;
}

/** Texts by their places among those that are distinct, or nearly so. */
export interface CodedTexts {
  readonly dictionary: Pick<TextValues, "bytes" | "offsets">;
  readonly codes: Uint32Array;
}

/** Bytes that are looked at together. */
const MOST_BYTES = 4 << 20;

/** Where the bytes, characters and words of texts that were looked at are told. */
function lengthPlaces({ lengthsAt }: Engine): [number, number, number] {
  return [lengthsAt, lengthsAt + CHUNK * 8, lengthsAt + 2 * CHUNK * 8];
}

/** Takes in a column of texts. */
export class TextColumn {
  readonly #engine: Engine;
  readonly #characters: NumberColumn;
  readonly #words: NumberColumn;
  readonly #bytes: NumberColumn;
  readonly #counts: number;
  readonly #scripts = Array<number>(scriptNames.length).fill(0);
  #nulls = 0;
  #count = 0;
  #alphanumerics = 0;
  #lines = 0;
  #repeatedLines = 0;
  readonly #sample = new RowSample<string>(LANGUAGE_ROWS);

  constructor(engine: Engine, keeping: Keeping) {
    this.#engine = engine;
    const lengths = { ...keeping, slots: 1024, precision: 10 };
    this.#characters = new NumberColumn(engine, lengths);
    this.#words = new NumberColumn(engine, lengths);
    this.#bytes = new NumberColumn(engine, lengths);
    this.#counts = engine.exports.newCounts(keeping.slots, keeping.precision, 1);
  }

  /** Rows that have no text. */
  addNulls(count: number): void {
    this.#nulls += count;
  }

  /** Rows from `firstRow` on. */
  observe(texts: TextValues, firstRow: number): void {
    const { offsets, length, isValid } = texts;
    for (let row = 0; row < length; row++) {
      if (isValid?.(row) !== false) this.#sampleText(firstRow + row, texts, row);
    }
    let from = 0;
    while (from < length) {
      let to = from + 1;
      const start = offsets[from]!;
      while (to < length && to - from < CHUNK && offsets[to + 1]! - start <= MOST_BYTES) to++;
      const rows: number[] | undefined = isValid ? [] : undefined;
      if (rows) for (let row = from; row < to; row++) if (isValid!(row)) rows.push(row);
      if (rows && rows.length < to - from) this.#gathered(texts, rows, to - from, firstRow);
      else this.#contiguous(texts, from, to, firstRow);
      from = to;
    }
  }

  #sampleText(row: number, { bytes, offsets }: CodedTexts["dictionary"], at: number): void {
    if (!this.#sample.wants(row) || offsets[at] === offsets[at + 1]) return;
    this.#sample.put(row, beginning(bytes, offsets[at]!, offsets[at + 1]!));
  }

  #contiguous({ bytes, offsets }: TextValues, from: number, to: number, firstRow: number): void {
    this.#take(this.#placed(bytes, offsets, from, to), to - from, firstRow + from);
  }

  /** Where some of the texts are put. */
  #placed(bytes: Uint8Array, offsets: Int32Array, from: number, to: number): number {
    const start = offsets[from]!;
    const end = offsets[to]!;
    const at = this.#engine.textRoom(end - start);
    this.#engine.bytes(at, end - start).set(bytes.subarray(start, end));
    const places = this.#engine.words(this.#engine.offsetsAt, to - from + 1);
    for (let i = from; i <= to; i++) places[i - from] = offsets[i]! - start;
    return at;
  }

  /** Rows with nulls between them. */
  #gathered(
    { bytes, offsets }: TextValues,
    rows: readonly number[],
    of: number,
    first: number,
  ): void {
    this.#nulls += of - rows.length;
    if (rows.length === 0) return;
    let total = 0;
    for (const row of rows) total += offsets[row + 1]! - offsets[row]!;
    const at = this.#engine.textRoom(total);
    const target = this.#engine.bytes(at, total);
    const places = this.#engine.words(this.#engine.offsetsAt, rows.length + 1);
    let next = 0;
    rows.forEach((row, i) => {
      places[i] = next;
      target.set(bytes.subarray(offsets[row], offsets[row + 1]), next);
      next += offsets[row + 1]! - offsets[row]!;
    });
    places[rows.length] = next;
    this.#take(at, rows.length, first, Uint32Array.from(rows));
  }

  /**
   * Texts by their places in a dictionary, each of which is looked at once. `rows` are those that have
   * one; all have when absent.
   */
  observeCodes({ dictionary, codes }: CodedTexts, firstRow: number, rows?: Uint32Array): void {
    const { offsets, bytes } = dictionary;
    const size = offsets.length - 1;
    const times = new Uint32Array(size);
    for (let i = 0; i < codes.length; i++) {
      times[codes[i]!]!++;
      this.#sampleText(firstRow + (rows ? rows[i]! : i), dictionary, codes[i]!);
    }
    const lengths = [0, 1, 2].map(() => new Float64Array(size));
    for (let from = 0; from < size;) {
      let to = from + 1;
      const start = offsets[from]!;
      while (to < size && to - from < CHUNK && offsets[to + 1]! - start <= MOST_BYTES) to++;
      const at = this.#placed(bytes, offsets, from, to);
      const engine = this.#engine;
      engine.words(engine.restAt, to - from).set(times.subarray(from, to));
      this.#scan(at, to - from, engine.restAt);
      lengthPlaces(engine).forEach((place, i) => {
        lengths[i]!.set(engine.doubles(place, to - from), from);
      });
      from = to;
    }
    this.#count += codes.length;
    [this.#bytes, this.#characters, this.#words].forEach((column, i) => {
      const own = lengths[i]!;
      const values = new Float64Array(codes.length);
      for (let row = 0; row < values.length; row++) values[row] = own[codes[row]!]!;
      if (rows) column.observeRows(values, rows, firstRow);
      else column.observe(values, firstRow);
    });
  }

  #take(bytes: number, n: number, firstRow: number, rows?: Uint32Array): void {
    this.#scan(bytes, n, 0);
    this.#count += n;
    const engine = this.#engine;
    const places = lengthPlaces(engine);
    [this.#bytes, this.#characters, this.#words].forEach((column, i) => {
      const values = engine.doubles(places[i]!, n);
      if (rows) column.observeRows(values, rows, firstRow);
      else column.observe(values, firstRow);
    });
  }

  /** Looks at texts, each as often as the words at `times` say, or once where that is 0. */
  #scan(bytes: number, n: number, times: number): void {
    const engine = this.#engine;
    const { exports, offsetsAt, keysAt } = engine;
    const [bytesAt, charsAt, wordsAt] = lengthPlaces(engine);
    exports.clearTexts();
    exports.scanTexts(bytes, offsetsAt, n, keysAt, bytesAt, charsAt, wordsAt, times);
    exports.countTexts(this.#counts, keysAt, n, bytes, offsetsAt, times);
    const classes = new BigUint64Array(engine.memory.buffer, exports.scriptsAt(), 64);
    this.#scripts.forEach((sum, i) => (this.#scripts[i] = sum + Number(classes[i])));
    this.#scripts[0]! += Number(classes[63]);
    this.#alphanumerics += Number(exports.alphanumerics.value);
    this.#lines += Number(exports.lines.value);
    this.#repeatedLines += Number(exports.repeatedLines.value);
  }

  state(): TextState {
    const bytes = this.#bytes.state();
    return {
      nulls: this.#nulls,
      count: this.#count,
      empty: bytes.zeros,
      characters: this.#characters.state(),
      words: this.#words.state(),
      bytes,
      counts: readCounts(this.#engine, this.#counts),
      texts: readTexts(this.#engine, this.#counts),
      scripts: this.#scripts,
      alphanumerics: this.#alphanumerics,
      lines: this.#lines,
      repeatedLines: this.#repeatedLines,
      sample: this.#sample.rows(),
    };
  }
}

/** Of both parts together; `a` has the rows before those of `b`. */
export function mergeTexts(a: TextState, b: TextState): TextState {
  const counts = mergeCounts(a.counts, b.counts);
  const texts = new Map<bigint, string>();
  for (const key of counts.keys) texts.set(key, a.texts.get(key) ?? b.texts.get(key)!);
  return {
    nulls: a.nulls + b.nulls,
    count: a.count + b.count,
    empty: a.empty + b.empty,
    characters: mergeNumbers(a.characters, b.characters),
    words: mergeNumbers(a.words, b.words),
    bytes: mergeNumbers(a.bytes, b.bytes),
    counts,
    texts,
    scripts: a.scripts.map((sum, i) => sum + b.scripts[i]!),
    alphanumerics: a.alphanumerics + b.alphanumerics,
    lines: a.lines + b.lines,
    repeatedLines: a.repeatedLines + b.repeatedLines,
    sample: leastOf([...a.sample, ...b.sample], LANGUAGE_ROWS),
  };
}
