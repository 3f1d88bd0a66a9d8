import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import { kernelBenches } from "../kernels/index.ts";
import { runJobApart } from "../pipelines/job.ts";
import { jobs } from "../pipelines/jobs.ts";
import { writeCorpus } from "../support/corpus.ts";
import { openForBench, runsOn } from "../support/devices.ts";
import type { BenchCall, KernelBench } from "../support/kernel-bench.ts";
import { difference } from "../support/run-kernel.ts";
import type { SuiteRequest } from "../support/suite.ts";
import type { Table } from "../support/table.ts";

/** Around the sizes of workgroups, blocks and tiles. */
const ITEMS = [1, 2, 3, 255, 256, 257, 2047, 2048, 2049, 6000, 70_001];
/** The same for texts, in bytes. */
const BYTES = [1, 300, 2048, 5000, 40_000];

export interface KernelVerdict {
  readonly kernel: string;
  /** Its floats may differ by as much as its contract says. */
  readonly tolerant: boolean;
  readonly calls: number;
  readonly wrong: readonly string[];
}

function* callsOf(
  bench: KernelBench,
  most: number,
): Generator<readonly [what: string, call: BenchCall]> {
  const each = bench.work?.operations ?? 1;
  for (const size of bench.unit === "bytes" ? BYTES : ITEMS) {
    if (size > bench.sizes.at(-1)! || size * each > most) continue;
    yield [`${size} ${bench.unit}`, bench.make(size)];
  }
  for (const [i, call] of (bench.edges?.() ?? []).entries()) yield [`edge ${i}`, call];
}

/** Operations of the largest call, which the reference does one by one. */
const MOST_OPERATIONS = { full: 1e9, quick: 1e8 };

/** Every kernel against its reference, bit by bit. */
export async function checkKernels(
  options: DeviceOptions,
  { quick, only, say }: Pick<SuiteRequest, "quick" | "only" | "say">,
): Promise<KernelVerdict[]> {
  await using device = await openForBench(options);
  const verdicts: KernelVerdict[] = [];
  for (const bench of kernelBenches) {
    const { name } = bench.kernel;
    if (only !== undefined && !name.includes(only)) continue;
    if (!runsOn(device, bench.kernel)) continue;
    say(`check ${name} on ${device.backend}`);
    const wrong: string[] = [];
    let calls = 0;
    for (const [what, call] of callsOf(bench, MOST_OPERATIONS[quick ? "quick" : "full"])) {
      calls++;
      // oxlint-disable-next-line no-await-in-loop -- one device, one run at a time
      const different = await difference(device, bench, call).catch(String);
      if (different !== undefined) wrong.push(`${what}: ${different}`);
    }
    const tolerant = bench.kernel.tolerance !== undefined;
    verdicts.push({ kernel: name, tolerant, calls, wrong });
  }
  return verdicts;
}

export interface JobVerdict {
  readonly job: string;
  readonly files: number;
  readonly different: readonly string[];
}

/** The digest of each result of a job that must not depend on the device. */
function digests(out: string): Map<string, string> {
  const files = new Map<string, string>();
  const add = (path: string): void => {
    const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
    files.set(relative(out, path), digest);
  };
  for (const name of ["data", "duplicates.parquet", "rejected.parquet"]) {
    const path = join(out, name);
    if (!statSync(path).isDirectory()) add(path);
    else for (const file of readdirSync(path)) add(join(path, file));
  }
  return files;
}

/** Whole jobs on a device and on wasm: the same bytes. */
export async function checkJobs(
  options: DeviceOptions,
  folder: string,
  rows: number,
  say: (line: string) => void,
): Promise<JobVerdict[]> {
  const verdicts: JobVerdict[] = [];
  for (const { name, shape, format, stages } of jobs) {
    if (format !== "jsonl") continue;
    say(`check job: ${name}`);
    const path = join(folder, `check-${shape}.jsonl`);
    writeCorpus(path, { rows, seed: 5, shape });
    const outs: Map<string, string>[] = [];
    for (const device of [options, { prefer: "wasm" } as const]) {
      const out = join(folder, "check");
      // oxlint-disable-next-line no-await-in-loop -- one folder for both
      await runJobApart({ plan: { inputs: [path], stages, out }, device });
      outs.push(digests(out));
    }
    const [on, wasm] = outs as [Map<string, string>, Map<string, string>];
    const names = [...new Set([...on.keys(), ...wasm.keys()])];
    const different = names.filter((file) => on.get(file) !== wasm.get(file));
    verdicts.push({ job: name, files: names.length, different });
  }
  return verdicts;
}

export function conformanceTable(
  device: string,
  kernels: readonly KernelVerdict[],
  wholeJobs: readonly JobVerdict[],
): Table {
  const verdict = (wrong: readonly string[], right: string): string =>
    wrong.length === 0 ? right : `WRONG: ${wrong.join("; ")}`;
  return {
    title: `Conformance: ${device}`,
    columns: ["what", "checked", "result"],
    rows: [
      ...kernels.map(({ kernel, tolerant, calls, wrong }) => [
        kernel,
        `${calls} calls`,
        verdict(wrong, `equals cpu(), ${tolerant ? "within its tolerance" : "bit by bit"}`),
      ]),
      ...wholeJobs.map(({ job, files, different }) => [
        job,
        `${files} files`,
        verdict(different, "same bytes as wasm"),
      ]),
    ],
  };
}
