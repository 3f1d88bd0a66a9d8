import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { FileError } from "../core/errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: "there is a file of that name",
  ENOENT: "nothing can be made there",
  ENOTDIR: "a part of the path is a file",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/** Makes an output folder and those above it; returns the ones that it made, outermost first. */
export async function makeFolder(path: string): Promise<readonly string[]> {
  try {
    return await makeMissing(resolve(path));
  } catch (error) {
    const code = codeOf(error) ?? "";
    throw new FileError(`The output folder ${path} cannot be made: ${REASONS[code] ?? code}.`, {
      where: path,
      rule: "--out names a folder that can be written",
      fix: "name another --out",
      cause: error,
    });
  }
}

/** The `mkdir` of Node, when recursive, never comes back from a place like `/proc`. */
async function makeMissing(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return [];
  const above = dirname(path);
  const made = above === path ? [] : await makeMissing(above);
  try {
    await mkdir(path);
  } catch (error) {
    // Another run may have made it meanwhile.
    const meanwhile = codeOf(error) === "EEXIST" && (await stat(path)).isDirectory();
    if (!meanwhile) throw error;
    return made;
  }
  return [...made, path];
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
