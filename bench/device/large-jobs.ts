import { existsSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";
import type { PhaseTime } from "../../src/pipeline/phase-log.ts";
import type { PlanStage } from "../../src/pipeline/plan.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import { runJobApart } from "../pipelines/job.ts";
import { profileApart } from "../profile/job.ts";
import { writeCorpus } from "../support/corpus.ts";
import { duration, percent, quantity, type Table } from "../support/table.ts";
import { writeVectors } from "./vectors-file.ts";

const DIMS = 384;

/** A whole job on data that are made here, as large as the machine holds. */
interface LargeJob {
  readonly name: string;
  /** Rows that are wanted, and those of a quick run. */
  readonly rows: readonly [full: number, quick: number];
  /** Bytes of a row on the disk, inputs and outputs and what is in between; and in memory. */
  readonly diskBytes: number;
  readonly memoryBytes: number;
  make(path: string, rows: number): Promise<void>;
  readonly extension: string;
  readonly stages: readonly PlanStage[];
}

const texts = (shape: "short" | "mixed"): Pick<LargeJob, "make" | "extension"> => ({
  make: async (path, rows) => void writeCorpus(path, { rows, seed: 1, shape }),
  extension: "jsonl",
});

const largeJobs: readonly LargeJob[] = [
  {
    name: "exact, short rows",
    rows: [100_000_000, 300_000],
    diskBytes: 300,
    memoryBytes: 60,
    ...texts("short"),
    stages: [{ name: "exact-dedup", options: { columns: ["text"], normalize: ["none"] } }],
  },
  {
    name: "fuzzy, pages like those of the web",
    rows: [5_000_000, 10_000],
    diskBytes: 3500,
    memoryBytes: 600,
    ...texts("mixed"),
    stages: [{ name: "fuzzy-dedup", options: { column: "text", threshold: 0.8 } }],
  },
  {
    name: `semantic, ${DIMS} numbers a row`,
    rows: [10_000_000, 10_000],
    diskBytes: 4 * DIMS * 3,
    memoryBytes: 4 * DIMS * 2,
    make: async (path, rows) => await writeVectors(path, rows, DIMS),
    extension: "arrow",
    stages: [{ name: "semantic-dedup", options: { embedding: "embedding", eps: 0.05 } }],
  },
];

export interface LargeOutcome {
  readonly job: string;
  readonly device: string;
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly rowsOut: number;
  readonly hostPeakBytes: number;
  readonly devicePeakBytes: number;
  /** Of the phase that reads and computes what is remembered of each row. */
  readonly readSeconds: number;
  readonly kernelSeconds: number;
}

export interface LargeRun {
  readonly devices: readonly { readonly name: string; readonly options: DeviceOptions }[];
  readonly folder: string;
  readonly quick: boolean;
  readonly say: (line: string) => void;
  /** Does a job, and tells of it if it fails. */
  readonly attempt: <T>(what: string, work: () => Promise<T>) => Promise<T | undefined>;
}

/** Rows that the disk and the memory hold, of those wanted. */
export function rowsThatFit(
  {
    rows: [full, quickly],
    diskBytes,
    memoryBytes,
  }: Pick<LargeJob, "rows" | "diskBytes" | "memoryBytes">,
  quick: boolean,
  free: { readonly disk: number; readonly memory: number },
): number {
  const most = Math.min((0.6 * free.disk) / diskBytes, (0.5 * free.memory) / memoryBytes);
  return Math.floor(Math.min(quick ? quickly : full, most));
}

/** Every job on every device, each in a process of its own; the file stays in the page cache. */
export async function runLargeJobs(run: LargeRun): Promise<LargeOutcome[]> {
  const outcomes: LargeOutcome[] = [];
  for (const job of largeJobs) {
    const { bavail, bsize } = statfsSync(run.folder);
    const rows = rowsThatFit(job, run.quick, { disk: bavail * bsize, memory: freemem() });
    const path = join(run.folder, `large.${job.extension}`);
    run.say(`make ${rows} rows: ${job.name}`);
    // oxlint-disable-next-line no-await-in-loop -- jobs at the same time would slow each other
    await job.make(path, rows);
    for (const { name, options } of run.devices) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const outcome = await run.attempt(`${job.name} on ${name}`, () =>
        outcomeOf(job, rows, path, name, options, run),
      );
      if (outcome) outcomes.push(outcome);
    }
    rmSync(path);
  }
  return outcomes;
}

