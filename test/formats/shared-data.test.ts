import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { inspect } from "../../src/pipeline/inspect.ts";
import { resolveInputs } from "../../src/pipeline/inputs.ts";

const shared =
  process.env["SLUICE_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));

describe.skipIf(!existsSync(shared))("files that others made", () => {
  test.each([
    ["benchmark-dictionary", 20_000],
    ["delta_binary_packed", 200],
    ["delta_byte_array", 1000],
    ["lz4_raw_compressed_larger", 10_000],
    ["nested_structs.rust", 1],
  ])("%s.parquet has its rows", async (name, expected) => {
    const path = join(shared, "parquet", `${name}.parquet`);
    expect(await inspect(path)).toMatchObject({ format: "parquet", rows: expected });
    const [source] = await resolveInputs([path]);
    let rows = 0;
    const reader = await source!.open();
    for await (const { batch } of reader.read()) rows += batch.numRows;
    await reader.close();
    expect(rows).toBe(expected);
  });

  test("a robot dataset has the frames and the states that its statistics are of", async () => {
    const folder = join(shared, "lerobot", "gr00t_pick_n_place");
    expect(await inspect(folder)).toMatchObject({ format: "lerobot", rows: 2096 });
    const [source] = await resolveInputs([folder]);
    const sums = new Float64Array(44);
    const tasks = new Set<unknown>();
    const reader = await source!.open();
    for await (const { batch } of reader.read({ columns: ["observation.state", "task"] })) {
      const { values } = batch.data.children[0]!.children[0]!;
      (values as Float64Array).forEach((value, i) => (sums[i % 44]! += value / 2096));
      for (const task of batch.getChild("task")!) tasks.add(task);
    }
    await reader.close();
    const stats = JSON.parse(readFileSync(join(folder, "meta", "stats.json"), "utf8")) as Record<
      string,
      { readonly mean: readonly number[] }
    >;
    stats["observation.state"]!.mean.forEach((mean, i) => expect(sums[i]).toBeCloseTo(mean, 4));
    expect(tasks).toContain("pick the squash from the counter and place it in the plate");
  });
});
