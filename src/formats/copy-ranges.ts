import { FileError } from "../core/errors.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { readAhead } from "../io/read-ahead.ts";
import type { RowRanges } from "./format.ts";

/** Bytes read at once, and bytes yielded at once, at most. */
const BLOCK_BYTES = 1 << 20;

const LINE_FEED = 10;
const RETURN = 13;

/**
 * The rows of a source that lie in the ranges, each followed by one line feed. Rows that are neighbours
 * in the source are copied in one piece. A chunk is overwritten when the next is asked for.
 */
export async function* copyRanges(
  source: ByteSource,
  ranges: AsyncIterable<RowRanges>,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const runs = new Runs(ranges);
  if (!(await runs.more())) return;
  let { from, to } = runs;
  const out = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  let offset = 0;
  const buffers = [new Uint8Array(BLOCK_BYTES), new Uint8Array(BLOCK_BYTES)] as const;
  for await (const block of readAhead(source, buffers, signal)) {
    signal?.throwIfAborted();
    const end = offset + block.length;
    // A run is done when the byte behind it was seen: it shows that the row ends there.
    while (from <= to && from < end) {
      let at = from - offset;
      const stop = Math.min(to, end) - offset;
      while (at < stop) {
        const part = block.subarray(at, Math.min(stop, at + out.length - filled));
        out.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < out.length) continue;
        yield out;
        filled = 0;
      }
      from = offset + stop;
      if (to >= end) break;
      const behind = block[to - offset];
      if (behind !== LINE_FEED && behind !== RETURN) throw changed(source.name);
      out[filled++] = LINE_FEED;
      if (filled === out.length) {
        yield out;
        filled = 0;
      }
      if (!runs.next() && !(await runs.more())) {
        if (filled > 0) yield out.subarray(0, filled);
        return;
      }
      ({ from, to } = runs);
    }
    offset = end;
  }
  // The last line of a source may lack its line feed.
  if (to !== offset || (await runs.more())) throw changed(source.name);
  out[filled++] = LINE_FEED;
  yield out.subarray(0, filled);
}

/** Rows that follow each other after one line feed are one run, from its first byte to its end. */
class Runs {
  from = 0;
  to = 0;
  readonly #portions: AsyncIterator<RowRanges>;
  #starts: Float64Array = new Float64Array(0);
  #lengths: Uint32Array = new Uint32Array(0);
  #row = 0;

  constructor(ranges: AsyncIterable<RowRanges>) {
    this.#portions = ranges[Symbol.asyncIterator]();
  }

  /** Takes the next run of the rows at hand, if there is one. */
  next(): boolean {
    const starts = this.#starts;
    const lengths = this.#lengths;
    let row = this.#row;
    if (row === starts.length) return false;
    this.from = starts[row]!;
    this.to = this.from + lengths[row]!;
    while (++row < starts.length && starts[row] === this.to + 1) this.to += 1 + lengths[row]!;
    this.#row = row;
    return true;
  }

  /** Asks for more rows and takes the next run, if there is one. */
  async more(): Promise<boolean> {
    while (!this.next()) {
      const found = await this.#portions.next();
      if (found.done) return false;
      this.#starts = found.value.starts;
      this.#lengths = found.value.lengths;
      this.#row = 0;
    }
    return true;
  }
}

function changed(name: string): FileError {
  return new FileError(`${name} changed while it was being read.`, {
    where: name,
    rule: "its rows are read twice, and must be in the same places both times",
    fix: "run again when nothing writes to it",
  });
}
