import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type JobResult, runJobApart } from "../pipelines/job.ts";
import { scaled } from "../pipelines/jobs.ts";
import { writeCorpus } from "../support/corpus.ts";
import { Peers } from "../support/peers.ts";
import { logLogPlot } from "../support/plot.ts";
import type { SuiteOutcome, SuiteRequest } from "../support/suite.ts";
import { duration, quantity, type Table } from "../support/table.ts";
import { deviceOf, withFolder } from "./folder.ts";

interface Point {
  readonly job: string;
  readonly rows: number;
  readonly bytes: number;
  readonly ours: JobResult;
  /** Seconds of DuckDB's distinct texts, where it was run. */
  readonly duckdb?: number;
}

/** The cost of a row from 10^4 rows to 10^7, by powers of ten; short rows. */
export async function runCostPerRow(request: SuiteRequest): Promise<SuiteOutcome> {
  const { quick, out, say } = request;
  const most = request.rows ?? (quick ? 1e4 : 1e7);
  const peers = request.peers ? Peers.find(say) : undefined;
  const points: Point[] = [];
  await withFolder(request, async (folder, keeps) => {
    for (let rows = 1e4; rows <= most; rows *= 10) {
      const path = join(folder, `short-${rows}.jsonl`);
      if (!existsSync(path)) {
        say(`writing ${quantity(rows)} rows`);
        writeCorpus(`${path}.part`, { rows, seed: 2, shape: "short" });
        renameSync(`${path}.part`, path);
      }
      for (const { name: job, stages } of scaled) {
        say(`${job}, ${quantity(rows)} rows`);
        const plan = { inputs: [path], stages, out: join(folder, "out") };
        const ours = await runJobApart({ plan, device: deviceOf(request) });
        rmSync(plan.out, { recursive: true, force: true });
        const target = join(folder, "duckdb.jsonl");
        const found =
          job === "exact" ? await peers?.run("exact_duckdb", [path, target], say) : undefined;
        rmSync(target, { force: true });
        const duckdb = found?.parts["distinct texts"];
        const bytes = statSync(path).size;
        points.push({ job, rows, bytes, ours, ...(duckdb !== undefined && { duckdb }) });
      }
      if (!keeps) rmSync(path);
    }
  });
  if (!quick) {
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, "cost-per-row.svg"), plot(points));
  }
  return { tables: [costTable(points)], results: points };
}

function costTable(points: readonly Point[]): Table {
  return {
    title: "Cost per row, short rows, JSON lines",
    columns: [
      "job",
      "rows",
      "bytes",
      "processor time a row",
      "processor time",
      "time",
      "peak memory",
      "slowest phases",
      "DuckDB, distinct texts, time a row",
    ],
    rows: points.map(({ job, rows, bytes, ours, duckdb }) => [
      job,
      quantity(rows),
      quantity(bytes, "B"),
      duration(ours.cpuSeconds / rows),
      duration(ours.cpuSeconds),
      duration(ours.seconds),
      quantity(ours.peakBytes, "B"),
      Object.entries(ours.phases)
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, 2)
        .map(([phase, time]) => `${phase} ${duration(time)}`)
        .join(", "),
      duckdb === undefined ? "" : duration(duckdb / rows),
    ]),
    note:
      "Processor time is of all threads, without the start of Node and its imports: on a shared machine it " +
      "is what can be compared. With few rows it is that of opening the device and writing the report.",
  };
}

/** Processor time a row, by rows. */
function plot(points: readonly Point[]): string {
  return logLogPlot({
    title: "Cost per row, files to files",
    x: "rows",
    y: "microseconds of processor time a row",
    series: scaled.map(({ name }) => ({
      name: `sluice, ${name}`,
      points: points
        .filter(({ job }) => job === name)
        .map(({ rows, ours }) => [rows, (ours.cpuSeconds / rows) * 1e6] as const),
    })),
  });
}
