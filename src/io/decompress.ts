import type * as Zlib from "node:zlib";
import { EngineError, FormatError, UnsupportedError } from "../core/errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { type FramePart, zstdFrames } from "./zstd-frames.ts";

/** How a file is compressed as a whole. */
export type Compression = "gzip" | "zstd" | "bzip2";

/** Bytes that come out at once. */
const OUT_BYTES = 1 << 18;

/** The compression that first bytes show. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return "gzip";
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return "zstd";
  if (head[0] === 0x42 && head[1] === 0x5a && head[2] === 0x68) return "bzip2";
  return undefined;
}

/** What comes out of compressed chunks, as they come; memory does not grow with the length. */
export async function* decompress(
  chunks: AsyncIterable<Uint8Array>,
  compression: Compression,
  name: string,
): AsyncIterable<Uint8Array> {
  let read = 0;
  async function* counted(): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      read += chunk.length;
      yield chunk;
    }
  }
  try {
    yield* decoder(compression, counted());
  } catch (cause) {
    if (cause instanceof EngineError || (cause as Error | undefined)?.name === "AbortError") {
      throw cause;
    }
    const message = `${name} cannot be decompressed: ${cause instanceof Error ? cause.message : String(cause)}.`;
    throw new FormatError(compression, name, read, message, {
      fix: "it is damaged or cut off: fetch or write it again",
      cause,
    });
  }
}

function decoder(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  switch (compression) {
    case "gzip": {
      // Node's own takes files of several members, as parallel compressors write them.
      const zlib = nodeZlib();
      return zlib
        ? throughNode(chunks, zlib.createGunzip({ chunkSize: OUT_BYTES }))
        : through(chunks, new DecompressionStream("gzip") as ByteTransform);
    }
    case "zstd":
      return unzstd(chunks);
    case "bzip2":
      return unbzip2(chunks);
    default:
      return compression satisfies never;
  }
}

const nodeZlib = (): typeof Zlib | undefined => globalThis.process?.getBuiltinModule?.("node:zlib");

async function* unbzip2(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { Bunzip2 } = await import("./bunzip2.ts");
  const bunzip = new Bunzip2();
  for await (const chunk of chunks) yield* bunzip.push(chunk);
  bunzip.end();
}

/** With what Node has built in, from version 22.15 on, or else the package fzstd. */
async function* unzstd(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const decode = await zstdDecoder();
  const parts = zstdFrames(chunks)[Symbol.asyncIterator]();
  async function* frame(first: FramePart): AsyncIterable<Uint8Array> {
    let part = first;
    yield part.bytes;
    while (!part.last) {
      const next = await parts.next();
      if (next.done) return;
      part = next.value;
      yield part.bytes;
    }
  }
  try {
    for (;;) {
      const next = await parts.next();
      if (next.done) return;
      yield* decode(frame(next.value));
    }
  } finally {
    await parts.return?.();
  }
}

type Decode = (frame: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

async function zstdDecoder(): Promise<Decode> {
  const create = nodeZlib()?.createZstdDecompress;
  if (create) return (frame) => throughNode(frame, create({ chunkSize: OUT_BYTES }));
  const { Decompress } = await import("fzstd").catch((cause: unknown) => {
    throw new UnsupportedError("Files compressed with zstd need the package fzstd here.", {
      rule: "Node has zstd built in from version 22.15 on",
      fix: "npm install fzstd, or a newer Node",
      cause,
    });
  });
  return async function* (frame) {
    let out: Uint8Array[] = [];
    const stream = new Decompress((chunk) => out.push(chunk));
    for await (const chunk of frame) {
      stream.push(chunk);
      yield* out;
      out = [];
    }
    stream.push(new Uint8Array(0), true);
    yield* out;
  };
}

async function* throughNode(
  chunks: AsyncIterable<Uint8Array>,
  stream: Zlib.Gunzip | Zlib.ZstdDecompress,
): AsyncIterable<Uint8Array> {
  let wake: (() => void) | undefined;
  stream.on("drain", () => wake?.()).on("close", () => wake?.());
  const fed = (async () => {
    for await (const chunk of chunks) {
      if (stream.destroyed) return;
      if (!stream.write(chunk)) await new Promise<void>((resolve) => (wake = resolve));
    }
    stream.end();
  })().catch((error: unknown) => void stream.destroy(error as Error));
  for await (const chunk of stream) yield chunk as Uint8Array;
  await fed;
}

type ByteTransform = TransformStream<Uint8Array, Uint8Array>;

async function* through(
  chunks: AsyncIterable<Uint8Array>,
  transform: ByteTransform,
): AsyncIterable<Uint8Array> {
  const writer = transform.writable.getWriter();
  let failure: unknown;
  const fed = (async () => {
    for await (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  })().catch(async (error: unknown) => {
    failure ??= error;
    await writer.abort(error).catch(() => undefined);
  });
  const reader = transform.readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    await fed;
    if (failure !== undefined) throw failure;
  } catch (error) {
    throw failure ?? error;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** Bytes at the front of a decompressed source that can be read by range. */
const HEAD_BYTES = 64 << 10;

/** A compressed source as what is in it. It can be streamed; by range, only its front can be read. */
export function decompressedSource(source: ByteSource, compression: Compression): ByteSource {
  const { name } = source;
  const stream = (signal?: AbortSignal): AsyncIterable<Uint8Array> =>
    decompress(source.stream(signal), compression, name);
  let head: Promise<Uint8Array> | undefined;
  const readHead = async (): Promise<Uint8Array> => {
    const bytes = new Uint8Array(HEAD_BYTES);
    let filled = 0;
    for await (const chunk of stream()) {
      const part = chunk.subarray(0, HEAD_BYTES - filled);
      bytes.set(part, filled);
      filled += part.length;
      if (filled === HEAD_BYTES) break;
    }
    return bytes.subarray(0, filled);
  };
  const notInPlace = (): UnsupportedError =>
    new UnsupportedError(`${name} cannot be read in place, because it is compressed as a whole.`, {
      where: name,
      rule: "columns are read by range, which compressed files do not allow",
      fix: `decompress it first, as with ${compression} -d`,
    });
  return {
    name,
    byteLength: source.byteLength,
    async read(start, end) {
      if (start > 0 || end > HEAD_BYTES) throw notInPlace();
      return (await (head ??= readHead())).subarray(0, end);
    },
    stream,
    blob: async () => {
      throw notInPlace();
    },
    close: async () => await source.close(),
  };
}
