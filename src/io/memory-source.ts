import type { ByteSource } from "./byte-source.ts";

/** Bytes of a chunk that `stream` yields, at most. */
const CHUNK_BYTES = 1 << 20;

/** Bytes that are already in memory, or a Blob or File that a page was given. */
export function memorySource(bytes: Uint8Array | Blob, name = "memory"): ByteSource {
  return bytes instanceof Blob ? blobSource(bytes, name) : arraySource(bytes, name);
}

function arraySource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    byteLength: bytes.length,
    read: async (start, end) => bytes.subarray(start, end),
    async *stream(signal) {
      for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
        signal?.throwIfAborted();
        yield bytes.subarray(start, start + CHUNK_BYTES);
      }
    },
    blob: async () => new Blob([new Uint8Array(bytes)]),
    close: async () => {},
  };
}

function blobSource(blob: Blob, name: string): ByteSource {
  const read = async (start: number, end: number): Promise<Uint8Array> =>
    new Uint8Array(await blob.slice(start, end).arrayBuffer());
  return {
    name: name === "memory" && blob instanceof File ? blob.name : name,
    byteLength: blob.size,
    read,
    stream: (signal) => rangesInOrder(read, blob.size, signal),
    blob: async () => blob,
    close: async () => {},
  };
}

/** Streams a source of known length through its range reads. */
export async function* rangesInOrder(
  read: ByteSource["read"],
  byteLength: number,
  signal?: AbortSignal,
): AsyncIterable<Uint8Array> {
  for (let start = 0; start < byteLength; start += CHUNK_BYTES) {
    signal?.throwIfAborted();
    yield await read(start, Math.min(start + CHUNK_BYTES, byteLength));
  }
}
