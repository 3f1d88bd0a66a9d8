import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type JobResult, runJobApart } from "../pipelines/job.ts";
import { scaled } from "../pipelines/jobs.ts";
import { writeBucket } from "../support/bucket-corpus.ts";
import { writeCorpus } from "../support/corpus.ts";
import type { SuiteOutcome, SuiteRequest } from "../support/suite.ts";
import { duration, quantity, type Table } from "../support/table.ts";
import { deviceOf, withFolder } from "./folder.ts";

interface LargeSet {
  readonly name: string;
  readonly rows: number;
  write(path: string, rows: number): void;
}

/** More resident bytes than this are a failure. */
const MOST_BYTES = 1.5e9;
/** Of a quick run, this share of the rows. */
const QUICK = 1 / 100;

const sets: readonly LargeSet[] = [
  {
    name: "pages-2-GB",
    rows: 2_150_000,
    write: (path, rows) => void writeCorpus(path, { rows, seed: 3, shape: "mixed" }),
  },
  {
    name: "20-million-short-rows",
    rows: 20_000_000,
    write: (path, rows) => void writeCorpus(path, { rows, seed: 3, shape: "short" }),
  },
  {
    name: "one-text-a-million-times",
    rows: 1_000_000,
    write: (path, rows) => void writeBucket(path, { rows, seed: 5, distinct: false }),
  },
  {
    name: "a-million-near-copies",
    rows: 1_000_000,
    write: (path, rows) => void writeBucket(path, { rows, seed: 5, distinct: true }),
  },
];

interface LargeResult {
  readonly set: string;
  readonly rows: number;
  readonly job: string;
  readonly ours: JobResult;
}

/** Whole jobs on sets that are larger than what may be in memory. */
export async function runLarge(request: SuiteRequest): Promise<SuiteOutcome> {
  const { quick, only = "", say } = request;
  const results: LargeResult[] = [];
  await withFolder(request, async (folder, keeps) => {
    for (const { name, rows: all, write } of sets) {
      if (!name.includes(only)) continue;
      const rows = Math.round(all * (quick ? QUICK : 1));
      const path = join(folder, `${name}-${rows}.jsonl`);
      if (!existsSync(path)) {
        say(`${name}: writing ${quantity(rows)} rows`);
        write(`${path}.part`, rows);
        renameSync(`${path}.part`, path);
      }
      for (const { name: job, stages } of scaled) {
        say(`${name}: ${job}`);
        const plan = { inputs: [path], stages, out: join(folder, "out") };
        const ours = await runJobApart({ plan, device: deviceOf(request) });
        results.push({ set: name, rows, job, ours });
        rmSync(plan.out, { recursive: true, force: true });
      }
      if (!keeps) rmSync(path);
    }
  });
  const failed = results.some(({ ours }) => ours.peakBytes > MOST_BYTES);
  return { tables: [largeTable(results)], results, failed };
}

function largeTable(results: readonly LargeResult[]): Table {
  return {
    title: "Large sets, JSON lines, files to files",
    columns: [
      "set",
      "job",
      "rows",
      "bytes",
      "rows out",
      "peak memory",
      "time",
      "processor time",
      "processor time a row",
    ],
    rows: results.map(({ set, job, rows, ours }) => [
      set.replaceAll("-", " "),
      job,
      quantity(rows),
      quantity(ours.bytesIn, "B"),
      String(ours.rowsOut),
      quantity(ours.peakBytes, "B"),
      duration(ours.seconds),
      duration(ours.cpuSeconds),
      duration(ours.cpuSeconds / rows),
    ]),
    note:
      "Peak memory is the most that was ever resident, of the process with all its threads; more than " +
      `${quantity(MOST_BYTES, "B")} fails the command. Processor time is of all threads.`,
  };
}
