import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import type { RunRequest } from "../../src/pipeline/run.ts";
import type { Progress, Total } from "../../src/telemetry/progress.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

interface Heard {
  readonly unit: string;
  total: Total | undefined;
  items: number;
  bytes: number;
  advances: number;
  ended: boolean;
}

/** Adds up what a run tells, and refuses what a phase must not do. */
function listener(): { phases: Map<string, Heard>; progress: Progress } {
  const phases = new Map<string, Heard>();
  const running = (phase: string): Heard => {
    const heard = phases.get(phase);
    if (!heard || heard.ended) throw new Error(`${phase} does not run`);
    return heard;
  };
  return {
    phases,
    progress: {
      start(phase, unit, total) {
        const before = phases.get(phase);
        if (before?.ended) throw new Error(`${phase} has ended`);
        const empty = { items: 0, bytes: 0, advances: 0, ended: false };
        phases.set(phase, { ...(before ?? empty), unit, total });
      },
      advance(phase, items, bytes) {
        const heard = running(phase);
        heard.items += items;
        heard.bytes += bytes;
        heard.advances++;
      },
      end(phase) {
        running(phase).ended = true;
      },
      note() {},
    },
  };
}

const ROWS = 6000;

async function corpus(): Promise<string> {
  const folder = await tempFolder();
  const lines = nearDuplicates(ROWS, 9).map((text, id) => `${JSON.stringify({ id, text })}\n`);
  const first = lines.slice(0, ROWS / 2).join("");
  await writeFile(join(folder, "a.jsonl"), first);
  await writeFile(join(folder, "b.jsonl.gz"), gzipSync(lines.slice(ROWS / 2).join("")));
  return folder;
}

async function heardOf(
  folder: string,
  inputs: readonly string[],
  stages: readonly string[],
  request: Partial<RunRequest> = {},
) {
  const { phases, progress } = listener();
  let expected: readonly string[] = [];
  let byteLength = 0;
  await runQuietly(
    {
      inputs: inputs.map((name) => join(folder, name)),
      out: join(folder, `out-${stages.join("-")}-${inputs.length}`),
      to: "parquet",
      stages: stages.map((name) => ({ name, options: { [COLUMN[name]!]: NAMED[name] } })),
    },
    {
      progress,
      onStart: (start) => {
        expected = start.phases;
        byteLength = start.byteLength;
      },
      ...request,
    },
  );
  return { phases, expected, byteLength };
}

const COLUMN: Readonly<Record<string, string>> = {
  "exact-dedup": "columns",
  "fuzzy-dedup": "column",
};
const NAMED: Readonly<Record<string, unknown>> = { "exact-dedup": ["text"], "fuzzy-dedup": "text" };

test.each([
  ["all sets are held", {}],
  ["sets are built again", { memoryBytes: 50_000 }],
])("each phase is announced, started, counted to its total and ended: %s", async (_, memory) => {
  const folder = await corpus();
  const run = await heardOf(folder, ["a.jsonl", "b.jsonl.gz"], ["fuzzy-dedup"], {
    device: { prefer: "wasm", ...memory },
  });
  expect(run.expected).toEqual([
    "Read and hash",
    "Find candidates",
    "Build sets",
    "Verify pairs",
    "Write",
  ]);
  expect([...run.phases.keys()]).toEqual(run.expected);
  for (const [name, { total, items, bytes, ended }] of run.phases) {
    expect(ended, name).toBe(true);
    if (total && "items" in total) expect(items, name).toBe(total.items);
    if (total && "bytes" in total) expect(bytes, name).toBe(total.bytes);
  }
  expect(run.phases.get("Read and hash")).toMatchObject({
    unit: "rows",
    total: { bytes: run.byteLength },
    items: ROWS,
  });
  expect(run.phases.get("Write")).toMatchObject({ total: { items: ROWS }, bytes: run.byteLength });
  expect(run.phases.get("Build sets")!.bytes).toBeGreaterThan(0);
  expect(run.phases.get("Verify pairs")!.items).toBeGreaterThan(0);
});

test("finding candidates goes forward with the hashes of texts, then with each band", async () => {
  const folder = await corpus();
  const { progress } = listener();
  const heard: number[] = [];
  const totals: number[] = [];
  await heardOf(folder, ["a.jsonl"], ["fuzzy-dedup"], {
    progress: {
      ...progress,
      start(phase, unit, total) {
        progress.start(phase, unit, total);
        if (phase === "Find candidates" && total) totals.push((total as { items: number }).items);
      },
      advance(phase, items, bytes) {
        progress.advance(phase, items, bytes);
        if (phase === "Find candidates") heard.push(items);
      },
    },
  });
  const [hashes, ...bands] = heard;
  expect(bands).toEqual(Array.from({ length: 14 }, () => bands[0]));
  expect(bands[0]).toBeLessThan(hashes!);
  expect(totals).toEqual([15 * hashes!, hashes! + 14 * bands[0]!]);
});

test("bytes are counted while a file is read, not when it has ended", async () => {
  const folder = await tempFolder();
  const long = Array.from({ length: 200 }, (_, id) => ({ text: `${id} `.repeat(10_000) }));
  await writeJsonl(join(folder, "long.jsonl"), long);
  const { phases, progress } = listener();
  const read: number[] = [];
  await heardOf(folder, ["long.jsonl"], ["exact-dedup"], {
    progress: {
      ...progress,
      advance(phase, items, bytes) {
        progress.advance(phase, items, bytes);
        if (phase === "Read and hash") read.push(phases.get(phase)!.bytes);
      },
    },
  });
  expect(new Set(read).size).toBeGreaterThan(2);
});

test("a file whose columns are read by range goes forward with its rows", async () => {
  const folder = await corpus();
  await heardOf(folder, ["a.jsonl"], ["fuzzy-dedup"]);
  const parquet = "out-fuzzy-dedup-1/data/part-00000.parquet";
  const { phases, byteLength } = await heardOf(folder, [parquet], ["exact-dedup"]);
  expect(phases.get("Read and hash")).toMatchObject({ bytes: byteLength });
  expect([...phases.keys()]).toEqual(["Read and hash", "Compare rows", "Write"]);
});

test("a resumed run counts what is left of the inputs", async () => {
  const folder = await corpus();
  const stop = new AbortController();
  const stages = ["fuzzy-dedup"];
  const inputs = ["a.jsonl", "b.jsonl.gz"];
  const { progress } = listener();
  let seen = 0;
  const stopped = heardOf(folder, inputs, stages, {
    batchRows: 100,
    signal: stop.signal,
    progress: {
      ...progress,
      advance: (_, items) => void ((seen += items) > ROWS * 0.75 && stop.abort()),
    },
  });
  await expect(stopped).rejects.toMatchObject({ name: "AbortError" });
  const { phases, byteLength } = await heardOf(folder, inputs, stages, { resume: true });
  const { total, bytes, items } = phases.get("Read and hash")!;
  expect(total).toEqual({ bytes });
  expect(bytes).toBeLessThan(byteLength);
  expect(items).toBeLessThan(ROWS / 2);
});
