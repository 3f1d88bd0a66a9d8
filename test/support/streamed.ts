import type { ByteSource } from "../../src/io/byte-source.ts";

/** All bytes of a source, as it streams them. */
export async function streamed(
  source: Pick<ByteSource, "stream">,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.stream(signal)) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}
