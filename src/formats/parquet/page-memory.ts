import { largeBytes } from "../../core/large-bytes.ts";
import type { ByteSource } from "../../io/byte-source.ts";
import { compileModule } from "../wasm-module.ts";

/** What `formats-wasm/parquet-pages.ts` exports. */
interface PageExports {
  readonly readTo: WebAssembly.Global<"i32">;
  readonly writtenTo: WebAssembly.Global<"i32">;
  snappyStart(start: number, end: number, size: number): number;
  unsnappy(at: number, end: number, out: number, to: number, stop: number, limit: number): number;
  hybrid(start: number, end: number, width: number, count: number, out: number): number;
  pick(
    values: number,
    size: number,
    shift: number,
    positions: number,
    count: number,
    out: number,
  ): number;
  spread(values: number, shift: number, levels: number, count: number, there: number): void;
  texts(
    start: number,
    end: number,
    count: number,
    mostBytes: number,
    offsets: number,
    out: number,
  ): number;
}

/** Texts as they lie in a column. */
export interface Texts {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

const PAGE_BYTES = 1 << 16;
/** The module may load and store this many bytes behind what it is given. */
const MARGIN = 64;
/** Bytes of a page, before and after compression; larger ones are for the library. */
export const MAX_PAGE_BYTES = 2 ** 30;

/** Bytes of pages that a memory remembers for who reads the same file next. */
const REMEMBERED_BYTES = 192 << 20;
/**
 * Bytes that are decoded in one call: what V8 compiles first is slow, and what it compiles then is
 * not used before the next call.
 */
const STEP_BYTES = 1 << 20;

let module: Promise<WebAssembly.Module> | undefined;

/** Memories with the pages that they remember, by who may ask for them again. */
const idle = new WeakMap<object, PageMemory>();

/**
 * The memory that pages are decoded in, one after the other: behind a dictionary where one is kept,
 * or behind pages that are remembered.
 */
export class PageMemory {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly exports: PageExports;
  /** Where pages begin. */
  private floor = 0;
  private at = 0;
  private end = 0;
  private readonly remembered = new Map<string, readonly [at: number, end: number]>();
  /** Where chunks are read to. */
  private buffer: Uint8Array = new Uint8Array(0);

