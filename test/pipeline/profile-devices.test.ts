import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { profile } from "../../src/pipeline/profile.ts";
import type { Profile } from "../../src/profile/profile.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import { testDeviceOptions } from "../support/devices.ts";
import { tempFolder, writeJsonl } from "../support/temp.ts";

/** Numbers of all sizes, some missing; texts, vectors, a clock. */
const rows = Array.from({ length: 9000 }, (_, i) => ({
  time: 1.7e9 + i / 30 + (i > 5000 ? 2 : 0),
  noise: i % 11 === 3 ? null : Math.sin(i * i) * 10 ** ((i % 40) - 20),
  count: (i * 7919) % 5003,
  task: `task ${i % 13}`,
  pose: [Math.cos(i / 100), i % 5, 1e9 + (i % 97) / 64],
}));

async function written(
  inputs: readonly string[],
  device: DeviceOptions,
  statistics: "full" | "summary",
): Promise<Profile> {
  const out = join(await tempFolder(), "profile");
  const { device: used } = await profile(inputs, { out, device, statistics });
  expect(used?.backend).toBe(device.prefer === "webgpu" ? "webgpu" : undefined);
  return JSON.parse(await readFile(join(out, "profile.json"), "utf8")) as Profile;
}

async function expectSame(
  inputs: readonly string[],
  statistics: "full" | "summary" = "full",
): Promise<void> {
  const [first, ...others] = await Promise.all(
    testDeviceOptions().map(async (device) => await written(inputs, device, statistics)),
  );
  for (const other of others) {
    const { pearson, ...correlations } = other.correlations ?? {};
    const { pearson: expected, ...rest } = first!.correlations ?? {};
    expect({ ...other, correlations }).toEqual({ ...first, correlations: rest });
    // A device multiplies 42 bits of each value, from its column's least to its greatest.
    const off = expected?.flatMap((row, i) =>
      row.map((value, j) => Math.abs(value! - pearson![i]![j]!)),
    );
    expect(Math.max(0, ...(off ?? []))).toBeLessThan(1e-11);
    expect(pearson?.map((row) => row.map((value) => value === null))).toEqual(
      expected?.map((row) => row.map((value) => value === null)),
    );
  }
}

describe("profile.json is the same on every device, bit for bit but for Pearson's correlations", () => {
  test("of made up rows", async () => {
    const folder = await tempFolder();
    await writeJsonl(join(folder, "rows.jsonl"), rows);
    await expectSame([join(folder, "rows.jsonl")]);
    await expectSame([join(folder, "rows.jsonl")], "summary");
  });

  const shared =
    process.env["SLUICE_SHARED_DATA"] ??
    fileURLToPath(new URL("../../../shared/data", import.meta.url));
  const real = [
    "lerobot/gr00t_pick_n_place",
    "parquet/benchmark-dictionary.parquet",
    "parquet/delta_binary_packed.parquet",
    "parquet/lz4_raw_compressed_larger.parquet",
    "parquet/nested_structs.rust.parquet",
  ].map((name) => [name, join(shared, name)] as const);
  for (const [name, path] of real) {
    test.skipIf(!existsSync(path))(
      `of ${name} (skipped where it is not there)`,
      async () => await expectSame([path]),
    );
  }
});
