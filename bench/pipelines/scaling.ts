import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeCorpus } from "../support/corpus.ts";
import { logLogPlot } from "../support/plot.ts";
import { duration, quantity, type Table } from "../support/table.ts";
import { type JobResult, runJobApart } from "./job.ts";
import { scaled } from "./jobs.ts";
import type { JobsRun } from "./run-jobs.ts";

export interface ScalePoint {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
  readonly ours: JobResult;
  /** DuckDB's distinct texts, where it was run. */
  readonly duckdb?: number;
}

/** The cost of a row from 10^4 rows to `most`, by powers of ten; short rows. */
export async function measureScaling(most: number, run: JobsRun): Promise<ScalePoint[]> {
  const points: ScalePoint[] = [];
  for (let rows = 10_000; rows <= most; rows *= 10) {
    const path = join(run.folder, `scale-${rows}.jsonl`);
    const { byteLength: bytes } = writeCorpus(path, { rows, seed: 2, shape: "short" });
    for (const { name, stages } of scaled) {
      run.say(`cost per row: ${name}, ${rows} rows`);
      const plan = { inputs: [path], stages, out: join(run.folder, "out") };
      const ours = await runJobApart({ plan, device: run.device });
      const target = join(run.folder, "duckdb.jsonl");
      const duckdb =
        name === "exact"
          ? await run.peers?.run("exact_duckdb", [path, target], run.say)
          : undefined;
      const seconds = duckdb?.parts["distinct texts"];
      points.push({ name, rows, bytes, ours, ...(seconds !== undefined && { duckdb: seconds }) });
    }
    rmSync(path);
  }
  return points;
}

export function scalingTable(points: readonly ScalePoint[]): Table {
  return {
    title: "Cost per row, short rows, JSON lines",
    columns: [
      "job",
      "rows",
      "bytes",
      "time",
      "per row",
      "bytes/s",
      "peak memory",
      "slowest phases",
      "DuckDB, distinct texts",
    ],
    rows: points.map(({ name, rows, bytes, ours, duckdb }) => [
      name,
      quantity(rows),
      quantity(bytes, "B"),
      duration(ours.seconds),
      duration(ours.seconds / rows),
      quantity(bytes / ours.seconds, "B/s"),
      quantity(ours.peakBytes, "B"),
      Object.entries(ours.phases)
        .toSorted(([, a], [, b]) => b - a)
        .slice(0, 2)
        .map(([phase, time]) => `${phase} ${duration(time)}`)
        .join(", "),
      duckdb === undefined ? "" : duration(duckdb / rows),
    ]),
  };
}

/** Writes the plot of the cost per row beside the results. */
export function plotScaling(file: string, points: readonly ScalePoint[]): void {
  const lines = scaled.map(({ name }) => ({
    name: `sluice, ${name}`,
    points: points
      .filter((point) => point.name === name)
      .map(({ rows, ours }) => [rows, (ours.seconds / rows) * 1e6] as const),
  }));
  const duckdb = points.flatMap(({ rows, duckdb: seconds }) =>
    seconds === undefined ? [] : [[rows, (seconds / rows) * 1e6] as const],
  );
  const series =
    duckdb.length > 0 ? [...lines, { name: "DuckDB, distinct texts", points: duckdb }] : lines;
  const plot = {
    title: "Cost per row, files to files",
    x: "rows",
    y: "microseconds a row",
    series,
  };
  writeFileSync(file, logLogPlot(plot));
}
