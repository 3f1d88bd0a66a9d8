import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Device } from "../../src/graph/device.ts";
import { kMeans } from "../../src/ops/k-means.ts";
import { median } from "../support/measure.ts";
import type { Peers } from "../support/peers.ts";
import { duration, ratio, type Table } from "../support/table.ts";
import { embeddings } from "./clouds.ts";

export interface KMeansCase {
  readonly rows: number;
  readonly dims: number;
  readonly k: number;
  readonly rounds: number;
}

interface Timed {
  readonly name: string;
  readonly seconds: number;
  readonly inertia: number;
}

export interface KMeansOutcome extends KMeansCase {
  readonly systems: readonly Timed[];
}

const RUNS = 3;

/** The same rounds from the same first centres, in turn. */
export async function measureKMeans(
  device: Device,
  { rows, dims, k, rounds }: KMeansCase,
  folder: string,
  peers: Peers | undefined,
  say: (line: string) => void,
): Promise<KMeansOutcome> {
  const values = embeddings(rows, dims, 1);
  const initial = values.slice(0, k * dims);
  const [points, centres] = [join(folder, "rows.f32"), join(folder, "centres.f32")];
  writeFileSync(points, new Uint8Array(values.buffer));
  writeFileSync(centres, new Uint8Array(initial.buffer));
  const runs = new Map<string, Timed[]>();
  const note = (timed: Timed): void => {
    runs.set(timed.name, [...(runs.get(timed.name) ?? []), timed]);
  };
  for (let run = 0; run < RUNS; run++) {
    say(`k-means of ${rows} rows, run ${run + 1}`);
    const options = { k, initial, iterations: rounds, tolerance: 0 };
    const started = performance.now();
    const { inertia } = await kMeans(device, { rowCount: rows, dims, values }, options);
    const seconds = (performance.now() - started) / 1000;
    note({ name: `Sluice, ${device.backend}`, seconds, inertia });
    for (const [script, name] of [
      ["kmeans_sklearn", "scikit-learn"],
      ["kmeans_faiss", "faiss"],
    ] as const) {
      const args = [points, String(dims), centres, String(rounds)];
      const told = await peers?.run<Omit<Timed, "name">>(script, args, say);
      if (told) note({ ...told, name });
    }
  }
  const systems = [...runs].map(([name, timed]) => {
    return { name, seconds: median(timed.map((one) => one.seconds)), inertia: timed[0]!.inertia };
  });
  return { rows, dims, k, rounds, systems };
}

export function kMeansTable(outcomes: readonly KMeansOutcome[]): Table {
  return {
    title: "k-means from the same first centres, 2 threads",
    columns: ["rows", "numbers", "centres", "rounds", "system", "time", "of Sluice's", "inertia"],
    rows: outcomes.flatMap(({ rows, dims, k, rounds, systems }) =>
      systems.map(({ name, seconds, inertia }) => [
        String(rows),
        String(dims),
        String(k),
        String(rounds),
        name,
        duration(seconds),
        ratio(seconds / systems[0]!.seconds),
        inertia.toPrecision(8),
      ]),
    ),
    note: "Medians of 3 runs in turn. Reading the vectors is not counted. A ratio above 1 is slower than Sluice.",
  };
}
