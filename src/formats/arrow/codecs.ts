import { compressionRegistry, CompressionType } from "apache-arrow";
import { lz4Frame } from "../../io/lz4-frame.ts";

/** Lets Arrow read compressed batches; what the application registered itself stays. */
export async function registerCodecs(): Promise<void> {
  if (!compressionRegistry.get(CompressionType.LZ4_FRAME)) {
    compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => lz4Frame(bytes) });
  }
  if (compressionRegistry.get(CompressionType.ZSTD)) return;
  const decode = await zstdDecode();
  // Arrow makes views of 8-byte values of the result, which its buffer must be aligned for.
  if (decode) {
    compressionRegistry.set(CompressionType.ZSTD, {
      decode: (bytes) => new Uint8Array(decode(bytes)),
    });
  }
}

async function zstdDecode(): Promise<((bytes: Uint8Array) => Uint8Array) | undefined> {
  const zlib = globalThis.process?.getBuiltinModule?.("node:zlib");
  if (zlib?.zstdDecompressSync) return (bytes) => zlib.zstdDecompressSync(bytes);
  const fzstd = await import("fzstd").catch(() => undefined);
  return fzstd && ((bytes) => fzstd.decompress(bytes));
}
