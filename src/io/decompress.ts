import { EngineError, FormatError, UnsupportedError } from "../core/errors.ts";
import type { ByteSource } from "./byte-source.ts";

/** How a file is compressed as a whole. */
export type Compression = "gzip" | "zstd" | "bzip2";

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
    yield* await decoder(compression, counted());
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

async function decoder(
  compression: Compression,
  chunks: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  switch (compression) {
    case "gzip":
      return through(chunks, new DecompressionStream("gzip") as ByteTransform);
    case "zstd":
    case "bzip2":
      throw new UnsupportedError(`${compression} cannot be decompressed here.`);
    default:
      return compression satisfies never;
  }
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

/** A compressed source as what is in it. It can be streamed; only its front can be read by range. */
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
      if (end > HEAD_BYTES) throw notInPlace();
      return (await (head ??= readHead())).subarray(start, end);
    },
    stream,
    blob: async () => {
      throw notInPlace();
    },
    close: async () => await source.close(),
  };
}
