import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { promisify } from "node:util";
import type { Plan } from "../../src/pipeline/plan.ts";
import { runPlan } from "../../src/pipeline/run.ts";
import { peakMemory } from "../support/machine.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";

/** A whole job, files to files. */
export interface Job {
  readonly plan: Plan;
  readonly device: DeviceOptions;
}

export interface JobResult {
  /** Without the start of Node and its imports; the device is opened within. */
  readonly seconds: number;
  /** Processor time of all threads meanwhile. */
  readonly cpuSeconds: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly bytesIn: number;
  readonly peakBytes: number;
  readonly device: string;
  /** Seconds of each phase; phases may overlap. */
  readonly phases: Readonly<Record<string, number>>;
}

/** Runs a job in this process. */
export async function runJob({ plan, device }: Job): Promise<JobResult> {
  const began = new Map<string, number>();
  const phases: Record<string, number> = {};
  const started = performance.now();
  const used = process.cpuUsage();
  const outcome = await runPlan(plan, {
    device,
    force: true,
    progress: {
      start: (phase) => void began.set(phase, performance.now()),
      advance() {},
      end: (phase) => {
        phases[phase] = (performance.now() - began.get(phase)!) / 1000;
      },
      note() {},
    },
  });
  const { user, system } = process.cpuUsage(used);
  return {
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (user + system) / 1e6,
    rowsIn: outcome.rowsIn,
    rowsOut: outcome.rowsOut,
    bytesIn: outcome.bytesIn,
    peakBytes: peakMemory(),
    device: `${outcome.device.backend}: ${outcome.device.name}`,
    phases,
  };
}

const run = promisify(execFile);

/** Runs a job in a process of its own, as a peer runs in its own. */
export async function runJobApart(job: Job): Promise<JobResult> {
  rmSync(job.plan.out, { recursive: true, force: true });
  const { stdout } = await run(
    process.execPath,
    [...process.execArgv, process.argv[1]!, "job", JSON.stringify(job)],
    { maxBuffer: 2 ** 26 },
  );
  return JSON.parse(stdout) as JobResult;
}

/** What the process does that `runJobApart` starts. */
export async function answerJob(text: string): Promise<void> {
  process.stdout.write(JSON.stringify(await runJob(JSON.parse(text) as Job)));
}
