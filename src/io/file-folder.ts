import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { ByteFolder } from "./byte-source.ts";
import { fileError } from "./file-error.ts";
import { fileSource } from "./file-source.ts";

/** A folder on the disk. */
export function fileFolder(path: string): ByteFolder {
  return {
    name: path,
    list: () => filesIn(path),
    open: (file) => fileSource(join(path, file)),
  };
}

/**
 * Paths of the files in a folder and its folders, without hidden ones, in the order of their bytes.
 */
export async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (relative: string): Promise<void> => {
    const path = join(folder, relative);
    const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
      throw fileError(path, cause, "read");
    });
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const file = relative === "" ? entry.name : `${relative}/${entry.name}`;
      if (entry.isDirectory()) await visit(file);
      else if (entry.isFile() || entry.isSymbolicLink()) found.push(file);
    }
  };
  await visit("");
  return found.toSorted(byBytes);
}

/** Orders texts by their UTF-8 bytes, which is the same on every system. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
