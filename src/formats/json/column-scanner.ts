import { makeData, RecordBatch, type Schema, Struct, Utf8 } from "apache-arrow";
import type { RowRanges } from "../format.ts";
import { concatenate } from "../lines.ts";
import { wasmModules } from "../modules.generated.ts";

/** Bytes of a file that are read at once. */
const BLOCK_BYTES = 1 << 20;
/** Bytes in front of each block, for the line that began in the block before. */
export const CARRY_BYTES = 1 << 20;
/** Rows of a batch, at most. */
export const MAX_ROWS = 1 << 16;
/** Bytes of texts that are gathered before they are taken away. */
const TEXT_BYTES = 8 << 20;
/** The scanner may load and store this many bytes behind what it is given. */
const MARGIN = 64;

/** The key table: two words a key. */
const KEYS = 1024;
const MAX_KEYS = 64;
const KEY_BYTES = 8192;
const OFFSETS = KEYS + MAX_KEYS * 8 + KEY_BYTES;
const STARTS = OFFSETS + (MAX_ROWS + 2) * 4;
const LENGTHS = STARTS + MAX_ROWS * 8;
const VALIDITY = LENGTHS + MAX_ROWS * 4;
const BLOCKS = VALIDITY + MAX_ROWS / 8 + MARGIN;
const BLOCK_STRIDE = CARRY_BYTES + BLOCK_BYTES + MARGIN;
const TEXTS = BLOCKS + 2 * BLOCK_STRIDE;
const MEMORY_BYTES = TEXTS + TEXT_BYTES + MARGIN;
const PAGE_BYTES = 1 << 16;

/** What `formats-wasm/json-column.ts` exports. */
interface Exports {
  readonly rowCount: WebAssembly.Global<"i32">;
  readonly nullCount: WebAssembly.Global<"i32">;
  readonly textEnd: WebAssembly.Global<"i32">;
  readonly lineStart: WebAssembly.Global<"i32">;
  readonly lineEnd: WebAssembly.Global<"i32">;
  place(
    keys: number,
    keyCount: number,
    offsets: number,
    validity: number,
    starts: number,
    lengths: number,
    texts: number,
  ): void;
  clear(): void;
  takeTexts(more: number): void;
  append(start: number, length: number, valid: boolean, textLength: number): void;
  scan(start: number, end: number, origin: number, maxRows: number, maxBytes: number): number;
}

/** Why `scan` came back, in the order of the module's numbers. */
const OUTCOMES = ["end", "full", "line"] as const;

/**
 * Gathers one text column of JSON lines into batches, in WASM. Everything lies in one memory: blocks
 * of the file, which are read into `buffers`, and the column. Addresses are those of `bytes`.
 */
export class ColumnScanner {
  readonly bytes: Uint8Array;
  /** Each has room for `CARRY_BYTES` in front, and for a line feed behind. */
  readonly buffers: readonly [Uint8Array, Uint8Array];
  private readonly memory: WebAssembly.Memory;
  private readonly wasm: Exports;
  /** Texts of the batch that did not fit the memory. */
  private taken: Uint8Array[] = [];
  private takenBytes = 0;

