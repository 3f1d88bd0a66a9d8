import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { open, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Plan } from "../../src/pipeline/plan.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { inChild } from "../support/child.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

const STAGES = [{ name: "fuzzy-dedup", options: { column: "text" } }];
/** So little that every batch goes to disk. */
const SPILL = { shardBytes: 1, batchRows: 100 };

async function corpus(count = 1000): Promise<{ folder: string; plan: Plan; input: string }> {
  const folder = await tempFolder();
  const input = join(folder, "in.jsonl");
  await writeJsonl(
    input,
    nearDuplicates(count, 11).map((text, id) => ({ id, text })),
  );
  return { folder, input, plan: { inputs: [input], out: join(folder, "out"), stages: STAGES } };
}

/** The bytes of what a run must reproduce. */
async function results(out: string): Promise<Record<string, string>> {
  const files = (await readdir(join(out, "data"))).map((name) => `data/${name}`);
  files.push("duplicates.parquet", "rejected.parquet");
  const bytes = await Promise.all(files.map((file) => readFile(join(out, file), "base64")));
  return Object.fromEntries(files.map((file, i) => [file, bytes[i]!]));
}

async function expected(plan: Plan): Promise<Record<string, string>> {
  const out = `${plan.out}-whole`;
  await runQuietly({ ...plan, out });
  return await results(out);
}

/** Calls `act` once, when a phase begins. */
function when(phase: string, act: () => void) {
  let done = false;
  return {
    ...silent,
    start(started: string): void {
      if (started !== phase || done) return;
      done = true;
      act();
    },
  };
}

/** Stops a run after a few shards, and names them. */
async function stopped(plan: Plan): Promise<string[]> {
  const stop = new AbortController();
  let seen = 0;
  const progress = {
    ...silent,
    advance: (_: string, items: number) => void ((seen += items) > 500 && stop.abort()),
  };
  const run = runQuietly(plan, { ...SPILL, progress, signal: stop.signal });
  await expect(run).rejects.toMatchObject({ name: "AbortError" });
  expect(await readdir(plan.out)).toEqual([".sluice"]);
  const names = await readdir(join(plan.out, ".sluice"));
  return names
    .filter((name) => name.endsWith(".shard"))
    .map((name) => join(plan.out, ".sluice", name));
}

/** A small file system of its own, gone when the test ends. */
async function mounted(options: string): Promise<string> {
  const path = await tempFolder();
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", path]);
  onTestFinished(() => void execFileSync("umount", ["-l", path]));
  return path;
}

const canMount = ((): boolean => {
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], {
      stdio: "ignore",
    });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
})();

describe("where a file system may be mounted, a run says", () => {
  test.runIf(canMount)("that the disk is full while it keeps its work", async () => {
    const { plan } = await corpus();
    const out = join(await mounted("size=300k"), "out");
    const run = runQuietly({ ...plan, out }, SPILL);
    await expect(run).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringContaining("the disk is full") as string,
      fix: expect.stringContaining("free some space") as string,
    });
    expect(await readdir(out)).toEqual([".sluice"]);
    const left = await readdir(join(out, ".sluice"));
    expect(left.filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test.runIf(canMount)("that the disk is full while it writes data", async () => {
    const { plan } = await corpus(4000);
    const folder = await mounted("size=200k");
    await expect(runQuietly({ ...plan, out: join(folder, "out") })).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringContaining("the disk is full") as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });

  test.runIf(canMount)("that the output folder can only be read", async () => {
    const { plan } = await corpus(20);
    const out = await mounted("ro");
    await expect(runQuietly({ ...plan, out })).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringContaining("read-only file system") as string,
    });
  });
});

describe("an output folder that is removed", () => {
  test("while work goes there ends the run", async () => {
    const { plan } = await corpus();
    let left = 3;
    const progress = {
      ...silent,
      advance: () => void (left-- === 0 && rmSync(plan.out, { recursive: true })),
    };
    await expect(runQuietly(plan, { ...SPILL, progress })).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringContaining("its folder is gone") as string,
      fix: expect.any(String) as string,
    });
    expect(existsSync(plan.out)).toBe(false);
  });

  test.each(["Find candidates", "Write"])("in the phase %s is made again", async (phase) => {
    const { plan } = await corpus();
    const progress = when(phase, () => rmSync(plan.out, { recursive: true }));
    await runQuietly(plan, { ...SPILL, progress });
    expect(await results(plan.out)).toEqual(await expected(plan));
  });
});

