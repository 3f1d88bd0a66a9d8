import type { ByteFolder, ByteSource } from "./byte-source.ts";

/** Hears of bytes as they are read. */
export type OnBytes = (count: number) => void;

/** A source that tells how much of it is read, by range or as a stream. */
export function countedSource(source: ByteSource, onBytes: OnBytes): ByteSource {
  const { readInto } = source;
  return {
    name: source.name,
    byteLength: source.byteLength,
    async read(start, end) {
      const bytes = await source.read(start, end);
      onBytes(bytes.length);
      return bytes;
    },
    ...(readInto && {
      async readInto(target: Uint8Array, start: number) {
        const count = await readInto(target, start);
        onBytes(count);
        return count;
      },
    }),
    async *stream(signal) {
      for await (const chunk of source.stream(signal)) {
        onBytes(chunk.length);
        yield chunk;
      }
    },
    blob: async () => await source.blob(),
    close: async () => await source.close(),
  };
}

/** A folder whose files tell how much of them is read. */
export function countedFolder(folder: ByteFolder, onBytes: OnBytes): ByteFolder {
  return {
    name: folder.name,
    list: async () => await folder.list(),
    open: async (path) => countedSource(await folder.open(path), onBytes),
  };
}
