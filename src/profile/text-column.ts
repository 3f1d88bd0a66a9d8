import { type Counts, mergeCounts, readCounts, readTexts } from "./counts.ts";
import { CHUNK, type Engine } from "./engine.ts";
import { type Keeping, mergeNumbers, NumberColumn, type NumberState } from "./number-column.ts";
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
}

/** Texts as Arrow has them: row `i` is the bytes from `offsets[i]` to `offsets[i + 1]`. */
export interface TextValues {
  readonly bytes: Uint8Array;
  readonly offsets: Int32Array;
  readonly length: number;
  /** Whether a row has a text; all have when absent. */
  readonly isValid?: (row: number) => boolean;
}

/** Bytes that are looked at together. */
const MOST_BYTES = 4 << 20;

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

  constructor(engine: Engine, keeping: Keeping) {
    this.#engine = engine;
    const lengths = { ...keeping, slots: 1024, precision: 10 };
    this.#characters = new NumberColumn(engine, lengths);
    this.#words = new NumberColumn(engine, lengths);
    this.#bytes = new NumberColumn(engine, lengths);
    this.#counts = engine.exports.newCounts(keeping.slots, keeping.precision, 1);
  }

  /** Rows from `firstRow` on. */
  observe(texts: TextValues, firstRow: number): void {
    const { offsets, length, isValid } = texts;
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

  #contiguous({ bytes, offsets }: TextValues, from: number, to: number, firstRow: number): void {
    const start = offsets[from]!;
    const end = offsets[to]!;
    const at = this.#engine.textRoom(end - start);
    this.#engine.bytes(at, end - start).set(bytes.subarray(start, end));
    const places = this.#engine.words(this.#engine.offsetsAt, to - from + 1);
    for (let i = from; i <= to; i++) places[i - from] = offsets[i]! - start;
    this.#scan(at, to - from, firstRow + from);
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
    this.#scan(at, rows.length, first, Uint32Array.from(rows));
  }

  #scan(bytes: number, n: number, firstRow: number, rows?: Uint32Array): void {
    const engine = this.#engine;
    const { exports, offsetsAt, keysAt, lengthsAt } = engine;
    const [bytesAt, charsAt, wordsAt] = [0, 1, 2].map((i) => lengthsAt + i * CHUNK * 8);
    exports.clearTexts();
    exports.scanTexts(bytes, offsetsAt, n, keysAt, bytesAt!, charsAt!, wordsAt!);
    exports.countTexts(this.#counts, keysAt, n, bytes, offsetsAt, 0);
    const classes = new BigUint64Array(engine.memory.buffer, exports.scriptsAt(), 64);
    this.#scripts.forEach((sum, i) => (this.#scripts[i] = sum + Number(classes[i])));
    this.#scripts[0]! += Number(classes[63]);
    this.#alphanumerics += Number(exports.alphanumerics.value);
    this.#lines += Number(exports.lines.value);
    this.#repeatedLines += Number(exports.repeatedLines.value);
    this.#count += n;
    const observe = (column: NumberColumn, at: number): void => {
      const values = engine.doubles(at, n);
      if (rows) column.observeRows(values, rows, firstRow);
      else column.observe(values, firstRow);
    };
    observe(this.#characters, charsAt!);
    observe(this.#words, wordsAt!);
    observe(this.#bytes, bytesAt!);
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
  };
}
