import { openAsBlob } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { FileError } from "../core/errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { fileError } from "./file-error.ts";
import { rangesInOrder } from "./memory-source.ts";

/** A file, read by range; it must not change while it is open. */
export async function fileSource(path: string): Promise<ByteSource> {
  const handle = await attempt(path, open(path, "r"));
  try {
    const stat = await attempt(path, handle.stat());
    if (stat.isDirectory()) throw fileError(path, { code: "EISDIR" }, "read");
    if (!stat.isFile()) {
      throw new FileError(`${path} is not a regular file.`, {
        where: path,
        rule: "files are read by range, which a device or a pipe does not allow",
        fix: "write it to a file first",
      });
    }
    return openedSource(path, handle, stat.size);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function openedSource(path: string, handle: FileHandle, byteLength: number): ByteSource {
  const readInto = async (bytes: Uint8Array, start: number): Promise<number> => {
    const wanted = Math.max(0, Math.min(bytes.length, byteLength - start));
    let filled = 0;
    while (filled < wanted) {
      const { bytesRead } = await attempt(
        path,
        handle.read(bytes, filled, wanted - filled, start + filled),
      );
      if (bytesRead === 0) {
        throw new FileError(
          `${path} became shorter while it was read: ${byteLength} bytes when it was opened, ${start + filled} now.`,
          { where: path, fix: "read it again when nothing writes to it" },
        );
      }
      filled += bytesRead;
    }
    return wanted;
  };
  const read = async (start: number, end: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(Math.max(0, Math.min(end, byteLength) - start));
    await readInto(bytes, start);
    return bytes;
  };
  return {
    name: path,
    byteLength,
    read,
    readInto,
    stream: (signal) => rangesInOrder(read, byteLength, signal),
    blob: async () => await attempt(path, openAsBlob(path)),
    close: async () => await handle.close(),
  };
}

async function attempt<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw fileError(path, cause, "read");
  }
}
