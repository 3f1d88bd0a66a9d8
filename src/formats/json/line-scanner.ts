import { makeData, RecordBatch, type Schema, Struct, Utf8 } from "apache-arrow";
import { largeBytes } from "../../core/large-bytes.ts";
import type { RowRanges } from "../format.ts";
import { compileModule } from "../wasm-module.ts";

/** Bytes of a file that are read at once. */
const BLOCK_BYTES = 1 << 20;
/** Bytes in front of each block, for the line that began in the block before. */
export const CARRY_BYTES = 1 << 20;
/** Rows of a batch, at most. */
export const MAX_ROWS = 1 << 16;
/** Bytes of texts that are gathered before they are taken away: of a batch, and of a block more. */
const TEXT_BYTES = (8 << 20) + CARRY_BYTES + BLOCK_BYTES;
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
const SHAPES = VALIDITY + MAX_ROWS / 8;
const SHAPE_BYTES = 1 << 16;
const BLOCKS = SHAPES + SHAPE_BYTES;
const BLOCK_STRIDE = CARRY_BYTES + BLOCK_BYTES + MARGIN;
const TEXTS = BLOCKS + 2 * BLOCK_STRIDE;
const MEMORY_BYTES = TEXTS + TEXT_BYTES + MARGIN;
const PAGE_BYTES = 1 << 16;

type Word = WebAssembly.Global<"i32">;

/** What `formats-wasm/json-column.ts` exports. */
interface ColumnExports {
  readonly rowCount: Word;
  readonly nullCount: Word;
  readonly textEnd: Word;
  readonly lineStart: Word;
  readonly lineEnd: Word;
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

/** What `formats-wasm/json-shapes.ts` exports. */
interface ShapeExports {
  readonly rowCount: Word;
  readonly lineStart: Word;
  readonly lineEnd: Word;
  begin(table: number): void;
  scan(start: number, end: number, stop: number): number;
}

/** Why a scan came back, in the order of the modules' numbers. */
const OUTCOMES = ["end", "stopped", "line"] as const;

/** Where a scan stopped, and why: at a line that is for others to read, it says where that ends. */
export interface Stop {
  readonly outcome: (typeof OUTCOMES)[number];
  readonly lineStart: number;
  readonly lineEnd: number;
}

/**
 * Reads JSON lines in WASM. Everything lies in one memory: blocks of the file, which are read into
 * `buffers`, and one text column, which is gathered into batches. Addresses are those of `bytes`.
 */
export class LineScanner {
  readonly bytes: Uint8Array;
  /** Each has room for `CARRY_BYTES` in front, and for a line feed behind. */
  readonly buffers: readonly [Uint8Array, Uint8Array];
  private readonly memory: WebAssembly.Memory;
  private readonly column: ColumnExports;
  private readonly shapes: ShapeExports;
  /** Texts of the batch that did not fit the memory. */
  private taken: Uint8Array[] = [];
  private takenBytes = 0;

