import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ByteSink } from "./byte-source.ts";
import { fileError } from "./file-error.ts";

/** Writes are gathered up to this many bytes. */
const BUFFER_BYTES = 1 << 20;

export interface FileSink extends ByteSink {
  /** Where the bytes are until it is closed. */
  readonly temporary: string;
}

/**
 * A file that appears under its name only when it is complete: until then it has a temporary name
 * in the same folder, which is made if need be. Full buffers are written while the next one fills:
 * what goes wrong is told by a later call. `onGrown` hears that there is more in the file.
 */
export async function fileSink(path: string, onGrown?: () => void): Promise<FileSink> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString("hex")}.part`);
  await attempt(path, makeFolder(folder));
  const handle = await attempt(path, open(temporary, "wx"));
  let buffer = new Uint8Array(BUFFER_BYTES);
  let spare: typeof buffer | undefined;
  let writing = Promise.resolve();
  let buffered = 0;
  let byteLength = 0;
  let ended = false;

  const discard = async (): Promise<void> => {
    if (ended) return;
    ended = true;
    await writing.catch(() => {});
    await handle.close();
    await rm(temporary, { force: true });
  };
  const guarded = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await attempt(path, work);
    } catch (error) {
      await discard();
      throw error;
    }
  };
  const put = async (bytes: Uint8Array): Promise<void> => {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done);
      done += bytesWritten;
    }
    onGrown?.();
  };
  const flush = async (): Promise<void> => {
    await guarded(writing);
    const full = buffer;
    writing = put(full.subarray(0, buffered));
    // Thrown where it is waited for.
    writing.catch(() => {});
    buffer = spare ?? new Uint8Array(BUFFER_BYTES);
    spare = full;
    buffered = 0;
  };

  return {
    name: path,
    temporary,
    get byteLength() {
      return byteLength;
    },
    async write(bytes) {
      for (let at = 0; at < bytes.length;) {
        if (buffered === BUFFER_BYTES) await flush();
        const part = bytes.subarray(at, at + BUFFER_BYTES - buffered);
        buffer.set(part, buffered);
        buffered += part.length;
        at += part.length;
      }
      byteLength += bytes.length;
    },
    async close() {
      if (buffered > 0) await flush();
      await guarded(writing);
      await guarded(rename(temporary, path));
      ended = true;
      await handle.close();
    },
    abort: discard,
  };
}

/**
 * Makes a folder and those above it. Node's own recursive mkdir never returns where a file system
 * answers that nothing can be made in a folder that is there, as in /proc.
 */
async function makeFolder(path: string): Promise<void> {
  const make = async (): Promise<void> =>
    await mkdir(path).then(
      () => {},
      async (error: unknown) => {
        const there = await stat(path).catch(() => undefined);
        if (!there?.isDirectory()) throw error;
      },
    );
  try {
    await make();
  } catch (error) {
    const above = dirname(path);
    if ((error as { readonly code?: string }).code !== "ENOENT" || above === path) throw error;
    await makeFolder(above);
    await make();
  }
}

async function attempt<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw fileError(path, cause, "written");
  }
}
