import { largeBytes } from "../../core/large-bytes.ts";
import { compileModule } from "../wasm-module.ts";

/** What `formats-wasm/parquet-pages.ts` exports. */
interface PageExports {
  readonly readTo: WebAssembly.Global<"i32">;
  readonly writtenTo: WebAssembly.Global<"i32">;
  unsnappy(start: number, end: number, out: number, size: number): number;
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

let module: Promise<WebAssembly.Module> | undefined;

/** The memory that pages are decoded in, one after the other. Address 0 is its first byte. */
export class PageMemory {
  private readonly memory = new WebAssembly.Memory({ initial: 1 });
  private readonly exports: PageExports;
  private at = 0;
  private end = 0;

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

  /** The bytes of the values that are not taken yet. */
  get rest(): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.at, this.end - this.at);
  }

  /** Makes bytes the page; they are copied. */
  load(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    new Uint8Array(this.memory.buffer).set(bytes);
    this.at = 0;
    this.end = bytes.length;
  }

  /** Makes the page what Snappy made `size` bytes smaller of; false where it is damaged. */
  loadSnappy(bytes: Uint8Array, size: number): boolean {
    const start = size + MARGIN;
    this.reserve(start + bytes.length);
    new Uint8Array(this.memory.buffer).set(bytes, start);
    this.at = 0;
    this.end = size;
    return this.exports.unsnappy(start, start + bytes.length, 0, size) === 1;
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
    const offsetsAt = Math.ceil((end + MARGIN) / 4) * 4;
    this.reserve(offsetsAt + (count + 1) * 4);
    const done = exports.texts(at, end, count, Math.min(mostBytes, 2 ** 31), offsetsAt, at);
    if (done > count) return undefined;
    const { buffer } = this.memory;
    const offsets = new Int32Array(buffer, offsetsAt, done + 1).slice();
    const byteLength = offsets[done]!;
    const bytes = largeBytes(Math.ceil(byteLength / 4) * 4).subarray(0, byteLength);
    bytes.set(new Uint8Array(buffer, at, byteLength));
    this.at = exports.readTo.value;
    return { offsets, bytes };
  }

  private reserve(byteLength: number): void {
    const missing = byteLength + MARGIN - this.memory.buffer.byteLength;
    if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE_BYTES));
  }
}
