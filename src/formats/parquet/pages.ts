import type * as Zlib from "node:zlib";
import type { ByteSource } from "../../io/byte-source.ts";
import type { Chunk } from "./footer.ts";
import { readHybrid } from "./hybrid.ts";
import type { PageMemory } from "./page-memory.ts";
import { MAX_PAGE_BYTES } from "./page-memory.ts";
import { readStructAt, type Thrift, type ThriftStruct } from "./thrift.ts";

// The numbers in this file are those of Parquet's Thrift definition.
const DATA_PAGE = 0;
const DICTIONARY_PAGE = 2;
const DATA_PAGE_V2 = 3;
const PLAIN = 0;
const PLAIN_DICTIONARY = 2;
const RLE = 3;
const BIT_PACKED = 4;
const RLE_DICTIONARY = 8;
const UNCOMPRESSED = 0;
const SNAPPY = 1;
const GZIP = 2;
const ZSTD = 6;

/** Of values and of levels. */
const COMMON = new Set([PLAIN, PLAIN_DICTIONARY, RLE, BIT_PACKED, RLE_DICTIONARY]);

/** The physical type of texts. */
export const BYTE_ARRAY = 6;

/** A page whose values, without levels, are the rest of the memory. */
export interface Page {
  readonly kind: "dictionary" | "plain" | "indices" | "bits";
  /** Values, nulls included. */
  readonly count: number;
  /** 1 for each value that is there; absent where all are. */
  readonly defined: Uint32Array | undefined;
}

export const zlib = (): typeof Zlib | undefined =>
  globalThis.process?.getBuiltinModule?.("node:zlib");

/** Whether the pages of a column can be read here: columns that are flat, in common encodings. */
export function readable({ codec, encodings, uncompressed }: Omit<Chunk, "struct">): boolean {
  if (!encodings.every((encoding) => COMMON.has(encoding))) return false;
  if (uncompressed > MAX_PAGE_BYTES) return false;
  if (codec === ZSTD) return zlib()?.zstdDecompressSync !== undefined;
  if (codec === GZIP) return zlib() !== undefined;
  return codec === UNCOMPRESSED || codec === SNAPPY;
}

/** The place of a chunk, for what is remembered of its pages. */
export const placeOf = ({ name }: ByteSource, { start }: Pick<Chunk, "start">): string =>
  `${name}:${start}`;

/** What is remembered of the pages of a chunk, by the place of that in a file. */
export interface PageNames {
  readonly place: string;
  /** Whether pages that are not remembered yet are to be. */
  readonly remember: boolean;
}

/** The pages of a column chunk, each loaded into the memory while it is the current one. */
export function* pagesOf(
  chunk: Uint8Array,
  about: Pick<Chunk, "codec" | "uncompressed">,
  optional: boolean,
  memory: PageMemory,
  names?: PageNames,
): Generator<Page> {
  for (let at = 0; at < chunk.length;) {
    const [header, start] = readStructAt(chunk, at);
    const size = integer(header.get(2));
    at = start + integer(header.get(3));
    if (at > chunk.length || size > about.uncompressed) throw new Error("a page of it is too long");
    const body = chunk.subarray(start, at);
    const type = integer(header.get(1));
    const name = names && `${names.place}+${start}`;
    const load = (bytes: Uint8Array, codec: number, byteLength: number): void => {
      if (name !== undefined && memory.recall(name)) return;
      loadPage(memory, bytes, codec, byteLength);
      if (name !== undefined && names?.remember) memory.remember(name);
    };
    if (type === DICTIONARY_PAGE) {
      load(body, about.codec, size);
      const count = integer(struct(header.get(7)).get(1));
      yield { kind: "dictionary", count, defined: undefined };
    } else if (type === DATA_PAGE) {
      const data = struct(header.get(5));
      load(body, about.codec, size);
      const count = integer(data.get(1));
      const defined = optional ? takeLevels(memory, count) : undefined;
      yield { kind: kindOf(memory, integer(data.get(2))), count, defined };
    } else if (type === DATA_PAGE_V2) {
      const data = struct(header.get(8));
      const count = integer(data.get(1));
      const levelBytes = integer(data.get(5));
      if (integer(data.get(6)) > 0) throw new Error("a page of it has repetition levels");
      const levels = body.subarray(0, levelBytes);
      const whole = !optional || areOnes(levels, count);
      const defined = whole ? undefined : definedOf(readHybrid(levels, 1, count));
      const compressed = data.get(7)?.value !== false;
      load(body.subarray(levelBytes), compressed ? about.codec : UNCOMPRESSED, size - levelBytes);
      yield { kind: kindOf(memory, integer(data.get(4))), count, defined };
    }
  }
}