  private constructor(compiled: WebAssembly.Module) {
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.memory } });
    // oxlint-disable-next-line no-unsafe-type-assertion -- the module is our own
    this.exports = instance.exports as unknown as PageExports;
  }

  /** Nothing where WASM is not allowed. */
  static async open(): Promise<PageMemory | undefined> {
    try {
      return new PageMemory(await (module ??= compileModule("parquet-pages")));
    } catch {
      return undefined;
    }
  }

  static async isAllowed(): Promise<boolean> {
    return (await PageMemory.open()) !== undefined;
  }

  /** A memory that nobody else uses; that of `owner`, where it has one that is idle. */
  static async borrow(owner: object | undefined): Promise<PageMemory | undefined> {
    const own = owner && idle.get(owner);
    if (owner) idle.delete(owner);
    return own ?? (await PageMemory.open());
  }

  giveBack(owner: object | undefined): void {
    if (owner) idle.set(owner, this);
  }

  /** Bytes of a file, which last until the next ones are read. */
  async read(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
    if (!source.readInto) return await source.read(start, end);
    if (this.buffer.length < end - start) this.buffer = largeBytes(end - start);
    const bytes = this.buffer.subarray(0, end - start);
    await source.readInto(bytes, start);
    return bytes;
  }

  /** Makes a page that is remembered the current one; false where it is not. */
  recall(name: string): boolean {
    const place = this.remembered.get(name);
    if (place) [this.at, this.end] = place;
    return place !== undefined;
  }

  /** Remembers the page that was just loaded, if there is room. */
  remember(name: string): void {
    if (this.end > REMEMBERED_BYTES) return;
    this.remembered.set(name, [this.at, this.end]);
    this.floor = aligned(this.end);
  }

  /** The bytes of the values that are not taken yet. */
  get rest(): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.at, this.end - this.at);
  }

  /** Makes bytes the page; they are copied. */
  load(bytes: Uint8Array): void {
    this.reserve(this.floor + bytes.length);
    new Uint8Array(this.memory.buffer).set(bytes, this.floor);
    this.at = this.floor;
    this.end = this.floor + bytes.length;
  }

  /** Keeps what is loaded in front of the pages to come, in place of what was kept before. */
  keep(): void {
    new Uint8Array(this.memory.buffer).copyWithin(0, this.at, this.end);
    this.floor = aligned(this.end - this.at);
  }

  keepNothing(): void {
    this.floor = 0;
  }

  /** Makes the page what Snappy made `size` bytes smaller of; false where it is damaged. */
  loadSnappy(bytes: Uint8Array, size: number): boolean {
    const { floor } = this;
    const start = floor + size + MARGIN;
    this.reserve(start + bytes.length);
    new Uint8Array(this.memory.buffer).set(bytes, start);
    this.at = floor;
    this.end = floor + size;
    const { exports, end: stop } = this;
    const behind = start + bytes.length;
    let at = exports.snappyStart(start, behind, size);
    if (at === 0) return false;
    for (let to = floor; to < stop; to = exports.writtenTo.value) {
      const limit = Math.min(stop, to + STEP_BYTES);
      if (at === behind || exports.unsnappy(at, behind, floor, to, stop, limit) === 0) return false;
      at = exports.readTo.value;
    }
    return at === behind;
  }

  /** Leaves out bytes in front of the values. */
  skip(byteLength: number): void {
    this.at += byteLength;
  }

  /**
   * Takes texts that each stand behind their length: at most `count`, and `mostBytes` bytes if there
   * are more than one. Nothing where they end too early or are not UTF-8.
   */
  takeTexts(count: number, mostBytes: number): Texts | undefined {
    const { exports, at, end } = this;
    const offsetsAt = aligned(Math.max(this.floor, end));
    const out = aligned(offsetsAt + (count + 1) * 4);
    const first = end - at < 4 ? 0 : new DataView(this.memory.buffer).getUint32(at, true);
    this.reserve(out + Math.min(end - at, Math.max(mostBytes, first)));
    const done = exports.texts(at, end, count, Math.min(mostBytes, 2 ** 31), offsetsAt, out);
    if (done > count) return undefined;
    const { buffer } = this.memory;
    const offsets = new Int32Array(buffer, offsetsAt, done + 1).slice();
    const byteLength = offsets[done]!;
    const bytes = largeBytes(Math.ceil(byteLength / 4) * 4).subarray(0, byteLength);
    bytes.set(new Uint8Array(buffer, out, byteLength));
    this.at = exports.readTo.value;
    return { offsets, bytes };
  }

  /** Reads `count` numbers of `width` bits out of the runs in the next bytes, and leaves those out. */
  takeHybrid(byteLength: number, width: number, count: number): Uint32Array | undefined {
    const { at, end } = this;
    if (byteLength > end - at) return undefined;
    const out = aligned(Math.max(this.floor, end));
    this.reserve(out + count * 4);
    if (this.exports.hybrid(at, at + byteLength, width, count, out) !== 1) return undefined;
    this.at = at + byteLength;
    return new Uint32Array(this.memory.buffer, out, count).slice();
  }

  /**
   * The values of a page by rows, 4 or 8 bytes each: out of the `size` values that are kept, or where
   * absent as they are in the page. `levels` is 1 for the rows that have one; others have any. They
   * are there until the next page is loaded.
   */
  takeNumbers(
    bytesEach: 4 | 8,
    count: number,
    levels: Uint32Array | undefined,
    size: number | undefined,
  ): { readonly buffer: ArrayBufferLike; readonly byteOffset: number } | undefined {
    const { exports, at, end } = this;
    const shift = bytesEach === 8 ? 3 : 2;
    const there = levels ? levels.reduce((sum, level) => sum + level, 0) : count;
    const rows = aligned(Math.max(this.floor, end));
    const more = aligned(rows + count * bytesEach);
    this.reserve(more + count * 4);
    if (size !== undefined) {
      const width = this.rest[0] ?? 0;
      if (width > 32 || exports.hybrid(at + 1, end, width, there, more) !== 1) return undefined;
      if (exports.pick(0, size, shift, more, there, rows) !== 1) return undefined;
    } else {
      if (there * bytesEach > end - at) return undefined;
      new Uint8Array(this.memory.buffer).copyWithin(rows, at, at + there * bytesEach);
    }
    if (levels) {
      new Uint32Array(this.memory.buffer, more, count).set(levels);
      exports.spread(rows, shift, more, count, there);
    }
    return { buffer: this.memory.buffer, byteOffset: rows };
  }

  private reserve(byteLength: number): void {
    const missing = byteLength + MARGIN - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
  }
}

/** Behind `at`, and behind the margin. */
function aligned(at: number): number {
  return Math.ceil((at + MARGIN) / 16) * 16;
}
