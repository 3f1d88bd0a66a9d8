import { stat } from "node:fs/promises";
import { join } from "node:path";
import { version } from "../core/version.ts";
import { filesIn } from "../io/file-folder.ts";
import type { Digester } from "./digester.ts";
import type { InputSource } from "./inputs.ts";
import type { PhaseTime } from "./phase-log.ts";
import type { Plan } from "./plan.ts";
import type { RunResult } from "./result.ts";
import type { NotedResult } from "./stage-results.ts";
import { sourceRecords } from "./source-records.ts";
import { identityDigest } from "./work-folder.ts";

export interface FileRecord {
  readonly path: string;
  readonly byteLength: number;
  readonly sha256: string;
}

/** An input, as the manifest tells of it. */
export interface InputRecord {
  readonly path: string;
  readonly format: string;
  readonly byteLength: number;
  /** When it was last written, in milliseconds since 1970; null for a URL. */
  readonly modified: number | null;
  readonly sha256: string | null;
}

export interface ManifestParts {
  readonly plan: Plan;
  /** The folder of the results that these were made from. */
  readonly refilterOf: string | undefined;
  readonly stages: readonly { readonly name: string; readonly options: object }[];
  readonly audits: readonly { readonly name: string; readonly options: object }[];
  readonly stageResults: readonly NotedResult[];
  readonly result: RunResult;
  readonly inputs: readonly InputRecord[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly outputs: readonly FileRecord[];
  readonly phases: readonly PhaseTime[];
  readonly notes: readonly string[];
  readonly date: string;
  readonly peakDeviceBytes: number;
}

/** `manifest.json`: what was run on what, with what, and what came of it. */
export function manifestOf(parts: ManifestParts): Record<string, unknown> {
  const { plan, stages, result } = parts;
  const config = {
    inputs: plan.inputs,
    format: plan.format ?? null,
    to: plan.to ?? null,
    strict: plan.strict ?? false,
    skipBadFiles: plan.skipBadFiles ?? false,
    stages: stages.map(({ name, options }) => ({ name, options })),
    ...(parts.audits.length > 0 && { audits: parts.audits }),
    ...(parts.refilterOf !== undefined && { refilterOf: parts.refilterOf }),
  };
  return {
    sluice: version,
    node: process.versions.node,
    date: parts.date,
    config,
    configSha256: identityDigest(config),
    device: { ...result.device, peakBytes: parts.peakDeviceBytes },
    counts: {
      rowsIn: result.rowsIn,
      rowsOut: result.rowsOut,
      duplicates: result.duplicates,
      rejected: result.rejected,
      clusters: result.clusters,
    },
    seconds: result.seconds,
    bytesIn: result.bytesIn,
    stages: parts.stageResults.map((stage) => ({ ...stage.result, notes: stage.notes })),
    audits: result.audits,
    phases: parts.phases,
    notes: parts.notes,
    inputs: parts.inputs,
    skippedFiles: parts.skipped,
    outputs: parts.outputs,
  };
}

/** Size, time and digest of every input; of a URL the size alone, of a folder no digest. */
export async function inputDigests(
  sources: readonly InputSource[],
  digester: Digester,
): Promise<InputRecord[]> {
  const records: InputRecord[] = [];
  for (const [i, record] of (await sourceRecords(sources)).entries()) {
    const { path, modified } = record;
    const isFile = modified !== null && (await stat(path)).isFile();
    const { sha256 } = isFile ? await digester.digest(path) : { sha256: null };
    records.push({ ...record, format: sources[i]!.format.name, sha256 });
  }
  return records;
}

/** Size and digest of files of a folder, with paths relative to it. */
export async function recordsOf(
  folder: string,
  names: readonly string[],
  digester: Digester,
): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for (const name of names) {
    records.push({ path: name, ...(await digester.digest(join(folder, name))) });
  }
  return records;
}

/** The paths of all files below a folder's entries, in order. */
export async function filesBelow(folder: string, entries: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry);
    if ((await stat(path)).isFile()) files.push(entry);
    else for (const file of (await filesIn(path)).toSorted()) files.push(`${entry}/${file}`);
  }
  return files;
}
