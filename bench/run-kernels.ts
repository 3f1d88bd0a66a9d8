import type { Device } from "../src/graph/device.ts";
import type { DeviceOptions } from "../src/runtime/options.ts";
import { kernelBenches } from "./kernels/index.ts";
import { openForBench, runsOn } from "./support/devices.ts";
import type { KernelBench } from "./support/kernel-bench.ts";
import { copyBandwidth, difference, timeOn, timeReference } from "./support/run-kernel.ts";
import { duration, percent, quantity, ratio, type Table } from "./support/table.ts";

export interface KernelResult {
  readonly kernel: string;
  readonly unit: string;
  readonly size: number;
  readonly items: number;
  readonly bytes: number;
  /** Median of a dispatch. */
  readonly seconds: number;
  readonly runs: number;
  readonly clock: "device" | "wall";
  readonly bytesPerSecond: number;
  /** Of the bandwidth of a copy on this device in this run. */
  readonly shareOfCopy: number;
  /** Of the reference on one thread, where that was timed. */
  readonly cpuSeconds?: number;
}

export interface KernelReport {
  readonly backend: string;
  readonly device: string;
  /** Bytes a second, read and written ones both counted. */
  readonly copyBytesPerSecond: number;
  readonly results: readonly KernelResult[];
  readonly wrong: readonly {
    readonly kernel: string;
    readonly size: number;
    readonly difference: string;
  }[];
}

export interface KernelRun {
  readonly quick: boolean;
  /** Part of the names of the kernels to run. */
  readonly only?: string | undefined;
  readonly say: (line: string) => void;
}

/** More than the caches of a GPU hold. */
const COPY_BYTES = 2 ** 28;

/**
 * Times every kernel on one device, at each of its sizes that does not take too long. A kernel
 * that is wrong is not timed.
 */
export async function runKernels(options: DeviceOptions, run: KernelRun): Promise<KernelReport> {
  await using device = await openForBench(options);
  const copyBytesPerSecond = await copyBandwidth(device, COPY_BYTES, { seconds: 2, runs: 5 });
  const results: KernelResult[] = [];
  const wrong: KernelReport["wrong"][number][] = [];
  for (const bench of kernelBenches) {
    if (run.only !== undefined && !bench.kernel.name.includes(run.only)) continue;
    if (!runsOn(device, bench.kernel)) continue;
    run.say(`${device.backend}: ${bench.kernel.name}`);
    let expected = 0;
    for (const size of run.quick ? bench.sizes.slice(0, 3) : bench.sizes) {
      if (expected > (run.quick ? 1 : 10)) break;
      const outcome = await measure(device, bench, size, run.quick).catch((error: unknown) => ({
        kernel: bench.kernel.name,
        size,
        difference: String(error),
      }));
      if ("difference" in outcome) {
        wrong.push(outcome);
        break;
      }
      results.push({ ...outcome, shareOfCopy: outcome.bytesPerSecond / copyBytesPerSecond });
      const next = bench.sizes[bench.sizes.indexOf(size) + 1] ?? size;
      expected = (outcome.seconds * next) / size;
    }
  }
  return { backend: device.backend, device: device.name, copyBytesPerSecond, results, wrong };
}

async function measure(
  device: Device,
  bench: KernelBench,
  size: number,
  quick: boolean,
): Promise<Omit<KernelResult, "shareOfCopy"> | KernelReport["wrong"][number]> {
  const { kernel, unit } = bench;
  const call = bench.make(size);
  const different = await difference(device, bench, call);
  if (different !== undefined) return { kernel: kernel.name, size, difference: different };
  const budget = { seconds: quick ? 0.2 : 1, runs: 3 };
  const cpu = await timeReference(bench, call, { ...budget, runs: 1 });
  const timing = await timeOn(device, bench, call, budget);
  return {
    kernel: kernel.name,
    unit,
    size,
    items: call.items,
    bytes: call.bytes,
    ...timing,
    bytesPerSecond: call.bytes / timing.seconds,
    cpuSeconds: cpu.seconds,
  };
}

export function kernelTable(report: KernelReport): Table {
  const { backend, device, copyBytesPerSecond, results, wrong } = report;
  const errors = wrong.map(
    ({ kernel, size, difference: what }) =>
      `${kernel} of ${size} is WRONG and was not timed: ${what}.`,
  );
  return {
    title: `Kernels on ${backend}: ${device}`,
    columns: ["kernel", "size", "time", "rate", "bandwidth", "of a copy", "against cpu()"],
    rows: results.map((result) => [
      result.kernel,
      amount(result.items, result.unit),
      duration(result.seconds) + (result.clock === "wall" ? " wall" : ""),
      amount(result.items / result.seconds, result.unit, "/s"),
      quantity(result.bytesPerSecond, "B/s"),
      percent(result.shareOfCopy),
      ratio((result.cpuSeconds ?? Number.NaN) / result.seconds),
    ]),
    note: [
      `A copy on this device moves ${quantity(copyBytesPerSecond, "B/s")}, read and written bytes both counted.`,
      "Bandwidth is of the bytes a kernel must move at the least, so data that stay in a cache can exceed a copy.",
      ...errors,
    ].join(" "),
  };
}

function amount(items: number, unit: string, per = ""): string {
  return unit === "bytes" ? quantity(items, `B${per}`) : `${quantity(items)} ${unit}${per}`;
}
