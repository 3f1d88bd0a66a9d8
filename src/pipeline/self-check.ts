import { textColumn } from "../core/text-column.ts";
import type { BackendName, Device } from "../graph/device.ts";
import { openDevice } from "../runtime/open-device.ts";
import type { DeviceOptions } from "../runtime/options.ts";
import type { Platform } from "../runtime/platform.ts";
import { openStages, parseStages } from "./parse-stages.ts";

/** Whether the devices of a machine agree on every integer of every stage. */
export interface SelfCheck {
  /** Columns of state compared. */
  readonly kernels: number;
  readonly devices: readonly string[];
  readonly seconds: number;
  /** What differs between devices, by device and column. */
  readonly mismatches: readonly string[];
}

/** Texts of many scripts and lengths, the same on every machine. */
const SAMPLE = textColumn(
  Array.from({ length: 200 }, (_, i) =>
    ["", "a", "naïve café ", "快速的棕色狐狸", "😀👍🏽 ok ", "The quick brown fox jumps over it. "][
      i % 6
    ]!.repeat(1 + ((i * i) % 37)),
  ),
);

const STAGES = [
  { name: "exact-dedup", options: {} },
  { name: "fuzzy-dedup", options: { column: "text" } },
  { name: "fuzzy-dedup", options: { column: "text", unit: "word", slots: 256 } },
];

/** Computes the same sample on several devices and compares the integers with the reference's. */
export async function selfCheck(
  platform: Platform,
  backends: readonly BackendName[],
  options: DeviceOptions,
): Promise<SelfCheck> {
  const began = performance.now();
  const states = new Map<string, Map<string, Uint32Array>>();
  for (const prefer of ["cpu", ...backends.filter((name) => name !== "cpu")] as const) {
    const { device } = await openDevice(platform, { ...options, prefer });
    await using opened = device;
    states.set(prefer, await sampleStates(opened));
  }
  const expected = states.get("cpu")!;
  const mismatches: string[] = [];
  for (const [name, columns] of states) {
    for (const [column, values] of columns) {
      const same = values.every((value, i) => value === expected.get(column)![i]);
      if (!same) mismatches.push(`${column} on ${name}`);
    }
  }
  return {
    kernels: expected.size,
    devices: [...states.keys()],
    seconds: (performance.now() - began) / 1000,
    mismatches,
  };
}

async function sampleStates(device: Device): Promise<Map<string, Uint32Array>> {
  const columns = new Map<string, Uint32Array>();
  for (const [i, { name, run }] of (await openStages(device, parseStages(STAGES))).entries()) {
    const { state } = await run.observe(SAMPLE);
    for (const [column, values] of Object.entries(state)) {
      columns.set(`${name} ${i} ${column}`, values);
    }
    await run[Symbol.asyncDispose]();
  }
  return columns;
}
