import { FileError } from "../core/errors.ts";
import type { ByteSource } from "../io/byte-source.ts";
import { readAhead } from "../io/read-ahead.ts";

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
  starts: Float64Array,
  lengths: Uint32Array,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  const count = starts.length;
  if (count === 0) return;
  const out = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  let row = 0;
  let from = 0;
  let to = 0;
  /** Takes row `row`, and as many behind it as follow after one line feed. */
  const nextRun = (): void => {
    from = starts[row]!;
    to = from + lengths[row]!;
    while (++row < count && starts[row] === to + 1) to += 1 + lengths[row]!;
  };
  nextRun();
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
      if (row < count) nextRun();
      else {
        if (filled > 0) yield out.subarray(0, filled);
        return;
      }
    }
    offset = end;
  }
  // The last line of a source may lack its line feed.
  if (row < count || to !== offset) throw changed(source.name);
  out[filled++] = LINE_FEED;
  yield out.subarray(0, filled);
}

function changed(name: string): FileError {
  return new FileError(`${name} changed while it was being read.`, {
    where: name,
    rule: "its rows are read twice, and must be in the same places both times",
    fix: "run again when nothing writes to it",
  });
}
