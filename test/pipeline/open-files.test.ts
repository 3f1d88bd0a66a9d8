import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { readdir, truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/pipeline/plan.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

const canSee = existsSync("/proc/self/fd");
const PHASES = ["Read and hash", "Find candidates", "Build sets", "Verify pairs", "Write"];
const REQUEST = { shardBytes: 1, batchRows: 100, device: { prefer: "wasm" } } as const;

async function corpus(): Promise<Plan & { readonly folder: string; readonly input: string }> {
  const folder = await tempFolder();
  const rows = nearDuplicates(600, 11).map((text, id) => ({ id, text }));
  const input = await writeJsonl(join(folder, "in.jsonl"), rows);
  const stages = [{ name: "fuzzy-dedup", options: { column: "text" } }];
  return { folder, input, inputs: [input], out: join(folder, "out"), stages };
}

/** Files below the folder that are open, and threads of ours that run. */
function held(folder: string): string[] {
  const files = links("/proc/self/fd", (fd) => readlinkSync(`/proc/self/fd/${fd}`));
  const threads = links("/proc/self/task", (id) =>
    readFileSync(`/proc/self/task/${id}/comm`, "utf8"),
  );
  return [
    ...files.filter((path) => path.startsWith(folder)),
    ...threads.filter((name) => name.startsWith("sluice-")),
  ];
}

/** What is gone before it is looked at is not listed. */
function links(folder: string, look: (name: string) => string): string[] {
  return readdirSync(folder).flatMap((name) => {
    try {
      return [look(name)];
    } catch {
      return [];
    }
  });
}

/** Calls `act` when a phase begins. */
function when(phase: string, act: () => void): typeof silent {
  return { ...silent, start: (started) => void (started === phase && act()) };
}

describe.runIf(canSee)("no file is left open and no thread running by", () => {
  test("a run that goes on, which shows that both are seen", async () => {
    const { folder, ...plan } = await corpus();
    const seen: string[] = [];
    await runQuietly(plan, {
      ...REQUEST,
      progress: when("Write", () => seen.push(...held(folder))),
    });
    expect(seen.filter((name) => name.endsWith(".shard")).length).toBeGreaterThan(2);
    expect(seen).toContain("sluice-digest\n");
    expect(held(folder)).toEqual([]);
  });

  test.each(PHASES)("a run that is stopped in the phase %s", async (phase) => {
    const { folder, ...plan } = await corpus();
    const stop = new AbortController();
    const progress = when(phase, () => stop.abort());
    const run = runQuietly(plan, { ...REQUEST, progress, signal: stop.signal });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(held(folder)).toEqual([]);
  });

  test.each(PHASES)("a run whose progress fails in the phase %s", async (phase) => {
    const { folder, ...plan } = await corpus();
    const progress = when(phase, () => {
      throw new Error("the terminal is gone");
    });
    await expect(runQuietly(plan, { ...REQUEST, progress })).rejects.toThrow("terminal");
    expect(held(folder)).toEqual([]);
  });

  test.each(["jsonl", "parquet", "arrow", "csv"])(
    "a run to %s whose input vanishes",
    async (to) => {
      const { folder, input, ...plan } = await corpus();
      const progress = when("Verify pairs", () => rmSync(input));
      await expect(runQuietly({ ...plan, to }, { ...REQUEST, progress })).rejects.toThrow(
        "in.jsonl",
      );
      expect(held(folder)).toEqual([]);
    },
  );

  test.each(["work", "index"])("a run that finds damage in its %s", async (what) => {
    const { folder, ...plan } = await corpus();
    const index = join(folder, "index");
    let shards = index;
    if (what === "index") {
      await runQuietly({ ...plan, index, out: join(folder, "first") }, REQUEST);
    } else {
      const stop = new AbortController();
      const progress = when("Verify pairs", () => stop.abort());
      await expect(
        runQuietly(plan, { ...REQUEST, progress, signal: stop.signal }),
      ).rejects.toThrow();
      shards = join(plan.out, ".sluice");
    }
    const names = (await readdir(shards)).filter((name) => name.endsWith(".shard"));
    expect(names.length).toBeGreaterThan(2);
    await truncate(join(shards, `00000${names.length - 1}.shard`), 40);
    const again = what === "index" ? { ...plan, index } : plan;
    const run = runQuietly(again, { ...REQUEST, resume: what === "work" });
    await expect(run).rejects.toMatchObject({ code: "CHECKPOINT" });
    expect(held(folder)).toEqual([]);
  });
});
