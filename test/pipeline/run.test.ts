import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../src/pipeline/plan.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { openTestDevices } from "../support/devices.ts";
import { readJsonl, readRows, runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

const STAGES = [
  { name: "exact-dedup", options: { columns: ["text"] } },
  { name: "fuzzy-dedup", options: { column: "text" } },
];

async function corpus(count = 400, seed = 5): Promise<{ folder: string; plan: Plan }> {
  const folder = await tempFolder();
  const rows = nearDuplicates(count, seed).map((text, id) => ({ id, text }));
  await mkdir(join(folder, "in"));
  await writeJsonl(join(folder, "in", "a.jsonl"), rows.slice(0, count / 2));
  await writeJsonl(join(folder, "in", "b.jsonl"), rows.slice(count / 2));
  return {
    folder,
    plan: { inputs: [join(folder, "in")], out: join(folder, "out"), stages: STAGES },
  };
}

/** The bytes of what a run must reproduce. */
async function results(out: string): Promise<Record<string, string>> {
  const files = [...(await readdir(join(out, "data"))).map((name) => `data/${name}`)];
  files.push("duplicates.parquet", "rejected.parquet");
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [file, (await readFile(join(out, file))).toString("base64")]),
    ),
  );
}

describe("runPlan", () => {
  test("gives the same bytes on every device, for any batch size and thread count", async () => {
    const { plan } = await corpus();
    await runQuietly(plan);
    const expected = await results(plan.out);
    for (const [backend] of openTestDevices()) {
      const adapter = backend === "webgpu" ? { adapter: "SwiftShader" } : {};
      const variants = backend === "webgpu" ? [{}] : [{}, { batchRows: 7 }, { batchRows: 64 }];
      for (const [i, variant] of variants.entries()) {
        const device = { prefer: backend as "cpu", threads: 1 + (i % 3), ...adapter };
        await runQuietly({ ...plan, out: join(plan.out, backend, `${i}`) }, { device, ...variant });
        expect(await results(join(plan.out, backend, `${i}`)), `${backend} ${i}`).toEqual(expected);
      }
    }
  }, 240_000);

  test("accounts for every row, bad ones included, and says where each came from", async () => {
    const { folder, plan } = await corpus(40);
    await writeFile(
      join(folder, "in", "c.jsonl"),
      '{"id":1,"text":"fine"}\nnot json\n{"id":2,"text":\n{"id":3,"text":"fine too"}\n',
    );
    const result = await runQuietly(plan);
    expect(result.rejected).toBe(2);
    expect(result.rowsIn).toBe(44);
    expect(result.rowsIn).toBe(result.rowsOut + result.duplicates + result.rejected);
    const rejected = await readRows(join(plan.out, "rejected.parquet"));
    expect(
      rejected.map(({ row_id, source, row_index, stage }) => ({
        row_id,
        source,
        row_index,
        stage,
      })),
    ).toEqual([
      {
        row_id: (2n << 32n) | 1n,
        source: join(folder, "in", "c.jsonl"),
        row_index: 1n,
        stage: "read",
      },
      {
        row_id: (2n << 32n) | 2n,
        source: join(folder, "in", "c.jsonl"),
        row_index: 2n,
        stage: "read",
      },
    ]);
    expect(result.rejectedReasons.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  test("rows keep their bytes and their order where the format stays", async () => {
    const folder = await tempFolder();
    const lines = [
      '{ "text" :"b", "n":1.50}',
      '{"text":"\\u0061", "extra":[1, 2]}',
      '{"text":"b","n":9007199254740993}',
    ];
    await writeFile(join(folder, "in.jsonl"), `${lines.join("\r\n")}\r\n`);
    const plan = {
      inputs: [join(folder, "in.jsonl")],
      out: join(folder, "out"),
      stages: [{ name: "exact-dedup", options: { columns: ["text"] } }],
    };
    await runQuietly(plan);
    const written = await readFile(join(folder, "out", "data", "part-00000.jsonl"), "utf8");
    expect(written).toBe(`${lines[0]}\n${lines[1]}\n`);
  });

  test('exact dedup of all columns tells null from empty and 1 from "1"', async () => {
    const folder = await tempFolder();
    const rows = [
      { a: "x", b: null },
      { a: "x", b: "" },
      { a: "x", b: null },
      { a: "x", b: "1" },
      { a: "x1", b: "" },
      { a: "x", b: "" },
    ];
    await writeJsonl(join(folder, "in.jsonl"), rows);
    const plan = {
      inputs: [join(folder, "in.jsonl")],
      out: join(folder, "out"),
      stages: [{ name: "exact-dedup", options: {} }],
    };
    await runQuietly(plan);
    expect(await readJsonl(join(folder, "out", "data", "part-00000.jsonl"))).toEqual([
      rows[0],
      rows[1],
      rows[3],
      rows[4],
    ]);
  });

  test("a run that is stopped keeps its work, and goes on to the same bytes", async () => {
    const { plan } = await corpus(2000);
    await runQuietly({ ...plan, out: `${plan.out}-whole` });
    const stop = new AbortController();
    let seen = 0;
    const progress = {
      ...silent,
      advance: (phase: string, items: number) =>
        void ((seen += items) > 1200 && phase === "Read and hash" && stop.abort()),
    };
    const run = runQuietly(plan, { progress, signal: stop.signal, batchRows: 100 });
    await expect(run).rejects.toMatchObject({ name: "AbortError" });
    expect(await readdir(plan.out)).toEqual([".sluice"]);
    expect(
      (await readdir(join(plan.out, ".sluice"))).filter((name) => name.endsWith(".shard")).length,
    ).toBeGreaterThan(0);

    await expect(runQuietly(plan)).rejects.toThrow("There is an unfinished run");
    let rowsRead = 0;
    const counted = {
      ...silent,
      advance: (phase: string, items: number) =>
        void (phase === "Read and hash" && (rowsRead += items)),
    };
    await runQuietly(plan, { resume: true, progress: counted });
    expect(rowsRead).toBeLessThan(2000);
    expect(await results(plan.out)).toEqual(await results(`${plan.out}-whole`));
    expect(existsSync(join(plan.out, ".sluice"))).toBe(false);
  });

  test("a run with other options does not take over unfinished work", async () => {
    const { plan } = await corpus(2000);
    const stop = new AbortController();
    let seen = 0;
    const advance = (_: string, items: number): void => {
      seen += items;
      if (seen > 1200) stop.abort();
    };
    await expect(
      runQuietly(plan, { progress: { ...silent, advance }, signal: stop.signal, batchRows: 100 }),
    ).rejects.toMatchObject({ name: "AbortError" });
    expect(await readdir(plan.out)).toEqual([".sluice"]);
    const other = { ...plan, stages: [STAGES[0]!] };
    await expect(runQuietly(other, { resume: true })).rejects.toThrow("is another one");
  });

  describe("refuses, and leaves nothing behind,", () => {
    test.each([
      [
        "a missing column, naming the ones there are",
        { stages: [{ name: "fuzzy-dedup", options: { column: "txt" } }] },
        /no column "txt"/,
      ],
      [
        "a column of the wrong type",
        { stages: [{ name: "fuzzy-dedup", options: { column: "id" } }] },
        /is Int64, not text/,
      ],
      [
        "an unknown stage",
        { stages: [{ name: "fuzy-dedup", options: {} }] },
        /no stage "fuzy-dedup"/,
      ],
      [
        "an option out of range",
        { stages: [{ name: "fuzzy-dedup", options: { column: "text", threshold: 8 } }] },
        /threshold must be a number from 0.1 to 1; it is 8/,
      ],
      [
        "an unknown option",
        { stages: [{ name: "fuzzy-dedup", options: { column: "text", treshold: 0.8 } }] },
        /no option "treshold"/,
      ],
      [
        "more bands than slots",
        { stages: [{ name: "fuzzy-dedup", options: { column: "text", bands: 20, rows: 13 } }] },
        /do not fit 128 slots/,
      ],
      ["a part for an index that is not there", { against: "index" as const }, /no index/],
      ["a missing input", { inputs: ["/nowhere/at-all.jsonl"] }, /at-all\.jsonl/],
      ["an output format that cannot be written", { to: "xml" }, /no format "xml"/],
    ])("%s", async (_, change, message) => {
      const { plan } = await corpus(20);
      await expect(runQuietly({ ...plan, ...change })).rejects.toThrow(message);
      expect(existsSync(plan.out)).toBe(false);
    });

    test("an output folder that is not empty, unless told to replace it", async () => {
      const { plan } = await corpus(20);
      await mkdir(plan.out);
      await writeFile(join(plan.out, "precious.txt"), "mine");
      await expect(runQuietly(plan)).rejects.toThrow("is not empty");
      await runQuietly(plan, { force: true });
      await runQuietly(plan, { force: true });
      expect((await readdir(plan.out)).toSorted()).toEqual([
        "data",
        "duplicates.parquet",
        "manifest.json",
        "precious.txt",
        "refilter",
        "rejected.parquet",
        "report.html",
      ]);
    });

    test("what is left of folders that it made itself", async () => {
      const { folder, plan } = await corpus(20);
      const out = join(folder, "a", "b", "c");
      const stages = [{ name: "fuzzy-dedup", options: { column: "id" } }];
      await expect(runQuietly({ ...plan, out, stages })).rejects.toThrow("not text");
      expect(await readdir(folder)).toEqual(["in"]);
    });

    test.runIf(existsSync("/proc"))("a place where no folder can be made", async () => {
      const { plan } = await corpus(20);
      const refused = runQuietly({ ...plan, out: "/proc/sluice/out" });
      await expect(refused).rejects.toThrow("cannot be made: nothing can be made there");
    });

    test("an output folder that is a file", async () => {
      const { plan } = await corpus(20);
      await writeFile(plan.out, "");
      await expect(runQuietly(plan)).rejects.toThrow("cannot be made");
    });

    test("a folder without data", async () => {
      const folder = await tempFolder();
      await mkdir(join(folder, "in"));
      const plan = { inputs: [join(folder, "in")], out: join(folder, "out"), stages: STAGES };
      await expect(runQuietly(plan)).rejects.toThrow("no file that can be read");
    });

    test("a truncated file, which --skip-bad-files leaves out and names", async () => {
      const { folder, plan } = await corpus(2000);
      await runQuietly({ ...plan, out: join(folder, "first"), to: "parquet" });
      const part = join(folder, "first", "data", "part-00000.parquet");
      await writeFile(join(folder, "in", "z.parquet"), await readFile(part));
      await truncate(join(folder, "in", "z.parquet"), 5000);
      await expect(runQuietly(plan)).rejects.toMatchObject({ name: "FormatError" });
      expect(existsSync(plan.out)).toBe(false);
      const result = await runQuietly({ ...plan, skipBadFiles: true });
      expect(result.rowsIn).toBe(2000);
      const manifest = JSON.parse(await readFile(join(plan.out, "manifest.json"), "utf8")) as {
        skippedFiles: { path: string }[];
      };
      expect(manifest.skippedFiles.map(({ path }) => path)).toEqual([
        join(folder, "in", "z.parquet"),
      ]);
    });

    test("a bad row, when strict", async () => {
      const { folder, plan } = await corpus(20);
      await writeFile(join(folder, "in", "c.jsonl"), '{"text":"fine"}\nnonsense\n');
      await expect(runQuietly({ ...plan, strict: true })).rejects.toThrow(
        /Row 1 of .*c\.jsonl is not valid JSON/,
      );
      expect(existsSync(plan.out)).toBe(false);
    });
  });

  test("converts without a stage, and keeps every row", async () => {
    const { folder, plan } = await corpus(50);
    const result = await runQuietly({ ...plan, stages: [], to: "parquet" });
    expect(result).toMatchObject({ rowsIn: 50, rowsOut: 50, duplicates: 0, rejected: 0 });
    const rows = await readRows(join(plan.out, "data", "part-00000.parquet"));
    const lines = [
      ...(await readJsonl(join(folder, "in", "a.jsonl"))),
      ...(await readJsonl(join(folder, "in", "b.jsonl"))),
    ];
    expect(rows.map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
  });

  test("the seconds of the stages add up to those of the run", async () => {
    const { plan } = await corpus(200);
    const result = await runQuietly(plan);
    const sum = result.stages.reduce((seconds, stage) => seconds + stage.seconds, 0);
    expect(sum).toBeCloseTo(result.seconds, 6);
    for (const { seconds } of result.stages) expect(seconds).toBeGreaterThan(0);
    const manifest = JSON.parse(await readFile(join(plan.out, "manifest.json"), "utf8")) as {
      seconds: number;
      stages: { seconds: number; notes: object }[];
    };
    expect(manifest.seconds).toBe(result.seconds);
    expect(manifest.stages.map(({ seconds }) => seconds)).toEqual(
      result.stages.map(({ seconds }) => seconds),
    );
    expect(manifest.stages[1]!.notes).toMatchObject({ threshold: 0.8 });
  });

  test("the range of an example cluster is that of all its rows", async () => {
    const folder = await tempFolder();
    const words = Array.from({ length: 60 }, (_, i) => `word${i * 7919}`);
    const near = (changed: number): string => words.with(changed, "x").join(" ");
    const rows = [words.join(" "), near(9), near(20), near(30), words.join(" ")];
    await writeJsonl(
      join(folder, "in.jsonl"),
      [...rows, ...rows].map((text) => ({ text })),
    );
    const plan = {
      inputs: [join(folder, "in.jsonl")],
      out: join(folder, "out"),
      stages: [{ name: "fuzzy-dedup", options: { column: "text" } }],
    };
    const { examples } = await runQuietly(plan, { examples: 1 });
    expect(examples).toMatchObject([{ size: 10, to: 1 }]);
    const { from, removed } = examples[0]!;
    expect(removed).toHaveLength(3);
    expect(from).toBe(removed[0]!.similarity);
    expect(Math.max(...removed.map(({ similarity }) => similarity))).toBeLessThan(1);
  });

  test("the manifest's digests are those of the files", async () => {
    const { plan } = await corpus(60);
    const result = await runQuietly(plan);
    const manifest = JSON.parse(await readFile(join(plan.out, "manifest.json"), "utf8")) as {
      counts: object;
      inputs: { path: string; sha256: string }[];
      outputs: { path: string; sha256: string; byteLength: number }[];
    };
    const { createHash } = await import("node:crypto");
    for (const { path, sha256 } of [
      ...manifest.inputs,
      ...manifest.outputs.map((file) => ({ ...file, path: join(plan.out, file.path) })),
    ]) {
      expect(
        createHash("sha256")
          .update(await readFile(path))
          .digest("hex"),
        path,
      ).toBe(sha256);
    }
    const { rowsIn, rowsOut, duplicates, rejected, clusters } = result;
    expect(manifest.counts).toEqual({ rowsIn, rowsOut, duplicates, rejected, clusters });
  });
});

test("rows that cannot be written in another format are rejected once, in both passes alike", async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, "in.csv"), 'id,text,note\n1,a,x\n2,b,"unclosed\n');
  await writeFile(
    join(folder, "in.jsonl"),
    '{"text":"a","n":1}\n{"text":"b","n":"many","more":[1]}\n{"text":"c","n":2.5}\nbroken\n',
  );
  for (const [input, rowsIn] of [
    ["in.csv", 2],
    ["in.jsonl", 4],
  ] as const) {
    for (const to of ["parquet", "jsonl", "csv", "arrow"]) {
      const plan = {
        inputs: [join(folder, input)],
        out: join(folder, `${input}-${to}`),
        to,
        stages: [{ name: "exact-dedup", options: { columns: ["text"] } }],
      };
      const result = await runQuietly(plan);
      expect(result.rowsIn, `${input} to ${to}`).toBe(rowsIn);
      expect(result.rejected, `${input} to ${to}`).toBe(1);
    }
  }
});
