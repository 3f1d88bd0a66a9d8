import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseOptions } from "../../src/core/option.ts";
import type { Device } from "../../src/graph/device.ts";
import { semanticDedup } from "../../src/stages/semantic-dedup.ts";
import { median } from "../support/measure.ts";
import type { Peers } from "../support/peers.ts";
import { duration, quantity, ratio, type Table } from "../support/table.ts";
import { embeddings } from "./clouds.ts";

interface Timed {
  readonly name: string;
  readonly seconds: number;
  readonly rowsOut: number;
  /** Most memory that the process ever had, in bytes. */
  readonly peakBytes: number;
}

export interface JoinOutcome {
  readonly rows: number;
  readonly dims: number;
  readonly systems: readonly Timed[];
}

const RUNS = 3;
/** Rows from which on one run is enough. */
const ONE_RUN = 200_000;
const PEERS = [
  ["semantic_faiss", "faiss, all pairs"],
  ["semantic_usearch", "usearch, 64 nearest"],
  ["semantic_semhash", "semhash"],
] as const;

/** Rows that stay at a cosine of 0.95, from the same vectors, in turn. */
export async function measureJoin(
  device: Device,
  rows: number,
  dims: number,
  folder: string,
  peers: Peers | undefined,
  say: (line: string) => void,
): Promise<JoinOutcome> {
  const values = embeddings(rows, dims, 1);
  const file = join(folder, "rows.f32");
  if (peers) writeFileSync(file, new Uint8Array(values.buffer));
  const runs = new Map<string, Timed[]>();
  const note = (timed: Timed): void => {
    runs.set(timed.name, [...(runs.get(timed.name) ?? []), timed]);
  };
  for (let run = 0; run < (rows < ONE_RUN ? RUNS : 1); run++) {
    say(`semantic dedup of ${rows} rows, run ${run + 1}`);
    const clusters = Math.round(Math.sqrt(rows));
    note(await timeOurs(device, values, dims, "all pairs", { exact: true }));
    note(await timeOurs(device, values, dims, `${clusters} clusters`, { clusters }));
    for (const [script, name] of PEERS) {
      const told = await peers?.run<Timed>(script, [file, String(dims)], say);
      if (told) note({ ...told, name });
    }
  }
  const systems = [...runs].map(([name, timed]) => {
    return { ...timed[0]!, name, seconds: median(timed.map((one) => one.seconds)) };
  });
  return { rows, dims, systems };
}

/** The decision alone, on states in memory: what the peers do, without files. */
async function timeOurs(
  device: Device,
  values: Float32Array,
  dims: number,
  how: string,
  options: Readonly<Record<string, unknown>>,
): Promise<Timed> {
  const rowCount = values.length / dims;
  const parsed = parseOptions(semanticDedup.options, options, "semantic-dedup");
  await using run = await semanticDedup.open(device, parsed);
  const nothing = (): void => {};
  const started = performance.now();
  const { removed } = await run.finish({
    states: {
      rowCount,
      vectors: async () => ({ rowCount, dims, values }),
      texts: async () => ({ rowCount: 0, offsets: new Uint32Array(1), words: new Uint32Array(0) }),
      textLengths: async () => new Uint32Array(rowCount),
    } as unknown as Parameters<typeof run.finish>[0]["states"],
    alive: new Uint8Array(rowCount).fill(1),
    preference: undefined,
    groups: undefined,
    indexRows: 0,
    amongNew: true,
    signal: undefined,
    start: nothing,
    advance: nothing,
    end: nothing,
  });
  const seconds = (performance.now() - started) / 1000;
  const rowsOut = rowCount - removed.length;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { name: `Sluice, ${device.backend}, ${how}`, seconds, rowsOut, peakBytes };
}

export function joinTable(outcomes: readonly JoinOutcome[]): Table {
  return {
    title: "Semantic dedup at a cosine of 0.95, vectors to rows that stay, 2 threads",
    columns: [
      "rows",
      "numbers",
      "system",
      "time",
      "of Sluice's all pairs",
      "peak memory",
      "rows out",
    ],
    rows: outcomes.flatMap(({ rows, dims, systems }) =>
      systems.map(({ name, seconds, rowsOut, peakBytes }) => [
        String(rows),
        String(dims),
        name,
        duration(seconds),
        ratio(seconds / systems[0]!.seconds),
        quantity(peakBytes, "B"),
        String(rowsOut),
      ]),
    ),
    note: "Medians of 3 runs in turn; one from 200 000 rows on. Reading the vectors is not counted. Peak memory is that of the whole process, of Sluice's with all that the bench ran before. Fewer rows out means more duplicates found; all pairs find all.",
  };
}
