import type { ByteSource } from "./byte-source.ts";

/**
 * All bytes of a source in order, in buffers that are used by turns. A chunk fills its buffer, but
 * for the last; it is overwritten after the next one is asked for. While it is worked on, the source
 * reads into the other buffer.
 */
export async function* readAhead(
  source: ByteSource,
  buffers: readonly [Uint8Array, Uint8Array],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  if (!source.readInto) {
    yield* refilled(source.stream(signal), buffers);
    return;
  }
  const { readInto, byteLength } = source;
  let turn = 0;
  let start = 0;
  let reading = readInto(buffers[0], 0);
  try {
    while (start < byteLength) {
      signal?.throwIfAborted();
      const count = await reading;
      const chunk = buffers[turn]!.subarray(0, count);
      turn = 1 - turn;
      start += count;
      if (start < byteLength) reading = readInto(buffers[turn]!, start);
      // It may fail while nobody waits for it yet.
      reading.catch(() => {});
      yield chunk;
    }
  } finally {
    // The buffers are not the caller's again before nothing is read into them.
    await reading.catch(() => {});
  }
}

/** The chunks of a stream, copied into full buffers. */
async function* refilled(
  chunks: AsyncIterable<Uint8Array>,
  buffers: readonly [Uint8Array, Uint8Array],
): AsyncGenerator<Uint8Array> {
  let turn = 0;
  let filled = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const buffer = buffers[turn]!;
      const part = chunk.subarray(at, at + buffer.length - filled);
      buffer.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < buffer.length) continue;
      turn = 1 - turn;
      filled = 0;
      yield buffer;
    }
  }
  if (filled > 0) yield buffers[turn]!.subarray(0, filled);
}
