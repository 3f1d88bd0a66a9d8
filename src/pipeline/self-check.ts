import { textColumn } from "../core/text-column.ts";
import type { BackendName, Device } from "../graph/device.ts";
import { openDevice } from "../runtime/open-device.ts";
import type { DeviceOptions } from "../runtime/options.ts";
import type { Platform } from "../runtime/platform.ts";
import { silent } from "../telemetry/progress.ts";
import { decide } from "./decide.ts";
import { openStages, parseStages, removing, type RunningStage } from "./parse-stages.ts";
import { RowIndex } from "./row-index.ts";
import { RowStore } from "./row-store.ts";

/** Whether the devices of a machine agree on every number that the stages compute. */
export interface SelfCheck {
  /** How many numbers each device computed, and the reference confirmed or not. */
  readonly numbers: number;
  readonly devices: readonly BackendName[];
  readonly seconds: number;
  /** What differs between devices, by stage, column and device. */
  readonly mismatches: readonly string[];
  /** Devices that are there, but could not compute it. */
  readonly failures: readonly { readonly backend: BackendName; readonly message: string }[];
}

const WORDS = ["", "a", "naïve café ", "快速的棕色狐狸", "😀👍🏽 ok ", "The quick brown fox leaps. "];

/** Texts of many scripts and lengths, some of them nearly equal; the same on every machine. */
const SAMPLE = textColumn(
  Array.from({ length: 200 }, (_, i) => {
    const text = WORDS[i % WORDS.length]!.repeat(1 + ((i * i) % 37));
    return i % 5 === 0 ? text + i : text;
  }),
);

const STAGES = [
  { name: "exact-dedup", options: {} },
  { name: "fuzzy-dedup", options: { column: "text" } },
  { name: "fuzzy-dedup", options: { column: "text", unit: "word", permutations: 256 } },
  { name: "fuzzy-dedup", options: { column: "text", clusters: "components" } },
];

type Computed = ReadonlyMap<string, Uint32Array | Float64Array>;

/** Runs the stages on a sample on several devices, and compares the numbers with the reference's. */
export async function selfCheck(
  platform: Platform,
  backends: readonly BackendName[],
  options: DeviceOptions,
): Promise<SelfCheck> {
  const began = performance.now();
  const computed = new Map<BackendName, Computed>();
  const failures: SelfCheck["failures"][number][] = [];
  for (const backend of ["cpu", ...backends.filter((name) => name !== "cpu")] as const) {
    try {
      const { device } = await openDevice(platform, { ...options, prefer: backend });
      await using opened = device;
      computed.set(backend, await compute(opened));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      failures.push({ backend, message });
    }
  }
  const expected: Computed = computed.get("cpu") ?? new Map();
  const mismatches: string[] = [];
  for (const [backend, columns] of computed) {
    for (const [column, values] of columns) {
      if (!isSame(values, expected.get(column))) mismatches.push(`${column} on ${backend}`);
    }
  }
  return {
    numbers: [...expected.values()].reduce((sum, { length }) => sum + length, 0),
    devices: [...computed.keys()],
    seconds: (performance.now() - began) / 1000,
    mismatches,
    failures,
  };
}

function isSame(
  values: Uint32Array | Float64Array,
  expected: Uint32Array | Float64Array | undefined,
): boolean {
  return values.length === expected?.length && values.every((value, i) => value === expected[i]);
}

/** What each stage remembers of the rows, and what it decides. */
async function compute(device: Device): Promise<Computed> {
  const columns = new Map<string, Uint32Array | Float64Array>();
  for (const [i, stage] of (await openStages(device, removing(parseStages(STAGES)))).entries()) {
    const found = Object.entries(await runStage(stage));
    for (const [column, values] of found) columns.set(`${stage.name} ${i + 1} ${column}`, values);
    await stage.run[Symbol.asyncDispose]();
  }
  return columns;
}

async function runStage(stage: RunningStage): Promise<Record<string, Uint32Array | Float64Array>> {
  const rows = new RowIndex();
  rows.add(0, 0, SAMPLE.rowCount, []);
  const observation = await stage.run.observe(SAMPLE);
  // A store that is never flushed needs no folder.
  const store = new RowStore("");
  await store.append(rows, [observation], {}, { source: 1, rowIndex: 0 });
  store.seal();
  const scope = { indexRows: 0, against: "all" } as const;
  const { removed } = await decide(store, [stage], scope, silent, undefined);
  return {
    ...observation.state,
    removed: removed.rows,
    kept: removed.kept,
    similarity: removed.similarity,
  };
}
