import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Progress } from "../../telemetry/progress.ts";
import type { AuditResult } from "../result.ts";
import { readJson } from "../shard.ts";
import type { WorkFolder } from "../work-folder.ts";
import type { AuditRequest, AuditRun } from "./audit.ts";
import type { ParsedAudit } from "./steps.ts";

/** Beside `data/`: a folder for each audit. */
export const AUDITS_FOLDER = "audits";

/** An audit that is ready to look. */
export interface RunningAudit extends ParsedAudit {
  readonly run: AuditRun;
}

export async function openAudits(parsed: readonly ParsedAudit[]): Promise<RunningAudit[]> {
  const opened: RunningAudit[] = [];
  for (const each of parsed) opened.push({ ...each, run: await each.audit.open(each.options) });
  return opened;
}

/** What audits found, and what that took in this run. */
export interface Audited {
  readonly found: readonly AuditResult[];
  readonly seconds: number;
}

/** What audits are given besides their own folders. */
export type Rows = Omit<AuditRequest, "folder">;

/**
 * Runs audits one after another, up to a gate that stays closed where `stop` says so. What an
 * unfinished run has found is not looked for again.
 */
export async function runAudits(
  audits: readonly RunningAudit[],
  rows: Rows,
  folder: WorkFolder,
  stop: boolean,
): Promise<Audited> {
  const found: AuditResult[] = [];
  let seconds = 0;
  for (const audit of audits) {
    const before = await foundBefore(audit, folder);
    const result = before ?? (await look(audit, rows, folder));
    found.push(result);
    if (!before) seconds += result.seconds;
    if (stop && result.passed === false) break;
  }
  return { found, seconds };
}

async function foundBefore(
  { label, of }: RunningAudit,
  folder: WorkFolder,
): Promise<AuditResult | undefined> {
  // `data/` is written anew by a run that goes on.
  if (of === "data") return undefined;
  return (await readJson(folder.file(`${label}.json`))) as AuditResult | undefined;
}

async function look(running: RunningAudit, rows: Rows, folder: WorkFolder): Promise<AuditResult> {
  const { audit, run, label, of } = running;
  const done = folder.file(`${label}.json`);
  const began = performance.now();
  const path = join(AUDITS_FOLDER, label);
  const own = folder.file(path);
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  const progress = asOnePhase(rows.progress, phaseOf(running));
  const found = await run.look({ ...rows, folder: own, progress });
  const result: AuditResult = {
    name: audit.name,
    of,
    ...found,
    seconds: (performance.now() - began) / 1000,
    folder: join(folder.out, path),
  };
  await writeFile(`${done}.part`, JSON.stringify(result));
  await rename(`${done}.part`, done);
  return result;
}

/** What an audit is called among the phases of a run. */
export const phaseOf = ({ label, of }: ParsedAudit): string =>
  `${label.charAt(0).toUpperCase()}${label.slice(1)} ${of}`;

/** Progress of which all phases are one. */
function asOnePhase(progress: Progress, phase: string): Progress {
  return {
    start: (_, unit, total) => progress.start(phase, unit, total),
    advance: (_, items, bytes) => progress.advance(phase, items, bytes),
    end: () => progress.end(phase),
    note: (message) => progress.note(message),
  };
}
