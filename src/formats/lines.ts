import { bomLength } from "./utf8.ts";

/** Whole lines of a stream, in one piece. */
export interface LineBlock {
  /** Ends with a line feed, but for the last block of a stream that does not. */
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the stream. */
  readonly offset: number;
}

const LINE_FEED = 10;
const RETURN = 13;

/**
 * Cuts a stream of any chunks behind line feeds; a line may be longer than any chunk. A block is
 * overwritten when the next is asked for, if the chunks are.
 */
export async function* lineBlocks(chunks: AsyncIterable<Uint8Array>): AsyncIterable<LineBlock> {
  let rest: Uint8Array[] = [];
  let offset = 0;
  const block = (last: Uint8Array): LineBlock => {
    const bytes = rest.length === 0 ? last : concatenate([...rest, last]);
    rest = [];
    offset += bytes.length;
    return { bytes, offset: offset - bytes.length };
  };
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_FEED) + 1;
    // The line that began in earlier chunks goes by itself, so that the others are not copied.
    const first = rest.length > 0 && end > 0 ? chunk.indexOf(LINE_FEED) + 1 : 0;
    if (first > 0) yield block(chunk.subarray(0, first));
    if (end > first) yield block(chunk.subarray(first, end));
    if (end < chunk.length) rest.push(chunk.slice(end));
  }
  if (rest.length > 0) yield block(new Uint8Array(0));
}

/** The lines of a block, without their ends (LF or CRLF) and without a byte order mark. */
export function* linesIn({
  bytes,
  offset,
}: LineBlock): Iterable<readonly [start: number, end: number]> {
  let start = offset === 0 ? bomLength(bytes) : 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const next = feed === -1 ? bytes.length : feed;
    yield [start, trimmedEnd(bytes, start, next)];
    start = next + 1;
  }
}

/** Where a line ends without the carriage return in front of its line feed. */
export function trimmedEnd(bytes: Uint8Array, start: number, end: number): number {
  return end > start && bytes[end - 1] === RETURN ? end - 1 : end;
}

/** Whether a line has nothing but white space. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  while (i < end && (bytes[i] === 0x20 || bytes[i] === 0x09 || bytes[i] === RETURN)) i++;
  return i === end;
}

/** The pieces in one array. */
export function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
