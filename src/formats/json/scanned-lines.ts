import type { ByteSource } from "../../io/byte-source.ts";
import { readAhead } from "../../io/read-ahead.ts";
import { concatenate } from "../lines.ts";
import { bomLength } from "../utf8.ts";
import { CARRY_BYTES, type LineScanner } from "./line-scanner.ts";

const LINE_FEED = 10;

/** Whole lines: `bytes[start, end)`. */
export interface Lines {
  /**
   * Whether they are in the scanner's memory, and the last ends with a line feed. Otherwise they are
   * one line that is too long for it, without a line feed.
   */
  readonly scannable: boolean;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Where `bytes[0]` would be in the source. */
  readonly origin: number;
}

/** Reads a source into a scanner's memory; what is yielded goes when the next is asked for. */
export async function* scannedLines(
  source: ByteSource,
  { bytes, buffers }: LineScanner,
  signal?: AbortSignal,
): AsyncGenerator<Lines> {
  /** The beginning of a line that is not complete: in front of the next block, or by itself. */
  let carried = 0;
  let long: Uint8Array[] = [];
  let offset = 0;
  let next = buffers[0].byteOffset;
  const longLine = (end: number): Lines => {
    const line = concatenate(long);
    long = [];
    return { scannable: false, bytes: line, start: 0, end: line.length, origin: end - line.length };
  };
  for await (const block of readAhead(source, buffers, signal)) {
    signal?.throwIfAborted();
    const origin = offset - block.byteOffset;
    const end = block.byteOffset + block.length;
    let start = block.byteOffset - carried + (offset === 0 ? bomLength(block) : 0);
    const lastFeed = block.lastIndexOf(LINE_FEED);
    if (lastFeed >= 0) {
      if (long.length > 0) {
        const feed = bytes.indexOf(LINE_FEED, start);
        long.push(bytes.subarray(start, feed));
        yield longLine(origin + feed);
        start = feed + 1;
      }
      const stop = block.byteOffset + lastFeed + 1;
      if (start < stop) yield { scannable: true, bytes, start, end: stop, origin };
      start = stop;
    }
    next = buffers[block.byteOffset === buffers[0].byteOffset ? 1 : 0].byteOffset;
    carried = 0;
    if (long.length > 0 || end - start > CARRY_BYTES) long.push(bytes.slice(start, end));
    else {
      carried = end - start;
      bytes.copyWithin(next - carried, start, end);
    }
    offset += block.length;
  }
  // The last line may have no line feed.
  if (long.length > 0) yield longLine(offset);
  else if (carried > 0) {
    bytes[next] = LINE_FEED;
    yield { scannable: true, bytes, start: next - carried, end: next + 1, origin: offset - next };
  }
}