  constructor(module: WebAssembly.Module) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(MEMORY_BYTES / PAGE_BYTES) });
    this.bytes = new Uint8Array(this.memory.buffer);
    const { exports } = new WebAssembly.Instance(module, { env: { memory: this.memory } });
    // oxlint-disable-next-line no-unsafe-type-assertion -- the module is one of our own
    this.wasm = exports as unknown as Exports;
    const buffer = (turn: number): Uint8Array => {
      const at = BLOCKS + turn * BLOCK_STRIDE + CARRY_BYTES;
      return this.bytes.subarray(at, at + BLOCK_BYTES);
    };
    this.buffers = [buffer(0), buffer(1)];
  }

  /** Begins with the column of a name, which may be a path; false where the name is too long. */
  begin(name: string): boolean {
    const names = name.includes(".") ? [name, ...name.split(".")] : [name];
    const encoder = new TextEncoder();
    const keys = names.map((key) => encoder.encode(key));
    let at = KEYS + MAX_KEYS * 8;
    if (keys.length > MAX_KEYS) return false;
    if (keys.reduce((sum, key) => sum + key.length, 0) > KEY_BYTES) return false;
    const table = new Uint32Array(this.memory.buffer, KEYS, MAX_KEYS * 2);
    keys.forEach((key, i) => {
      table.set([at, key.length], i * 2);
      this.bytes.set(key, at);
      at += key.length;
    });
    this.wasm.place(KEYS, keys.length, OFFSETS, VALIDITY, STARTS, LENGTHS, TEXTS);
    this.clear();
    return true;
  }

  get rowCount(): number {
    return this.wasm.rowCount.value;
  }

  get textBytes(): number {
    return this.takenBytes + this.wasm.textEnd.value - TEXTS;
  }

  /** The line that the last scan stopped at; where it came to the end, or was full, its start. */
  get line(): readonly [start: number, end: number] {
    return [this.wasm.lineStart.value, this.wasm.lineEnd.value];
  }

  /**
   * Appends the rows of the lines `[start, end)`, of which the last ends with a line feed. Stops at
   * a line that it does not know to be a row, and when there are `maxRows` or `maxBytes` of text.
   * `origin` is where address 0 would be in the file.
   */
  scan(
    start: number,
    end: number,
    origin: number,
    maxRows: number,
    maxBytes: number,
  ): (typeof OUTCOMES)[number] {
    if (this.room() < end - start) this.takeTexts(0);
    return OUTCOMES[this.wasm.scan(start, end, origin, maxRows, maxBytes)]!;
  }

  /** Appends a row that the scan could not take, at its place in the file. */
  append(text: Uint8Array | undefined, start: number, length: number): void {
    if (!text) this.wasm.append(start, length, false, 0);
    else {
      if (this.room() < text.length) this.takeTexts(0);
      if (this.room() < text.length) {
        this.taken.push(text);
        this.takeTexts(text.length);
        this.wasm.append(start, length, true, 0);
      } else {
        this.bytes.set(text, this.wasm.textEnd.value);
        this.wasm.append(start, length, true, text.length);
      }
    }
  }

  /** The rows gathered so far as a batch of one column, and where they are; none are left. */
  take(schema: Schema): { batch: RecordBatch; ranges: RowRanges } {
    const length = this.rowCount;
    const nullCount = this.wasm.nullCount.value;
    const texts = this.bytes.subarray(TEXTS, this.wasm.textEnd.value);
    const { buffer } = this.memory;
    const column = makeData({
      type: new Utf8(),
      length,
      nullCount,
      nullBitmap:
        nullCount > 0 ? this.bytes.slice(VALIDITY, VALIDITY + ((length + 7) >> 3)) : undefined,
      valueOffsets: new Int32Array(buffer, OFFSETS, length + 1).slice(),
      data: this.taken.length === 0 ? texts.slice() : concatenate([...this.taken, texts]),
    });
    const struct = new Struct(schema.fields);
    const batch = new RecordBatch(
      schema,
      makeData({ type: struct, length, nullCount: 0, children: [column] }),
    );
    const ranges = {
      starts: new Float64Array(buffer, STARTS, length).slice(),
      lengths: new Uint32Array(buffer, LENGTHS, length).slice(),
    };
    this.clear();
    return { batch, ranges };
  }

  private clear(): void {
    this.wasm.clear();
    this.taken = [];
    this.takenBytes = 0;
  }

  private room(): number {
    return TEXTS + TEXT_BYTES - this.wasm.textEnd.value;
  }

  /** Makes room for texts; `more` bytes of them were taken beside. */
  private takeTexts(more: number): void {
    const texts = this.bytes.slice(TEXTS, this.wasm.textEnd.value);
    this.taken.splice(more > 0 ? -1 : this.taken.length, 0, texts);
    this.takenBytes += texts.length + more;
    this.wasm.takeTexts(more);
  }
}

let module: Promise<WebAssembly.Module> | undefined;

async function compile(): Promise<WebAssembly.Module> {
  const binary = atob(wasmModules["json-column"]!);
  return await WebAssembly.compile(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

/** Scanners that nobody uses; a file after the other needs no more than one. */
const idle: ColumnScanner[] = [];

/** A scanner that nobody else uses until it is given back; nothing where WASM is not allowed. */
export async function borrowScanner(): Promise<ColumnScanner | undefined> {
  const scanner = idle.pop();
  if (scanner) return scanner;
  try {
    return new ColumnScanner(await (module ??= compile()));
  } catch {
    // A page's policy may forbid WASM, or memory may be short: the scanner in TypeScript does the same.
    return undefined;
  }
}

export function returnScanner(scanner: ColumnScanner): void {
  if (idle.length < 2) idle.push(scanner);
}
