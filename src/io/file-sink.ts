import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ByteSink } from "./byte-source.ts";
import { fileError } from "./file-error.ts";

/** Writes are gathered up to this many bytes. */
const BUFFER_BYTES = 1 << 20;

/**
 * A file that appears under its name only when it is complete: until then it has a temporary name
 * in the same folder, which is made if need be.
 */
export async function fileSink(path: string): Promise<ByteSink> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(4).toString("hex")}.part`);
  await attempt(path, makeFolder(folder));
  const handle = await attempt(path, open(temporary, "wx"));
  const buffer = new Uint8Array(BUFFER_BYTES);
  let buffered = 0;
  let byteLength = 0;
  let ended = false;

  const discard = async (): Promise<void> => {
    if (ended) return;
    ended = true;
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
      const { bytesWritten } = await guarded(handle.write(bytes, done, bytes.length - done));
      done += bytesWritten;
    }
  };
  const flush = async (): Promise<void> => {
    const full = buffer.subarray(0, buffered);
    buffered = 0;
    await put(full);
  };

  return {
    name: path,
    get byteLength() {
      return byteLength;
    },
    async write(bytes) {
      if (buffered + bytes.length > BUFFER_BYTES) await flush();
      if (bytes.length >= BUFFER_BYTES) await put(bytes);
      else {
        buffer.set(bytes, buffered);
        buffered += bytes.length;
      }
      byteLength += bytes.length;
    },
    async close() {
      await flush();
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
