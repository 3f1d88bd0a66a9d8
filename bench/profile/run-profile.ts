import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseOptions } from "../../src/core/option.ts";
import { parquet } from "../../src/formats/parquet.ts";
import { fileSink } from "../../src/io/file-sink.ts";
import { Peers, type PeerResult } from "../support/peers.ts";
import type { Suite } from "../support/suite.ts";
import { profileApart } from "./job.ts";
import { telemetry, telemetrySchema } from "./telemetry.ts";

const THREADS = 2;
const REPEATS = 3;

interface Measured {
  readonly system: string;
  readonly seconds: number;
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number;
}

/** What is told of a file, by Sluice and by the scripts of its peers. */
const tellings = [
  {
    statistics: "summary",
    title: "What describe tells: counts, nulls, range, mean, deviation, quartiles",
    peers: [
      ["profile_polars", "Polars describe"],
      ["profile_duckdb", "DuckDB SUMMARIZE, with about how many are distinct"],
      ["profile_pandas", "pandas describe"],
    ],
  },
  {
    statistics: "full",
    title:
      "What a whole profile tells, but for correlations: four moments, quantiles, histogram, distinct and top values, outliers with rows, order, gaps, lengths",
    peers: [
      ["profile_polars_full", "Polars"],
      ["profile_duckdb_full", "DuckDB"],
      ["profile_pandas_full", "pandas"],
    ],
  },
] as const;

/** One file, profiled by us and by others in turn; then rows that are made on the way. */
export const runProfiles: Suite = async ({ quick, rows, say, peers: withPeers }) => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const file = join(folder, "telemetry.parquet");
  const fileRows = quick ? 200_000 : 2_000_000;
  const made = rows ?? fileRows;
  try {
    await writeTelemetry(file, fileRows);
    const found = withPeers ? Peers.find(say) : undefined;
    const told: { readonly title: string; readonly outcomes: readonly Measured[] }[] = [];
    for (const { statistics, title, peers } of tellings) {
      const runs: Measured[] = [];
      for (let repeat = 0; repeat < (quick ? 1 : REPEATS); repeat++) {
        const job = { file, rows: fileRows, threads: THREADS, correlations: false, statistics };
        say(`${statistics} profile of ${fileRows} rows`);
        runs.push({ system: "Sluice", ...(await profileApart(job)) });
        for (const [script, system] of found ? peers : []) {
          const result = await found!.run<PeerResult & { readonly cpuSeconds: number }>(
            script,
            [file, String(THREADS)],
            say,
          );
          if (result) runs.push({ system, ...result });
        }
      }
      const outcomes = [...new Set(runs.map(({ system }) => system))].map((system) =>
        medianOf(runs.filter((each) => each.system === system)),
      );
      told.push({ title, outcomes });
    }
    say(`profile of ${made} rows made on the way`);
    const streamed = await profileApart({ rows: made, threads: 1, correlations: true });
    return {
      tables: [
        ...told.map(({ title, outcomes }) => ({
          title: `${fileRows} rows of telemetry, Parquet, ${THREADS} threads. ${title}`,
          columns: ["system", "seconds", "CPU seconds", "peak MB", "seconds to Sluice's"],
          rows: outcomes.map(({ system, seconds, cpuSeconds, peakBytes }) => [
            system,
            seconds.toFixed(2),
            cpuSeconds?.toFixed(2) ?? "",
            (peakBytes / 1e6).toFixed(0),
            (seconds / outcomes[0]!.seconds).toFixed(2),
          ]),
        })),
        {
          title: "Rows made on the way, one thread, with correlations",
          columns: ["rows", "seconds of the profile", "rows a second", "peak MB"],
          rows: [
            [
              String(made),
              streamed.seconds.toFixed(1),
              (made / streamed.seconds).toFixed(0),
              (streamed.peakBytes / 1e6).toFixed(0),
            ],
          ],
        },
      ],
      results: { file: told, made: { rows: made, ...streamed } },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function medianOf(runs: readonly Measured[]): Measured {
  return runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)]!;
}

async function writeTelemetry(path: string, rows: number): Promise<void> {
  const sink = await fileSink(path);
  const writer = await parquet.create!(
    sink,
    telemetrySchema,
    parseOptions(parquet.options, {}, "parquet"),
  );
  for (const batch of telemetry(rows)) await writer.write(batch);
  await writer.close();
  await sink.close();
}
