import type { ByteSource } from "../../io/byte-source.ts";
import { concatenate } from "../lines.ts";
import { countIn } from "./text-pages.ts";
import { indexWidth, readHybrid, writeHybrid } from "./hybrid.ts";
import type { Chunk, FlatColumn, RowGroup } from "./footer.ts";
import type { PageMemory } from "./page-memory.ts";
import { type Page, pagesOf, placeOf, readIndices, zlib } from "./pages.ts";

/** Bytes of the values of a page, about, before compression. */
const PAGE_BYTES = 1 << 20;
/** Pages that are compressed at once. */
const AT_ONCE = 4;
const LEVEL = 1;

/** A page as it will be written, without its header. */
export interface WrittenPage {
  readonly kind: "dictionary" | "plain" | "indices";
  readonly count: number;
  readonly byteLength: number;
  readonly compressed: Uint8Array;
}

/** A column of a row group: as it stands in the file, or its pages written anew. */
export type KeptChunk =
  | { readonly about: Chunk; readonly bytes: Uint8Array }
  | { readonly about: Chunk; readonly pages: AsyncIterable<WrittenPage> };

/** The columns of a row group without the rows that are 0 in `keep`. */
export async function* keptChunks(
  source: ByteSource,
  { chunks, rows }: RowGroup,
  keep: Uint8Array,
  columns: ReadonlyMap<string, FlatColumn>,
  memory: PageMemory,
): AsyncGenerator<KeptChunk> {
  const all = !keep.includes(0);
  for (const about of chunks) {
    const bytes = await memory.read(source, about.start, about.end);
    if (all) yield { about, bytes };
    else {
      const names = { place: placeOf(source, about), remember: false };
      const pages = pagesOf(bytes, about, columns.get(about.column)!.optional, memory, names);
      const bodies = keptBodies(pages, about, columns.get(about.column)!, memory, keep);
      yield { about, pages: compressed(checked(bodies, rows)) };
    }
  }
}

interface Body {
  readonly kind: WrittenPage["kind"];
  readonly count: number;
  /** Of large ones, until `AT_ONCE` others have followed. */
  readonly bytes: Uint8Array;
  /** Rows of the source that were gone through for it. */
  readonly rows: number;
}

function* checked(bodies: Iterable<Body>, expected: number): Generator<Body> {
  let rows = 0;
  for (const body of bodies) {
    rows += body.rows;
    if (body.count > 0) yield body;
  }
  if (rows !== expected)
    throw new Error(`a row group has ${rows} rows, its footer says ${expected}`);
}

/** Compresses on the threads of Node, and hands the pages out in order. */
async function* compressed(bodies: Iterable<Body>): AsyncGenerator<WrittenPage> {
  const waiting: Promise<WrittenPage>[] = [];
  for (const body of bodies) {
    const page = compress(body);
    // Thrown where its turn comes.
    page.catch(() => {});
    waiting.push(page);
    if (waiting.length === AT_ONCE) yield await waiting.shift()!;
  }
  for (const page of waiting) yield await page;
}

function compress({ kind, count, bytes }: Body): Promise<WrittenPage> {
  const { zstdCompress, constants } = zlib()!;
  const options = {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
    // About what comes out, in two pieces at most: V8 collects garbage for what is not used, too.
    chunkSize: (bytes.length >> 1) + (bytes.length >> 7) + 1024,
  };
  return new Promise((resolve, reject) => {
    zstdCompress(bytes, options, (error, result) => {
      if (error) reject(error);
      else resolve({ kind, count, byteLength: bytes.length, compressed: result });
    });
  });
}

function* keptBodies(
  pages: Iterable<Page>,
  about: Chunk,
  { optional, width }: FlatColumn,
  memory: PageMemory,
  keep: Uint8Array,
): Generator<Body> {
  let row = 0;
  let dictionarySize = 0;
  const buffers = new Turns();
  for (const page of pages) {
    if (page.kind === "dictionary") {
      dictionarySize = page.count;
      yield { kind: "dictionary", count: page.count, bytes: memory.rest.slice(), rows: 0 };
      continue;
    }
    const kept = keep.subarray(row, row + page.count);
    if (kept.length < page.count) throw new Error("its pages have more rows than its footer says");
    row += page.count;
    if (about.type !== BOOLEAN && page.kind === "plain") {
      yield* keptValues(memory.rest, page, kept, width, optional, buffers);
      continue;
    }
    const values = about.type === BOOLEAN ? readBits(memory, page) : readIndices(memory, page);
    const { levels, chosen, count } = keptNumbers(values, page, kept);
    const packed = about.type === BOOLEAN ? packBits(chosen) : packIndices(chosen, dictionarySize);
    const bytes = concatenate([...(optional ? levelBytes(levels) : []), packed]);
    yield { kind: about.type === BOOLEAN ? "plain" : "indices", count, bytes, rows: page.count };
  }
}

