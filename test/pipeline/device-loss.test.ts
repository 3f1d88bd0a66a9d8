import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { DeviceLostError } from "../../src/core/errors.ts";
import type { Device } from "../../src/graph/device.ts";
import type { Plan } from "../../src/pipeline/plan.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { nearDuplicates } from "../support/dedup-oracle.ts";
import { runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";

async function corpus(count = 1000): Promise<{ plan: Plan }> {
  const folder = await tempFolder();
  const input = join(folder, "in.jsonl");
  await writeJsonl(
    input,
    nearDuplicates(count, 11).map((text, id) => ({ id, text })),
  );
  const stages = [{ name: "fuzzy-dedup", options: { column: "text" } }];
  return { plan: { inputs: [input], out: join(folder, "out"), stages } };
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

/** Runs until the device is lost; never where infinite. */
let runsLeft = Number.POSITIVE_INFINITY;
let losses = 0;

vi.mock(import("../../src/runtime/open-device.ts"), async (load) => {
  const actual = await load();
  return {
    ...actual,
    openDevice: async (...given) => {
      const opened = await actual.openDevice(...given);
      return { ...opened, device: losing(opened.device) };
    },
  };
});

/** A device that is lost after `runsLeft` more runs, as often as `losses` says. */
function losing(device: Device): Device {
  let lost = false;
  return new Proxy(device, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name !== "prepare") return typeof value === "function" ? value.bind(target) : value;
      return async (...given: Parameters<Device["prepare"]>) => {
        const prepared = await target.prepare(...given);
        return {
          run: async (...inputs: Parameters<typeof prepared.run>) => {
            if (!lost && losses > 0 && runsLeft-- <= 0) {
              losses--;
              runsLeft = 3;
              lost = true;
            }
            if (lost) throw new DeviceLostError("The device is gone.");
            return await prepared.run(...inputs);
          },
          kernelTimes: [],
          [Symbol.asyncDispose]: () => prepared[Symbol.asyncDispose](),
        };
      };
    },
  });
}

describe("a device that is lost", () => {
  afterEach(() => {
    losses = 0;
    runsLeft = Number.POSITIVE_INFINITY;
  });

  test.each([1, 6, 11, 14])("after %i runs is opened again, and the run goes on", async (runs) => {
    const { plan } = await corpus();
    const whole = await expected(plan);
    [runsLeft, losses] = [runs, 1];
    const notes: string[] = [];
    let read = 0;
    const progress = {
      ...silent,
      note: (message: string) => void notes.push(message),
      advance: (phase: string, items: number) =>
        void (phase === "Read and hash" && (read += items)),
    };
    await runQuietly(plan, { batchRows: 100, progress });
    expect(losses).toBe(0);
    expect(notes).toContainEqual(
      expect.stringContaining("The device was lost and is opened again"),
    );
    expect(await results(plan.out)).toEqual(whole);
    // The last reader batches may be read ahead of the loss.
    expect(read).toBeLessThan(2000);
  });

  test("twice ends the run, which can be resumed", async () => {
    const { plan } = await corpus();
    const whole = await expected(plan);
    [runsLeft, losses] = [5, 2];
    await expect(runQuietly(plan, { batchRows: 100 })).rejects.toThrow(DeviceLostError);
    expect(await readdir(plan.out)).toEqual([".sluice"]);
    await runQuietly(plan, { resume: true });
    expect(await results(plan.out)).toEqual(whole);
  });
});
