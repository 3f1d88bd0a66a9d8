import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deviceOf } from "../scale/folder.ts";
import { Peers } from "../support/peers.ts";
import type { Suite } from "../support/suite.ts";
import type { Table } from "../support/table.ts";
import { jobs } from "./jobs.ts";
import { type JobOutcome, jobsTable, type JobsRun, measureJob } from "./run-jobs.ts";
import { measureSignatures, signaturesTable } from "./signatures.ts";

export const runPipelines: Suite = async (request) => {
  const { quick, only = "", say } = request;
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const peers = request.peers ? Peers.find(say) : undefined;
  const run: JobsRun = { folder, device: deviceOf(request), peers, quick, say };
  const tables: Table[] = [];
  const results: Record<string, unknown> = {};
  try {
    const chosen = jobs.filter(({ name }) => name.includes(only));
    const outcomes: JobOutcome[] = [];
    for (const job of chosen) {
      const outcome = await measureJob(job, run);
      if (outcome) outcomes.push(outcome);
    }
    if (outcomes.length > 0) tables.push(jobsTable(outcomes));
    results["jobs"] = outcomes;
    if ("signatures".includes(only)) {
      const signatures = await measureSignatures(folder, peers, quick, say);
      tables.push(signaturesTable(signatures));
      results["signatures"] = signatures;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { tables, results };
};
