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
  readonly what: string;
  readonly seconds: number;
  readonly cpuSeconds: number | undefined;
  readonly peakBytes: number;
}

const peers = [
  ["profile_polars", "Polars describe", "count, nulls, mean, std, min, quartiles, max"],
  ["profile_duckdb", "DuckDB SUMMARIZE", "the same, and about how many are distinct"],
  ["profile_pandas", "pandas describe", "as Polars"],
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
    const runs: Measured[] = [];
    for (let repeat = 0; repeat < (quick ? 1 : REPEATS); repeat++) {
      const job = { file, rows: fileRows, threads: THREADS, correlations: false };
      say(`profile of ${fileRows} rows`);
      const ours = await profileApart(job);
      runs.push({ system: "Sluice", what: "all but correlations and languages", ...ours });
      for (const [script, system, what] of found ? peers : []) {
        const result = await found!.run<PeerResult & { readonly cpuSeconds: number }>(
          script,
          [file, String(THREADS)],
          say,
        );
        if (result) runs.push({ system, what, ...result });
      }
    }
    say(`profile of ${made} rows made on the way`);
    const streamed = await profileApart({ rows: made, threads: 1, correlations: true });
    const outcomes = [...new Set(runs.map(({ system }) => system))].map((system) =>
      medianOf(runs.filter((each) => each.system === system)),
    );
    return {
      tables: [
        {
          title: `A profile of ${fileRows} rows of telemetry, Parquet, ${THREADS} threads`,
          columns: ["system", "what it tells", "seconds", "CPU seconds", "peak MB"],
          rows: outcomes.map(({ system, what, seconds, cpuSeconds, peakBytes }) => [
            system,
            what,
            seconds.toFixed(2),
            cpuSeconds?.toFixed(2) ?? "",
            (peakBytes / 1e6).toFixed(0),
          ]),
        },
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
      results: { file: outcomes, made: { rows: made, ...streamed } },
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
