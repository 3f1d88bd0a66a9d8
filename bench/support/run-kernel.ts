import type { HostArray } from "../../src/core/kernel.ts";
import { hostArray } from "../../src/core/kernel.ts";
import { firstDifference } from "../../src/core/tolerance.ts";
import type { Device, Prepared } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph, type Ref } from "../../src/graph/graph.ts";
import { record } from "../../src/graph/recording.ts";
import type { BenchCall, KernelBench } from "./kernel-bench.ts";
import { median, type Repetition, samples, seconds } from "./measure.ts";

type Call = Pick<BenchCall, "buffers" | "params">;

/** The contents of a call's buffers, to be given to a device. */
function inputsOf({ kernel }: KernelBench, { buffers }: Call): Record<string, HostArray> {
  return Object.fromEntries(Object.keys(kernel.bindings).map((name) => [name, buffers[name]!]));
}

/** What the reference makes of a call; the call itself stays as it is. */
function reference(bench: KernelBench, { buffers, params }: Call): Record<string, HostArray> {
  const results = structuredClone(buffers) as Record<string, HostArray>;
  bench.kernel.cpu(results, params);
  return results;
}

/** What a device makes of a call. */
async function resultsOn(
  device: Device,
  bench: KernelBench,
  call: Call,
): Promise<Readonly<Record<string, HostArray>>> {
  const { kernel } = bench;
  const graph = new Graph(`check of ${kernel.name}`);
  const refs: Record<string, Ref> = {};
  for (const [name, { element, access }] of Object.entries(kernel.bindings)) {
    refs[name] = graph.input(name, element, call.buffers[name]!.length);
    if (access === "read_write") graph.output(name, refs[name]);
  }
  graph.dispatch(kernel, refs, call.params);
  return await execute(device, graph, inputsOf(bench, call));
}

/** Where a device and the reference differ, in words; nothing if they do not. */
export async function difference(
  device: Device,
  bench: KernelBench,
  call: Call,
): Promise<string | undefined> {
  const expected = reference(bench, call);
  const results = await resultsOn(device, bench, call);
  bench.settle?.(expected);
  bench.settle?.(results);
  for (const [name, result] of Object.entries(results)) {
    const wanted = expected[name]!;
    const at = firstDifference(wanted, result, bench.kernel.tolerance?.[name]);
    if (at >= 0) return `${name}[${at}] is ${result[at]}, not ${wanted[at]}`;
  }
  return undefined;
}

export interface Timing {
  /** Median of one dispatch. */
  readonly seconds: number;
  readonly runs: number;
  /** The device's own clock, or the host's around a run. */
  readonly clock: "device" | "wall";
}

/** Times one dispatch with its inputs resident; what it updates in place is restored each time. */
export async function timeOn(
  device: Device,
  bench: KernelBench,
  call: Call,
  repetition: Repetition,
): Promise<Timing> {
  const { kernel } = bench;
  const graph = new Graph(`bench of ${kernel.name}`);
  const refs: Record<string, Ref> = {};
  for (const [name, { element, access }] of Object.entries(kernel.bindings)) {
    const given = graph.input(name, element, call.buffers[name]!.length);
    refs[name] = given;
    if (access === "read_write") {
      refs[name] = graph.scratch(`working ${name}`, element, given.length);
      graph.copy(given, refs[name]);
      // One word of it, so that a run ends when the work has.
      graph.output(name, refs[name], Math.min(1, given.length));
    }
  }
  graph.dispatch(kernel, refs, call.params);
  await using prepared = await device.prepare(record(graph));
  await prepared.run(inputsOf(bench, call));
  const deviceClock = prepared.kernelTimes.length > 0;
  const taken = await samples(repetition, async () => await oneRun(prepared, deviceClock));
  return {
    seconds: median(taken),
    runs: taken.length,
    clock: deviceClock ? "device" : "wall",
  };
}

async function oneRun(prepared: Prepared, deviceClock: boolean): Promise<number> {
  const wall = await seconds(() => prepared.run({}));
  return deviceClock ? prepared.kernelTimes[0]!.seconds : wall;
}

/** Times the reference on the host, without a device around it. */
export async function timeReference(
  bench: KernelBench,
  call: Call,
  repetition: Repetition,
): Promise<Timing> {
  const taken = await samples(repetition, async () => {
    const results = structuredClone(call.buffers) as Record<string, HostArray>;
    return await seconds(() => bench.kernel.cpu(results, call.params));
  });
  return { seconds: median(taken), runs: taken.length, clock: "wall" };
}

/** Copies in a row, so that what starting a run costs can be taken off. */
const COPIES = 8;

/** Bytes a second that a device copies, read and written ones both counted. */
export async function copyBandwidth(
  device: Device,
  byteLength: number,
  repetition: Repetition,
): Promise<number> {
  const length = byteLength / 4;
  const times: number[] = [];
  for (const copies of [1, 1 + COPIES]) {
    const graph = new Graph(`${copies} copies`);
    const from = graph.input("from", "u32", length);
    const to = graph.scratch("to", "u32", length);
    for (let i = 0; i < copies; i++) graph.copy(from, to);
    graph.output("to", to, 1);
    times.push(await timeCopies(device, graph, length, repetition));
  }
  const [once, often] = times as [number, number];
  return (2 * byteLength * COPIES) / Math.max(often - once, 1e-9);
}

async function timeCopies(
  device: Device,
  graph: Graph,
  length: number,
  repetition: Repetition,
): Promise<number> {
  await using prepared = await device.prepare(record(graph));
  await prepared.run({ from: hostArray("u32", length).fill(1) });
  return median(await samples(repetition, () => seconds(() => prepared.run({}))));
}
