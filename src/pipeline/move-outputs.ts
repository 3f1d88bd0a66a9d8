import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { WorkFolder } from "./work-folder.ts";

/** Moves what was made in a work folder to its place, over what was there; returns the paths. */
export async function moveOutputs(folder: WorkFolder, names: readonly string[]): Promise<string[]> {
  for (const name of names) {
    await rm(join(folder.out, name), { recursive: true, force: true });
    await rename(folder.file(name), join(folder.out, name));
  }
  await rm(folder.path, { recursive: true, force: true });
  return names.map((name) => join(folder.out, name));
}
