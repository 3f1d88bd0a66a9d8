import { stat } from "node:fs/promises";
import type { InputSource } from "./inputs.ts";

/** What tells one state of the inputs from another without reading them. */
export interface SourceRecord {
  readonly path: string;
  readonly byteLength: number;
  readonly modified: number | null;
}

export async function sourceRecords(sources: readonly InputSource[]): Promise<SourceRecord[]> {
  const records: SourceRecord[] = [];
  for (const { name, byteLength } of sources) {
    const modified = /^https?:/i.test(name) ? null : (await stat(name)).mtimeMs;
    records.push({ path: name, byteLength, modified });
  }
  return records;
}
