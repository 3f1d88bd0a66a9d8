import { concatenate } from "../lines.ts";
import { bomLength } from "../utf8.ts";

const QUOTE = 0x22;
const FEED = 0x0a;
const RETURN = 0x0d;

/** A record longer than this has a quote that was never closed. */
const MAX_RECORD_BYTES = 256 << 20;

/** One record; the object is used again for the next one. */
export interface CsvRecord {
  readonly bytes: Uint8Array;
  /** Where `bytes` starts in the file. */
  readonly offset: number;
  /** The record without its line end is `bytes[start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly fieldCount: number;
  /** Field `i` is `bytes[starts[i], ends[i])`, without its quotes. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** How field `i` is quoted. */
  readonly quoting: readonly Quoting[];
  /** Why it is not a record; then it is one line, and has no fields. */
  readonly error: string | undefined;
}

/** `escaped` fields have doubled quotes in them. */
export type Quoting = "none" | "quoted" | "escaped";

/** Cuts a stream of any chunks into records; each item is the records that a chunk completed. */
export async function* csvRecords(
  chunks: AsyncIterable<Uint8Array>,
  delimiter: number,
): AsyncIterable<Iterable<CsvRecord>> {
  const parser = new Parser(delimiter);
  let pieces: Uint8Array[] = [];
  let pending = 0;
  let wanted = 0;
  for await (const chunk of chunks) {
    pieces.push(chunk);
    pending += chunk.length;
    // A long record is tried again only when twice as much of it has come.
    if (pending < wanted) continue;
    parser.load(concatenate(pieces));
    yield parser.records(false);
    const rest = parser.rest();
    pieces = rest.length > 0 ? [rest] : [];
    pending = rest.length;
    wanted = pending * 2;
  }
  parser.load(concatenate([new Uint8Array(0), ...pieces]));
  yield parser.records(true);
}

class Parser implements CsvRecord {
  bytes: Uint8Array = new Uint8Array(0);
  offset = 0;
  start = 0;
  end = 0;
  fieldCount = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly quoting: Quoting[] = [];
  error: string | undefined;
  private readonly delimiter: number;
  private next = 0;
  /** Whether the record ended with a line feed. */
  private closed = false;

  constructor(delimiter: number) {
    this.delimiter = delimiter;
  }

  load(bytes: Uint8Array): void {
    this.offset += this.next;
    this.bytes = bytes;
    this.next = this.offset === 0 ? bomLength(bytes) : 0;
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.next);
  }

  *records(last: boolean): Iterable<CsvRecord> {
    while (this.next < this.bytes.length) {
      const { next } = this;
      const behind = this.record(next);
      const tooLong = this.bytes.length - next > MAX_RECORD_BYTES;
      // What goes up to the end of the bytes may go on behind it.
      const complete =
        this.error === undefined
          ? behind !== undefined && this.closed
          : this.bytes.includes(FEED, next);
      if (!complete && !last && !tooLong) return;
      this.start = next;
      if (this.error !== undefined) this.fail(this.error);
      else if (behind === undefined) this.fail("has a quote that is never closed");
      else if (!complete && !last) this.fail(`is longer than ${MAX_RECORD_BYTES} bytes`);
      else this.next = behind;
      yield this;
    }
  }

  /** Makes the first line of what could not be a record the bad row; reading goes on behind it. */
  private fail(error: string): void {
    const feed = this.bytes.indexOf(FEED, this.start);
    this.end = feed === -1 ? this.bytes.length : feed;
    this.next = feed === -1 ? this.bytes.length : feed + 1;
    this.fieldCount = 0;
    this.error = error;
  }

  /** Reads the record at `start`; undefined when a quote of it is not closed. */
  private record(start: number): number | undefined {
    const { bytes, delimiter } = this;
    this.fieldCount = 0;
    this.error = undefined;
    this.closed = false;
    let i = start;
    for (;;) {
      const at = i;
      if (bytes[i] === QUOTE) {
        i = this.quoted(i + 1);
        if (i < 0) return undefined;
      } else {
        while (i < bytes.length && bytes[i] !== delimiter && bytes[i] !== FEED) i++;
        this.field(at, i, "none");
      }
      const c = bytes[i];
      if (c === delimiter && i < bytes.length) {
        i++;
        continue;
      }
      if (c === FEED) return this.finish(i, i + 1);
      if (i >= bytes.length) return this.finish(i, i);
      if (c === RETURN && bytes[i + 1] === FEED) return this.finish(i, i + 2);
      if (c === RETURN && i + 1 >= bytes.length) return this.finish(i, i + 1);
      this.error = `has a character behind the closing quote of field ${this.fieldCount}, at byte ${this.offset + i}`;
      return i;
    }
  }

  /** Reads a field from behind its opening quote; -1 when it does not end here. */
  private quoted(start: number): number {
    const { bytes } = this;
    let quoting: Quoting = "quoted";
    let i = start;
    for (;;) {
      i = bytes.indexOf(QUOTE, i);
      if (i === -1) return -1;
      if (bytes[i + 1] !== QUOTE) break;
      quoting = "escaped";
      i += 2;
    }
    this.field(start, i, quoting);
    return i + 1;
  }

  private field(start: number, end: number, quoting: Quoting): void {
    const i = this.fieldCount++;
    this.starts[i] = start;
    this.ends[i] = end;
    this.quoting[i] = quoting;
  }

  private finish(end: number, next: number): number {
    this.end = end;
    this.closed = this.bytes[next - 1] === FEED;
    const last = this.fieldCount - 1;
    const unquoted = this.quoting[last] === "none" && this.starts[last]! < end;
    if (unquoted && this.bytes[end - 1] === RETURN) {
      this.end = end - 1;
      this.ends[last] = end - 1;
    }
    return next;
  }
}