describe("work that is damaged is refused on resume, not thrown away, and --force starts again", () => {
  test.each<[string, (path: string) => Promise<void>, RegExp]>([
    [
      "a shard cut short",
      async (path) => await truncate(path, (await stat(path)).size - 100),
      /bytes instead of/,
    ],
    ["a shard cut to nothing", async (path) => await truncate(path, 3), /ends before byte 8/],
    [
      "a shard with a flipped bit at its end",
      async (path) => await flip(path, -20),
      /is damaged in its section/,
    ],
    [
      "a shard with a flipped bit in its header",
      async (path) => await flip(path, 24),
      /is damaged|not a checkpoint/,
    ],
    [
      "something else",
      async (path) => await writeFile(path, "nonsense".repeat(9)),
      /not a checkpoint/,
    ],
  ])("%s", async (_, damage, message) => {
    const { plan } = await corpus();
    const whole = await expected(plan);
    const shards = await stopped(plan);
    await damage(shards[0]!);
    await expect(runQuietly(plan, { resume: true })).rejects.toMatchObject({
      code: "CHECKPOINT",
      message: expect.stringMatching(message) as string,
      fix: "start again with --force",
    });
    expect(existsSync(shards[1]!)).toBe(true);
    await runQuietly(plan, { force: true });
    expect(await results(plan.out)).toEqual(whole);
  });

  test("a list of inputs that is not whole", async () => {
    const { plan } = await corpus();
    await stopped(plan);
    await writeFile(join(plan.out, ".sluice", "run.json"), '{"digest":');
    await expect(runQuietly(plan, { resume: true })).rejects.toThrow("is another one");
  });
});

async function flip(path: string, at: number): Promise<void> {
  const file = await open(path, "r+");
  const position = at < 0 ? (await file.stat()).size + at : at;
  const byte = new Uint8Array(1);
  await file.read(byte, 0, 1, position);
  byte[0]! ^= 4;
  await file.write(byte, 0, 1, position);
  await file.close();
}

test("a damaged index is refused, and left as it is", async () => {
  const { folder, plan } = await corpus();
  const index = join(folder, "index");
  await runQuietly({ ...plan, index, out: join(folder, "first") });
  const shard = join(index, "000000.shard");
  const bytes = await readFile(shard);
  await truncate(shard, bytes.length - 1);
  const fix = "make the index again from its inputs";
  const again = { ...plan, index };
  await expect(runQuietly(again)).rejects.toMatchObject({ code: "CHECKPOINT", fix });
  await writeFile(shard, bytes);
  // The band keys lie before the texts.
  await flip(shard, Math.floor(bytes.length / 4));
  await expect(runQuietly(again)).rejects.toMatchObject({ code: "CHECKPOINT", fix });
  await writeFile(shard, bytes);
  await truncate(join(index, "index.json"), 20);
  await expect(runQuietly({ ...again, out: join(folder, "third") })).rejects.toMatchObject({
    code: "INDEX",
    fix,
  });
  expect(await readdir(folder)).toEqual(["first", "in.jsonl", "index", "out"]);
  expect(await readdir(plan.out)).toEqual([".sluice"]);
});

describe("bad rows are rejected, and all others are in the results:", () => {
  test("invalid UTF-8 in JSON lines and in text", async () => {
    const folder = await tempFolder();
    const bad = Buffer.concat([
      Buffer.from('{"text":"b'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}\n'),
    ]);
    await writeFile(
      join(folder, "a.jsonl"),
      Buffer.concat([Buffer.from('{"text":"a"}\n'), bad, Buffer.from('{"text":"c"}\n')]),
    );
    await writeFile(join(folder, "b.txt"), Buffer.from([0x61, 0x80, 0x0a]));
    for (const [name, rowsIn] of [
      ["a.jsonl", 3],
      ["b.txt", 1],
    ] as const) {
      const out = join(folder, `out-${name}`);
      const stages = [{ name: "exact-dedup", options: { columns: ["text"] } }];
      const result = await runQuietly({ inputs: [join(folder, name)], out, stages });
      expect(result, name).toMatchObject({ rowsIn, rowsOut: rowsIn - 1, rejected: 1 });
      const [row] = await readRows(join(out, "rejected.parquet"));
      expect(row).toMatchObject({
        row_index: rowsIn === 3 ? 1n : 0n,
        reason: expect.stringMatching(/UTF-8/) as string,
      });
    }
  });

  test("a column whose type changes half way", async () => {
    const folder = await tempFolder();
    const rows = Array.from({ length: 5000 }, (_, id) => ({
      id: id < 4000 ? id : `row ${id}`,
      text: `a text of its own, number ${id * 7919}`,
    }));
    await writeJsonl(join(folder, "in.jsonl"), rows);
    const inputs = [join(folder, "in.jsonl")];
    for (const to of ["jsonl", "parquet"]) {
      const result = await runQuietly({ inputs, out: join(folder, to), stages: STAGES, to });
      expect(result.rowsIn).toBe(5000);
      expect(result.rowsOut + result.duplicates + result.rejected).toBe(5000);
      const data = await readRows(join(folder, to, "data", `part-00000.${to}`));
      expect(data).toHaveLength(result.rowsOut);
    }
  });
});

describe("between the two passes, a source that", () => {
  test.each<[string, (path: string) => void]>([
    ["grows", (path) => appendFileSync(path, '{"id":1,"text":"one more"}\n')],
    ["is cut short", (path) => truncateSync(path, statSync(path).size >> 1)],
    [
      "is written anew",
      (path) => writeFileSync(path, readFileSync(path, "utf8").replaceAll("a", "A")),
    ],
    ["is removed", (path) => rmSync(path)],
  ])("%s ends the run without results", async (_, change) => {
    const { plan, input } = await corpus(3000);
    const progress = when("Verify pairs", () => change(input));
    await expect(runQuietly(plan, { progress })).rejects.toMatchObject({
      name: expect.stringMatching(/FileError|FormatError/) as string,
      fix: expect.any(String) as string,
    });
    expect(existsSync(plan.out)).toBe(false);
  });
});