interface Manifest {
  readonly device: { readonly peakBytes: number };
  readonly phases: readonly PhaseTime[];
}

async function outcomeOf(
  job: LargeJob,
  rows: number,
  path: string,
  device: string,
  options: DeviceOptions,
  { folder }: LargeRun,
): Promise<LargeOutcome> {
  const out = join(folder, "large-out");
  const plan = { inputs: [path], stages: job.stages, out };
  const result = await runJobApart({ plan, device: options });
  const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as Manifest;
  const [read] = manifest.phases;
  rmSync(out, { recursive: true, force: true });
  return {
    job: job.name,
    device,
    rows,
    bytes: existsSync(path) ? statSync(path).size : 0,
    seconds: result.seconds,
    rowsOut: result.rowsOut,
    hostPeakBytes: result.peakBytes,
    devicePeakBytes: manifest.device.peakBytes,
    readSeconds: read?.seconds ?? Number.NaN,
    kernelSeconds: read?.kernelSeconds ?? Number.NaN,
  };
}

/** Bytes of a row of telemetry in memory. */
const TELEMETRY_BYTES = 45;

/** A profile of a table that is made on the way: 10 GB of it, or a second's worth. */
export async function runLargeProfile(quick: boolean): Promise<LargeOutcome> {
  const rows = quick ? 1_000_000 : Math.floor(1e10 / TELEMETRY_BYTES);
  const result = await profileApart({ rows, threads: 1, correlations: false });
  return {
    job: "profile of telemetry, made on the way",
    device: "wasm",
    rows,
    bytes: rows * TELEMETRY_BYTES,
    seconds: result.seconds,
    rowsOut: rows,
    hostPeakBytes: result.peakBytes,
    devicePeakBytes: Number.NaN,
    readSeconds: result.seconds,
    kernelSeconds: Number.NaN,
  };
}

export function largeTable(
  outcomes: readonly LargeOutcome[],
  missing: readonly (readonly [device: string, why: string])[],
): Table {
  return {
    title: "Whole jobs on data made here",
    columns: [
      "job",
      "rows",
      "bytes",
      "device",
      "time",
      "bytes/s",
      "read and sign",
      "bytes/s",
      "kernels busy",
      "rows out",
      "host peak",
      "device peak",
    ],
    rows: [
      ...outcomes.map((each) => [
        each.job,
        quantity(each.rows),
        quantity(each.bytes, "B"),
        each.device,
        duration(each.seconds),
        quantity(each.bytes / each.seconds, "B/s"),
        duration(each.readSeconds),
        quantity(each.bytes / each.readSeconds, "B/s"),
        percent(Math.min(1, each.kernelSeconds / each.readSeconds)),
        String(each.rowsOut),
        quantity(each.hostPeakBytes, "B"),
        quantity(each.devicePeakBytes, "B"),
      ]),
      ...missing.flatMap(([device, why]) =>
        largeJobs.map(({ name }) => [
          name,
          "",
          "",
          device,
          `not measured: ${why}`,
          ...Array<string>(7).fill("-"),
        ]),
      ),
    ],
    note:
      "Files to files, outputs written, the input just made and so in the page cache; each in a process of its own. " +
      "`read and sign` is the pass that reads every row and computes what is remembered of it; `kernels busy` is what kernels " +
      "took in it by the device's clock, of its seconds (on wasm, of its threads' calls). Rows are fewer than 100 M, 5 M and " +
      "10 M where the disk or the memory holds no more, or the run is a quick one.",
  };
}
