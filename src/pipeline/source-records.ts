import { stat } from "node:fs/promises";
import { join } from "node:path";
import { FileError } from "../core/errors.ts";
import { fileError } from "../io/file-error.ts";
import { filesIn } from "../io/file-folder.ts";
import type { InputSource } from "./inputs.ts";

/** What tells one state of the inputs from another without reading them. */
export interface SourceRecord {
  readonly path: string;
  readonly byteLength: number;
  /** When it, or the newest file in it, was last written; null for a URL. */
  readonly modified: number | null;
}

export async function sourceRecords(
  sources: readonly Pick<InputSource, "name" | "byteLength">[],
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for (const { name, byteLength } of sources) {
    const modified = /^https?:/i.test(name) ? null : await lastModified(name);
    records.push({ path: name, byteLength, modified });
  }
  return records;
}

async function lastModified(path: string): Promise<number> {
  const found = await stat(path);
  let latest = found.mtimeMs;
  if (!found.isDirectory()) return latest;
  for (const file of await filesIn(path)) {
    latest = Math.max(latest, (await stat(join(path, file))).mtimeMs);
  }
  return latest;
}

/** Fails where a source is not as it was when the run began. */
export async function refuseChanged(before: readonly SourceRecord[]): Promise<void> {
  for (const { path, modified } of before) {
    if (modified === null) continue;
    let now: number;
    try {
      now = await lastModified(path);
    } catch (cause) {
      throw fileError(path, cause, "read");
    }
    if (now !== modified) throw sourceChanged(path);
  }
}

export function sourceChanged(name: string): FileError {
  return new FileError(`${name} changed while the run was reading it.`, {
    where: name,
    rule: "a run reads its inputs twice; they must not change in between",
    fix: "run again when nothing writes to the inputs",
  });
}