function loadPage(memory: PageMemory, body: Uint8Array, codec: number, size: number): void {
  let bytes = body;
  if (codec === SNAPPY && size > 0) {
    if (memory.loadSnappy(body, size)) return;
    throw new Error("a page of it is not what Snappy wrote");
  }
  // In one piece: Node joins many small ones otherwise.
  const whole = { maxOutputLength: size + 1, chunkSize: Math.max(64, size + 1) };
  if (codec === ZSTD) bytes = zlib()!.zstdDecompressSync(body, whole);
  if (codec === GZIP) bytes = zlib()!.gunzipSync(body, whole);
  if (bytes.length !== size) throw new Error(`a page of it has ${bytes.length} bytes, not ${size}`);
  memory.load(bytes);
}

/** The definition levels in front of the values: a length, and so many bytes. */
function takeLevels(memory: PageMemory, count: number): Uint32Array | undefined {
  const { rest } = memory;
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length);
  const length = view.getUint32(0, true);
  if (4 + length > rest.length) throw new Error("the levels of a page of it are too long");
  memory.skip(4);
  if (areOnes(rest.subarray(4, 4 + length), count)) {
    memory.skip(length);
    return undefined;
  }
  const levels = memory.takeHybrid(length, 1, count);
  if (!levels) throw new Error("the levels of a page of it end too early");
  return definedOf(levels);
}

/** The positions in the dictionary of the values of a page that are there. */
export function readIndices(memory: PageMemory, { count, defined }: Page): Uint32Array {
  const width = memory.rest[0] ?? 0;
  const there = defined ? defined.reduce((sum, level) => sum + level, 0) : count;
  if (there === 0) return new Uint32Array(0);
  memory.skip(1);
  const indices = width > 32 ? undefined : memory.takeHybrid(memory.rest.length, width, there);
  if (!indices) throw new Error("the runs of a page end too early");
  return indices;
}

/** Whether levels are one run of ones, as writers say that no value is missing. */
function areOnes(levels: Uint8Array, count: number): boolean {
  let header = 0;
  let at = 0;
  for (let factor = 1; at < 5; factor *= 128) {
    const byte = levels[at++] ?? 1;
    header += (byte & 127) * factor;
    if (byte < 128) break;
  }
  return header % 2 === 0 && header / 2 >= count && levels[at] === 1;
}

function definedOf(levels: Uint32Array): Uint32Array | undefined {
  return levels.includes(0) ? levels : undefined;
}

function kindOf(memory: PageMemory, encoding: number): Page["kind"] {
  if (encoding === PLAIN) return "plain";
  if (encoding === PLAIN_DICTIONARY || encoding === RLE_DICTIONARY) return "indices";
  if (encoding !== RLE) throw new Error(`a page of it has encoding ${encoding}`);
  // Truth values, of one bit each, behind their length.
  memory.skip(4);
  return "bits";
}

function integer(field: Thrift | undefined): number {
  const value = typeof field?.value === "bigint" ? Number(field.value) : -1;
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error("a number of a page of it is wrong");
  return value;
}

function struct(field: Thrift | undefined): ThriftStruct {
  if (field?.type !== "struct") throw new Error("a header of a page of it lacks a part");
  return field.value;
}
