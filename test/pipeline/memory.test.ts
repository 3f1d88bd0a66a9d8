import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { expect, test } from "vitest";
import { silent } from "../../src/telemetry/progress.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { inChild } from "../support/child.ts";
import { runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

const MIB = 2 ** 20;

/** Rows of random words, of about so many bytes each; nothing is a duplicate of anything. */
async function writeRows(path: string, count: number, rowBytes: number): Promise<number> {
  const file = createWriteStream(path);
  let state = 1;
  let bytes = 0;
  for (let row = 0; row < count; row += 1000) {
    const lines: string[] = [];
    for (let i = 0; i < 1000; i++) {
      let text = "";
      while (text.length < rowBytes - 12) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        text += `${state.toString(36)} `;
      }
      lines.push(`{"text":"${text}"}\n`);
    }
    const block = lines.join("");
    bytes += block.length;
    if (!file.write(block)) await once(file, "drain");
  }
  file.end();
  await finished(file);
  return bytes;
}

test("memory follows the number of rows: rows eight times as long take little more", async () => {
  const folder = await tempFolder();
  const peaks: number[] = [];
  const sizes: number[] = [];
  for (const rowBytes of [1000, 8000]) {
    const input = join(folder, `${rowBytes}.jsonl`);
    sizes.push(await writeRows(input, 60_000, rowBytes));
    const out = join(folder, `out-${rowBytes}`);
    const args = ["dedup", "fuzzy", input, "--column", "text", "--out", out, "--device", "wasm"];
    const { exitCode, stderr, maxRss } = await inChild({ args, options: { shardBytes: 8 * MIB } });
    expect(exitCode, stderr).toBe(0);
    peaks.push(maxRss!);
  }
  const [small, large] = peaks as [number, number];
  expect(sizes[1]! - sizes[0]!).toBeGreaterThan(380 * MIB);
  // Batches are fuller; and what a process takes differs from run to run by tens of megabytes.
  expect(large - small).toBeLessThan(110 * MIB);
  expect(large).toBeLessThan(500 * MIB);
});

test("an index takes at most 40 bytes a row and band, besides the texts", async () => {
  const folder = await tempFolder();
  const texts = nearDuplicates(2000, 4);
  const input = await writeJsonl(
    join(folder, "in.jsonl"),
    texts.map((text) => ({ text })),
  );
  const stages = [{ name: "fuzzy-dedup", options: { column: "text" } }];
  const index = join(folder, "index");
  await runQuietly({ inputs: [input], out: join(folder, "out"), index, stages });
  const manifest = JSON.parse(await readFile(join(folder, "out", "manifest.json"), "utf8")) as {
    readonly stages: readonly { readonly notes: { readonly bands: number } }[];
  };
  const { bands } = manifest.stages[0]!.notes;
  let bytes = 0;
  for (const name of await readdir(index)) bytes += (await stat(join(index, name))).size;
  const textBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  expect(bytes).toBeGreaterThan(textBytes);
  expect((bytes - textBytes) / (texts.length * bands)).toBeLessThan(40);
});

test("all that is put aside is gone when a run has ended", async () => {
  const folder = await tempFolder();
  const rows = nearDuplicates(3000, 9).map((text, id) => ({ id, text }));
  const input = await writeJsonl(join(folder, "in.jsonl"), rows);
  const stages = [
    { name: "exact-dedup", options: { columns: ["text"] } },
    { name: "fuzzy-dedup", options: { column: "text" } },
  ];
  const plan = { inputs: [input], stages };
  const inMemory = await runQuietly({ ...plan, out: join(folder, "memory") });
  const notes: string[] = [];
  const progress = { ...silent, note: (message: string) => void notes.push(message) };
  const disk = { ...plan, out: join(folder, "disk") };
  const spilled = await runQuietly(disk, { shardBytes: 1, progress });
  expect(notes.join()).toMatch(
    /^\d MB of texts and keys are in .*disk\/\.sluice until the run ends\.$/,
  );
  expect(spilled.duplicates).toBe(inMemory.duplicates);
  const files = ["duplicates.parquet", join("data", "part-00000.jsonl")];
  for (const file of files) {
    expect(await readFile(join(folder, "disk", file))).toEqual(
      await readFile(join(folder, "memory", file)),
    );
  }
  expect(await readdir(join(folder, "disk"))).toEqual(await readdir(join(folder, "memory")));
});