  constructor(modules: Modules) {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(MEMORY_BYTES / PAGE_BYTES) });
    this.bytes = new Uint8Array(this.memory.buffer);
    const exportsOf = (module: WebAssembly.Module): unknown =>
      new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports;
    // oxlint-disable-next-line no-unsafe-type-assertion -- the modules are our own
    this.column = exportsOf(modules.column) as ColumnExports;
    // oxlint-disable-next-line no-unsafe-type-assertion -- the modules are our own
    this.shapes = exportsOf(modules.shapes) as ShapeExports;
    const buffer = (turn: number): Uint8Array => {
      const at = BLOCKS + turn * BLOCK_STRIDE + CARRY_BYTES;
      return this.bytes.subarray(at, at + BLOCK_BYTES);
    };
    this.buffers = [buffer(0), buffer(1)];
  }

  /** Begins to gather the column of a name, a path perhaps; false where the name is too long. */
  beginColumn(name: string): boolean {
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
    this.column.place(KEYS, keys.length, OFFSETS, VALIDITY, STARTS, LENGTHS, TEXTS);
    this.clear();
    return true;
  }

  get rowCount(): number {
    return this.column.rowCount.value;
  }

  get textBytes(): number {
    return this.takenBytes + this.column.textEnd.value - TEXTS;
  }

  /**
   * Appends the rows of the lines `[start, end)`, of which the last ends with a line feed. Stops at
   * a line that it does not know to be a row, and when there are `maxRows` or `maxBytes` of text.
   * `origin` is where address 0 would be in the file.
   */
  scan(start: number, end: number, origin: number, maxRows: number, maxBytes: number): Stop {
    if (this.room() < end - start) this.takeTexts(0);
    const { column } = this;
    return stop(column, column.scan(start, end, origin, maxRows, maxBytes));
  }

  /** Appends a row that the scan could not take, at its place in the file. */
  append(text: Uint8Array | undefined, start: number, length: number): void {
    if (!text) this.column.append(start, length, false, 0);
    else {
      if (this.room() < text.length) this.takeTexts(0);
      if (this.room() < text.length) {
        this.taken.push(text);
        this.takeTexts(text.length);
        this.column.append(start, length, true, 0);
      } else {
        this.bytes.set(text, this.column.textEnd.value);
        this.column.append(start, length, true, text.length);
      }
    }
  }

  /** The rows gathered so far as a batch of one column, and where they are; none are left. */
  take(schema: Schema): { batch: RecordBatch; ranges: RowRanges } {
    const length = this.rowCount;
    const nullCount = this.column.nullCount.value;
    const texts = this.bytes.subarray(TEXTS, this.column.textEnd.value);
    const copy = (at: number, byteLength: number): ArrayBufferLike => {
      const bytes = largeBytes(byteLength);
      bytes.set(this.bytes.subarray(at, at + byteLength));
      return bytes.buffer;
    };
    const column = makeData({
      type: new Utf8(),
      length,
      nullCount,
      nullBitmap:
        nullCount > 0 ? this.bytes.slice(VALIDITY, VALIDITY + ((length + 7) >> 3)) : undefined,
      valueOffsets: new Int32Array(copy(OFFSETS, (length + 1) * 4)),
      data: padded([...this.taken, texts]),
    });
    const struct = new Struct(schema.fields);
    const batch = new RecordBatch(
      schema,
      makeData({ type: struct, length, nullCount: 0, children: [column] }),
    );
    const ranges = {
      starts: new Float64Array(copy(STARTS, length * 8)),
      lengths: new Uint32Array(copy(LENGTHS, length * 4)),
    };
    this.clear();
    return { batch, ranges };
  }

  /** Begins to look for lines of new shapes. */
  beginShapes(): void {
    this.shapes.begin(SHAPES);
  }

  /**
   * Goes through the lines `[start, end)` up to the first whose keys and types are not those of a
   * line before, or which starts at `limit` or behind it, and says how many others there were.
   */
  nextShape(start: number, end: number, limit: number): Stop & { readonly rowCount: number } {
    const { shapes } = this;
    const outcome = shapes.scan(start, end, Math.max(0, Math.min(limit, end)));
    return { ...stop(shapes, outcome), rowCount: shapes.rowCount.value };
  }

  private clear(): void {
    this.column.clear();
    this.taken = [];
    this.takenBytes = 0;
  }

  private room(): number {
    return TEXTS + TEXT_BYTES - this.column.textEnd.value;
  }

  /** Makes room for texts; `more` bytes of them were taken beside. */
  private takeTexts(more: number): void {
    const texts = this.bytes.slice(TEXTS, this.column.textEnd.value);
    this.taken.splice(more > 0 ? -1 : this.taken.length, 0, texts);
    this.takenBytes += texts.length + more;
    this.column.takeTexts(more);
  }
}

/** The pieces in one array, with room behind it up to a whole word. */
function padded(pieces: readonly Uint8Array[]): Uint8Array {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const whole = largeBytes(Math.ceil(length / 4) * 4);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.subarray(0, length);
}

const stop = ({ lineStart, lineEnd }: ColumnExports | ShapeExports, outcome: number): Stop => ({
  outcome: OUTCOMES[outcome]!,
  lineStart: lineStart.value,
  lineEnd: lineEnd.value,
});

interface Modules {
  readonly column: WebAssembly.Module;
  readonly shapes: WebAssembly.Module;
}

async function compileAll(): Promise<Modules> {
  const [column, shapes] = await Promise.all([
    compileModule("json-column"),
    compileModule("json-shapes"),
  ]);
  return { column, shapes };
}

let modules: Promise<Modules> | undefined;

/** Scanners that nobody uses; one file after the other needs no more than one. */
const idle: LineScanner[] = [];

/** A scanner that nobody else uses until it is given back; nothing where WASM is not allowed. */
export async function borrowScanner(): Promise<LineScanner | undefined> {
  const scanner = idle.pop();
  if (scanner) return scanner;
  try {
    return new LineScanner(await (modules ??= compileAll()));
  } catch {
    // A page's policy may forbid WASM, or memory is short; the scanner in TypeScript needs neither.
    return undefined;
  }
}

export function returnScanner(scanner: LineScanner): void {
  if (idle.length < 2) idle.push(scanner);
}
