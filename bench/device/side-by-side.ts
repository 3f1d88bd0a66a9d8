import type { ProductInputs } from "../../src/core/kernel.ts";
import type { Device } from "../../src/graph/device.ts";
import { runsOn } from "../support/devices.ts";
import type { BenchCall, KernelBench } from "../support/kernel-bench.ts";
import { copyBandwidth, difference, timeOn } from "../support/run-kernel.ts";
import type { Peaks } from "./peaks.ts";

/** A device beside the others, or why it is not there. */
export interface Column {
  readonly name: string;
  readonly device: Device | undefined;
  /** Why nothing is measured on it. */
  readonly missing: string;
  readonly peaks: Peaks | undefined;
  /** The same device with other inputs of products, for kernels that are compiled for them. */
  readonly variants: readonly { readonly inputs: ProductInputs; readonly device: Device }[];
}

export type Cell =
  | {
      readonly seconds: number;
      readonly clock: "device" | "wall";
      readonly runs: number;
      /** Of the copy bandwidth, and of the arithmetic peak, where there is one. */
      readonly ofCopy: number;
      readonly ofPeak: number | undefined;
    }
  | { readonly notMeasured: string };

export interface SideRow {
  /** With the inputs of its products, where those are not the kernel's own. */
  readonly kernel: string;
  readonly unit: string;
  readonly size: number;
  readonly items: number;
  readonly bytes: number;
  readonly operations: number | undefined;
  readonly cells: Readonly<Record<string, Cell>>;
}

export interface SideBySide {
  readonly copyBytesPerSecond: Readonly<Record<string, number>>;
  readonly rows: readonly SideRow[];
  readonly wrong: readonly string[];
}

export interface SideRun {
  readonly quick: boolean;
  readonly benches: readonly KernelBench[];
  /** Of the copy that bandwidths are set against. */
  readonly copyBytes: number;
  readonly say: (line: string) => void;
}

/** Seconds that all kernels may take in a quick run, and one size of one kernel otherwise. */
const QUICK_SECONDS = 120;
const LONGEST = 20;

/**
 * Kernels at all their sizes on every device, in turn on the same data. What differs from the reference
 * is told and not timed; a size that would take too long says so.
 */
export async function measureSideBySide(
  columns: readonly Column[],
  { quick, benches, copyBytes, say }: SideRun,
): Promise<SideBySide> {
  const copyBytesPerSecond: Record<string, number> = {};
  for (const { name, device } of columns) {
    if (!device) continue;
    say(`copy on ${name}`);
    // oxlint-disable-next-line no-await-in-loop -- devices at the same time would slow each other
    copyBytesPerSecond[name] = await copyBandwidth(device, copyBytes, { seconds: 1, runs: 3 });
  }
  const most = quick ? QUICK_SECONDS / benches.length : Number.POSITIVE_INFINITY;
  const rows: SideRow[] = [];
  const wrong: string[] = [];
  for (const bench of benches) {
    const took = new Map<string, Cell>();
    const began = performance.now();
    let previous = 0;
    for (const size of bench.sizes) {
      say(`${bench.kernel.name}, ${size} ${bench.unit}`);
      const left = most - (performance.now() - began) / 1000;
      // The next size is about as many times larger as this one was.
      if (previous > Math.min(left, LONGEST)) {
        rows.push(skipped(bench, size, columns));
        continue;
      }
      const started = performance.now();
      const call = bench.make(size);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const outcome = await measureSize(bench, call, columns, copyBytesPerSecond, {
        check: !quick || previous < 0.3,
        seconds: quick ? 0.1 : 1,
        longest: quick ? 1 : 10,
        took,
      });
      wrong.push(...outcome.wrong.map((what) => `${bench.kernel.name} of ${size} ${what}`));
      rows.push(...outcome.rows.map((row) => ({ ...row, size })));
      const next = bench.sizes[bench.sizes.indexOf(size) + 1] ?? size;
      previous = (((performance.now() - started) / 1000) * next) / size;
    }
  }
  return { copyBytesPerSecond, rows, wrong };
}

interface SizeRun {
  readonly check: boolean;
  readonly seconds: number;
  /** Seconds of one run above which a device is left out of the larger sizes. */
  readonly longest: number;
  /** What the size before took on each device. */
  readonly took: Map<string, Cell>;
}

async function measureSize(
  bench: KernelBench,
  call: BenchCall,
  columns: readonly Column[],
  copies: Readonly<Record<string, number>>,
  run: SizeRun,
): Promise<{ readonly rows: Omit<SideRow, "size">[]; readonly wrong: string[] }> {
  const { kernel, unit, work } = bench;
  const wrong: string[] = [];
  const operations = work && call.items * work.operations;
  const measure = async (
    name: string,
    device: Device,
    column: Column,
    inputs: ProductInputs,
  ): Promise<Cell> => {
    const before = run.took.get(name);
    if (before && "notMeasured" in before) return before;
    if (before && before.seconds > run.longest) return { notMeasured: "takes too long" };
    const different = run.check ? await difference(device, bench, call).catch(String) : undefined;
    if (different !== undefined) {
      wrong.push(`on ${name}: ${different}`);
      return { notMeasured: "WRONG" };
    }
    const timing = await timeOn(device, bench, call, { seconds: run.seconds, runs: 3 });
    const peak =
      inputs === "f32" ? work && column.peaks?.[work.on] : column.peaks?.tensor?.[inputs];
    return {
      ...timing,
      ofCopy: call.bytes / timing.seconds / copies[column.name]!,
      ofPeak: peak && operations && operations / timing.seconds / peak,
    };
  };
  const row = (name: string, cells: SideRow["cells"]): Omit<SideRow, "size"> => {
    return { kernel: name, unit, items: call.items, bytes: call.bytes, operations, cells };
  };
  const cells: Record<string, Cell> = {};
  const rows: Omit<SideRow, "size">[] = [];
  for (const column of columns) {
    const { name, device, missing } = column;
    if (!device) cells[name] = { notMeasured: missing };
    else if (!runsOn(device, kernel)) cells[name] = { notMeasured: "no twin" };
    else {
      const inputs = device.productInputs?.(kernel) ?? "f32";
      // oxlint-disable-next-line no-await-in-loop -- devices at the same time would slow each other
      cells[name] = await measure(name, device, column, inputs).catch(failure);
      run.took.set(name, cells[name]);
    }
  }
  rows.push(row(kernel.name, cells));
  for (const column of columns) {
    for (const { inputs, device } of column.variants) {
      if (inputs !== "f32" && !kernel.cudaInputs?.slice(1).includes(inputs)) continue;
      if (inputs === "f32" && !kernel.cudaInputs) continue;
      const name = `${column.name}, ${inputs}`;
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const cell = await measure(name, device, column, inputs).catch(failure);
      run.took.set(name, cell);
      rows.push(row(`${kernel.name}, ${inputs}`, { [column.name]: cell }));
    }
  }
  return { rows, wrong };
}

const failure = (error: unknown): Cell => ({ notMeasured: String(error) });

/** A size that nothing is made for. */
function skipped(bench: KernelBench, size: number, columns: readonly Column[]): SideRow {
  const cells = Object.fromEntries(
    columns.map(({ name, device, missing }) => [
      name,
      { notMeasured: device ? "no time left" : missing },
    ]),
  );
  const { kernel, unit } = bench;
  const unknown = Number.NaN;
  return {
    kernel: kernel.name,
    unit,
    size,
    items: size,
    bytes: unknown,
    operations: unknown,
    cells,
  };
}