const PHASES = ["Read and hash", "Find candidates", "Build sets", "Verify pairs", "Write"];
const options = { ...SPILL, device: { prefer: "cpu" } } as const;

describe("the same bytes come of a run that goes on after", () => {
  test.each(PHASES)("Ctrl-C in the phase %s", async (phase) => {
    const { plan, input } = await corpus();
    const args = [
      "dedup",
      "fuzzy",
      input,
      "--column",
      "text",
      "--out",
      plan.out,
      "--device",
      "cpu",
    ];
    const advances = phase === "Read and hash" ? 5 : 0;
    const ended = await inChild({
      args,
      options: { ...options, shardBytes: 2 ** 26 },
      signal: "SIGINT",
      phase,
      advances,
    });
    expect(ended, ended.stderr).toMatchObject({ exitCode: 130 });
    expect(ended.stderr).toContain("--resume");
    expect(await readdir(plan.out)).toEqual([".sluice"]);
    const again = await inChild({ args: [...args, "--resume"], options });
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(await results(plan.out)).toEqual(await expected(plan));
  });

  test.each(PHASES)("a kill in the phase %s", async (phase) => {
    const { plan, input } = await corpus();
    const args = [
      "dedup",
      "fuzzy",
      input,
      "--column",
      "text",
      "--out",
      plan.out,
      "--device",
      "cpu",
    ];
    const advances = phase === "Read and hash" ? 5 : 0;
    const killed = await inChild({ args, options, signal: "SIGKILL", phase, advances });
    expect(killed.exitCode).toBeNull();
    expect(await readdir(plan.out)).toEqual([".sluice"]);
    const again = await inChild({ args: [...args, "--resume"], options });
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(await results(plan.out)).toEqual(await expected(plan));
  });
});

test("the command line ends with 1 where a run fails, and says what to do", async () => {
  const { plan, input } = await corpus();
  const shards = await stopped(plan);
  await truncate(shards[0]!, 100);
  const flags = ["--column", "text", "--out", plan.out, "--device", "cpu", "--resume"];
  const { exitCode, stderr } = await inChild({ args: ["dedup", "fuzzy", input, ...flags] });
  expect(stderr).toContain("fix     start again with --force");
  expect(exitCode).toBe(1);
});

test("the command line ends with 2 where the unfinished run is another one", async () => {
  const { plan, input } = await corpus();
  await stopped(plan);
  const flags = ["--column", "text", "--out", plan.out, "--threshold", "0.9", "--resume"];
  const { exitCode, stderr } = await inChild({ args: ["dedup", "fuzzy", input, ...flags] });
  expect(stderr).toContain("fix     --force starts again");
  expect(exitCode).toBe(2);
});

test("a run on a device with little memory splits its batches, and says so", async () => {
  const { plan } = await corpus();
  const notes: string[] = [];
  const progress = { ...silent, note: (message: string) => void notes.push(message) };
  const device = { prefer: "cpu", memoryBytes: 600_000 } as const;
  await runQuietly(plan, { device, progress });
  expect(notes.join()).toMatch(/\d+ batches did not fit the 600000 bytes of the device/);
  const manifest = JSON.parse(await readFile(join(plan.out, "manifest.json"), "utf8")) as {
    readonly notes: readonly string[];
  };
  expect(manifest.notes).toEqual(notes);
  expect(await results(plan.out)).toEqual(await expected(plan));
});

test("a device with too little memory for one row ends the run", async () => {
  const { plan } = await corpus(20);
  const device = { prefer: "cpu", memoryBytes: 1000 } as const;
  await expect(runQuietly(plan, { device })).rejects.toMatchObject({
    name: "OutOfMemoryError",
    fix: expect.any(String) as string,
  });
  expect(existsSync(plan.out)).toBe(false);
});

test("a line of a hundred megabytes is a row like any other", async () => {
  const folder = await tempFolder();
  const words = Array.from({ length: 2 ** 20 }, (_, i) => `${Math.imul(i, 0x9e3779b1)}`).join(" ");
  const long = words.repeat(9);
  expect(long.length).toBeGreaterThan(100_000_000);
  const input = await writeJsonl(join(folder, "in.jsonl"), [{ text: "short" }, { text: long }]);
  const out = join(folder, "out");
  const args = ["dedup", "fuzzy", input, "--column", "text", "--out", out, "--device", "wasm"];
  const { exitCode, stderr, maxRss } = await inChild({ args });
  expect(exitCode, stderr).toBe(0);
  expect(await readFile(join(out, "data", "part-00000.jsonl"))).toEqual(await readFile(input));
  expect(maxRss).toBeLessThan(3 * 2 ** 30);
}, 120_000);
