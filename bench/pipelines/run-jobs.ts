import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import { writeCorpus } from "../support/corpus.ts";
import { median } from "../support/measure.ts";
import { peerNames, type PeerResult, type Peers } from "../support/peers.ts";
import { duration, quantity, ratio, type Table } from "../support/table.ts";
import { type JobResult, runJob, runJobApart } from "./job.ts";
import type { PipelineJob } from "./jobs.ts";

export interface JobOutcome {
  readonly job: string;
  readonly rows: number;
  readonly bytes: number;
  readonly ours: JobResult;
  readonly peers: readonly (PeerResult & { readonly name: string })[];
}

export interface JobsRun {
  readonly folder: string;
  readonly device: DeviceOptions;
  readonly peers: Peers | undefined;
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

/** Runs a job, and its peers on the same file. */
export async function measureJob(job: PipelineJob, run: JobsRun): Promise<JobOutcome | undefined> {
  const { name, shape, format, stages } = job;
  const rows = job.rows[run.quick ? 1 : 0];
  run.say(`${name}, ${rows} rows`);
  const file = await inputOf(job, rows, run);
  if (file === undefined) return undefined;
  const out = join(run.folder, "out");
  const plan = { inputs: [file.path], stages, out };
  const ours = await middle(run.quick, () => runJobApart({ plan, device: run.device }));
  if (!ours) return undefined;
  const peers: JobOutcome["peers"][number][] = [];
  for (const script of run.peers ? job.peers : []) {
    run.say(`  ${peerNames[script]}`);
    const result = await middle<PeerResult>(run.quick, async () => {
      const target = join(run.folder, `${script}.${format}`);
      return await run.peers!.run(script, [file.path, target], run.say);
    });
    if (result) peers.push(...named(script, result));
  }
  return { job: `${name} (${shape})`, rows, bytes: ours.bytesIn, ours, peers };
}

/** DuckDB does two jobs: the distinct texts, and the first whole row of each. */
function named(
  script: keyof typeof peerNames,
  { kept: _, ...result }: PeerResult,
): JobOutcome["peers"][number][] {
  const name = peerNames[script];
  if (script !== "exact_duckdb") return [{ name, ...result }];
  return ["distinct texts", "first row of each text"].map((part) => ({
    ...result,
    name: `${name}, ${part}`,
    seconds: result.parts[part]!,
  }));
}

async function inputOf(
  { shape, format }: PipelineJob,
  rows: number,
  { folder, peers, say }: JobsRun,
): Promise<{ readonly path: string } | undefined> {
  const path = join(folder, `${shape}-${rows}.jsonl`);
  if (!existsSync(path)) writeCorpus(path, { rows, seed: 1, shape });
  if (format === "jsonl") return { path };
  const parquet = path.replace(/jsonl$/, "parquet");
  if (existsSync(parquet)) return { path: parquet };
  if (peers) {
    const done = await peers.run<object>("to_parquet", [path, parquet], say);
    if (done) return { path: parquet };
  }
  const out = join(folder, "parquet");
  await runJob({
    plan: { inputs: [path], stages: [], out, to: "parquet" },
    device: { prefer: "cpu" },
  });
  return { path: join(out, "data") };
}

/** Short jobs three times, of which the middle one counts; long ones once. */
async function middle<T extends { readonly seconds: number }>(
  quick: boolean,
  once: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const first = await once();
  if (!first || quick || first.seconds > 20) return first;
  const results = [first];
  for (let i = 0; i < 2; i++) {
    const next = await once();
    if (next) results.push(next);
  }
  const wanted = median(results.map(({ seconds }) => seconds));
  return results.find(({ seconds }) => seconds === wanted) ?? first;
}

export function jobsTable(outcomes: readonly JobOutcome[]): Table {
  return {
    title: "Whole jobs, files to files",
    columns: [
      "job",
      "rows",
      "bytes",
      "system",
      "time",
      "rows/s",
      "bytes/s",
      "rows out",
      "sluice is",
    ],
    rows: outcomes.flatMap(({ job, rows, bytes, ours, peers }) =>
      [{ name: `sluice (${ours.device})`, ...ours }, ...peers].map((system) => [
        job,
        quantity(rows),
        quantity(bytes, "B"),
        system.name,
        duration(system.seconds),
        quantity(rows / system.seconds),
        quantity(bytes / system.seconds, "B/s"),
        String(system.rowsOut),
        system.seconds === ours.seconds ? "" : `${ratio(system.seconds / ours.seconds)} as fast`,
      ]),
    ),
    note:
      "Each in a process of its own, without the start of the interpreter and imports. Sluice verifies each pair " +
      "and writes the rows, the explanation of every removal, a report and a manifest; the peers write rows. " +
      "All have a thread for each core. DuckDB's distinct texts are one column in any order, its first row of each " +
      "text is whole rows in order, as Sluice writes them. Both write Parquet with zstd at level 1.",
  };
}