const BOOLEAN = 0;

/** The values of a page that stay, each with its length if it has one, in pages of some size. */
function* keptValues(
  values: Uint8Array,
  { count, defined }: Page,
  kept: Uint8Array,
  width: number,
  optional: boolean,
  buffers: Turns,
): Generator<Body> {
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  const levels = new Uint32Array(count);
  let pieces: { from: number; to: number }[] = [];
  let piece = { from: -1, to: -1 };
  let rows = 0;
  let byteLength = 0;
  let seen = 0;
  const take = (): Body => {
    const head = optional ? levelBytes(levels.subarray(0, rows)) : [];
    const parts = pieces.map(({ from, to }) => values.subarray(from, to));
    const body = buffers.joined([...head, ...parts]);
    const taken = { kind: "plain", count: rows, bytes: body, rows: seen } as const;
    pieces = [];
    piece = { from: -1, to: -1 };
    rows = byteLength = seen = 0;
    return taken;
  };
  let at = 0;
  for (let i = 0; i < count; i++) {
    let end = at;
    if (!defined || defined[i]) {
      end += width > 0 ? width : at + 4 <= values.length ? 4 + view.getUint32(at, true) : 4;
      if (end > values.length) throw new Error("the values of a page of it end too early");
    }
    seen++;
    if (kept[i]) {
      if (end > at) {
        if (piece.to !== at) pieces.push((piece = { from: at, to: at }));
        piece.to = end;
        byteLength += end - at;
      }
      levels[rows++] = defined ? defined[i]! : 1;
      if (byteLength >= PAGE_BYTES) yield take();
    }
    at = end;
  }
  if (seen > 0) yield take();
}

/** Buffers that are used by turns, so that pages need no new ones. */
class Turns {
  private readonly buffers = Array.from({ length: AT_ONCE + 1 }, () => new Uint8Array(0));
  private turn = 0;

  /** The pieces in one array, which lasts until as many others were made as there are turns. */
  joined(pieces: readonly Uint8Array[]): Uint8Array {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    this.turn = (this.turn + 1) % this.buffers.length;
    if (this.buffers[this.turn]!.length < length) {
      this.buffers[this.turn] = new Uint8Array(Math.ceil(1.25 * length));
    }
    const buffer = this.buffers[this.turn]!;
    let at = 0;
    for (const piece of pieces) {
      buffer.set(piece, at);
      at += piece.length;
    }
    return buffer.subarray(0, length);
  }
}

function keptNumbers(
  values: Uint32Array,
  { count, defined }: Page,
  kept: Uint8Array,
): { levels: Uint32Array; chosen: Uint32Array; count: number } {
  const levels = new Uint32Array(count);
  const chosen = new Uint32Array(values.length);
  let rows = 0;
  let taken = 0;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const there = defined ? defined[i]! : 1;
    if (kept[i]) {
      levels[rows++] = there;
      if (there) chosen[taken++] = values[at]!;
    }
    at += there;
  }
  return { levels: levels.subarray(0, rows), chosen: chosen.subarray(0, taken), count: rows };
}

/** Definition levels behind their length. */
function levelBytes(levels: Uint32Array): Uint8Array[] {
  const written = writeHybrid(levels, 1);
  return [new Uint8Array(Uint32Array.of(written.length).buffer), written];
}

function packIndices(indices: Uint32Array, dictionarySize: number): Uint8Array {
  const width = indexWidth(dictionarySize);
  return concatenate([Uint8Array.of(width), writeHybrid(indices, width)]);
}

function readBits(memory: PageMemory, { kind, count, defined }: Page): Uint32Array {
  const there = defined ? countIn(defined, 0, count) : count;
  const { rest } = memory;
  if (kind === "bits") return readHybrid(rest, 1, there);
  if (rest.length * 8 < there) throw new Error("the values of a page of it end too early");
  return Uint32Array.from({ length: there }, (_, i) => (rest[i >> 3]! >> (i & 7)) & 1);
}

function packBits(bits: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  for (let i = 0; i < bits.length; i++) bytes[i >> 3]! |= bits[i]! << (i & 7);
  return bytes;
}
