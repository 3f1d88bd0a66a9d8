import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { profile } from "../../src/pipeline/profile.ts";
import { Dataset } from "../../src/profile/dataset.ts";
import { Engine } from "../../src/profile/engine.ts";
import { datasetProfile, defaultMeasures } from "../../src/profile/profile.ts";
import { peakMemory } from "../support/machine.ts";
import { telemetry, telemetrySchema } from "./telemetry.ts";

/** A profile of a file, or of rows that are made while it is. */
export interface ProfileJob {
  readonly file?: string;
  readonly rows: number;
  readonly threads: number;
  readonly correlations: boolean;
  /** All that is told, or what `describe` tells in other systems. */
  readonly statistics?: "full" | "summary";
}

export interface ProfileResult {
  readonly seconds: number;
  /** Of all threads, without the start of Node. */
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

/** In this process. The seconds of made rows are those of the profile alone. */
export async function runProfileJob(job: ProfileJob): Promise<ProfileResult> {
  const { file, rows, threads, correlations, statistics = "full" } = job;
  const before = process.cpuUsage();
  const began = performance.now();
  let seconds = 0;
  if (file === undefined) {
    const dataset = new Dataset(await Engine.open(), telemetrySchema, { correlate: correlations });
    let row = 0;
    for (const batch of telemetry(rows)) {
      const started = performance.now();
      dataset.observe(batch, row);
      seconds += (performance.now() - started) / 1000;
      row += batch.numRows;
    }
    datasetProfile(dataset.state(), defaultMeasures);
  } else {
    await profile([file], { threads, correlations, statistics, languages: false });
    seconds = (performance.now() - began) / 1000;
  }
  const { user, system } = process.cpuUsage(before);
  return { seconds, cpuSeconds: (user + system) / 1e6, peakBytes: peakMemory() };
}

const run = promisify(execFile);

/** In a process of its own, as a peer runs in its own. */
export async function profileApart(job: ProfileJob): Promise<ProfileResult> {
  const args = [...process.execArgv, process.argv[1]!, "profile-job", JSON.stringify(job)];
  const { stdout } = await run(process.execPath, args);
  return JSON.parse(stdout) as ProfileResult;
}
