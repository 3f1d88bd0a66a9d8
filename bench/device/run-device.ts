import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isSoftwareAdapter } from "../../src/backends/webgpu/index.ts";
import type { Device } from "../../src/graph/device.ts";
import { nodePlatform } from "../../src/runtime/node-platform.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import { jobs } from "../pipelines/jobs.ts";
import { type JobOutcome, jobsTable, measureJob } from "../pipelines/run-jobs.ts";
import { kernelTable, runKernels } from "../run-kernels.ts";
import { listed, openForBench } from "../support/devices.ts";
import { describeMachine, machine } from "../support/machine.ts";
import type { Suite, SuiteOutcome, SuiteRequest } from "../support/suite.ts";
import { markdownTable, type Table } from "../support/table.ts";
import { adapterFacts, adapterTable } from "./adapter.ts";
import { checkJobs, checkKernels, conformanceTable } from "./conformance.ts";
import { measureTransfers, transfersTable } from "./transfers.ts";

/**
 * The devices to measure: the one asked for, else WebGPU and CUDA on hardware where they are there,
 * else a software adapter by its name.
 */
async function chosen({ choice: { device, adapter } }: SuiteRequest): Promise<DeviceOptions[]> {
  if (device !== undefined) return [{ prefer: device, ...(adapter !== undefined && { adapter }) }];
  if (adapter !== undefined) return [{ prefer: "webgpu", adapter }];
  const adapters = await listed(nodePlatform.adapters());
  const cuda = await listed(nodePlatform.cudaAdapters());
  const hardware: DeviceOptions[] = [
    ...(adapters.some(({ software }) => !software) ? [{ prefer: "webgpu" } as const] : []),
    ...(cuda.length > 0 ? [{ prefer: "cuda" } as const] : []),
  ];
  const [software] = adapters;
  if (hardware.length > 0 || !software) return hardware;
  return [{ prefer: "webgpu", adapter: software.name }];
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/** Each device of the machine after the other. */
export const runOnDevice: Suite = async (request) => {
  const devices = await chosen(request);
  if (devices.length === 0) {
    throw new Error("There is neither a WebGPU adapter here, not even a software one, nor CUDA.");
  }
  const outcomes: SuiteOutcome[] = [];
  // oxlint-disable-next-line no-await-in-loop -- devices at the same time would slow each other
  for (const options of devices) outcomes.push(await measureDevice(options, request));
  return {
    tables: outcomes.flatMap(({ tables }) => tables),
    results: outcomes.map(({ results }) => results),
    failed: outcomes.some(({ failed }) => failed),
  };
};

/** Conformance first; what is wrong is told, and not timed. What fails does not stop the rest. */
async function measureDevice(options: DeviceOptions, request: SuiteRequest): Promise<SuiteOutcome> {
  const { quick, only, say } = request;
  const facts = options.prefer === "webgpu" ? await adapterFacts(options) : undefined;
  const software = facts !== undefined && isSoftwareAdapter(facts);
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  const failures: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    say(what);
    try {
      return await work();
    } catch (error) {
      failures.push(`${what}: ${String(error)}`);
      return undefined;
    }
  };
  try {
    const name = await withDevice(options, async (device) => device.name);
    const kernelVerdicts = await attempt("check kernels", () => checkKernels(options, only, say));
    const jobVerdicts = await attempt("check jobs", async () =>
      only === undefined ? await checkJobs(options, folder, quick ? 2000 : 5000, say) : [],
    );
    const transfers = await attempt("transfers", () =>
      withDevice(options, (device) => measureTransfers(device, quick)),
    );
    const kernels = await attempt("kernels", () => runKernels(options, { quick, only, say }));
    // A processor that plays a GPU says nothing about whole jobs on one, and takes its time.
    const timed = await attempt("jobs", async () =>
      only !== undefined || software ? [] : await timeJobs(options, folder, request),
    );
    const tables: Table[] = [
      ...(facts ? [adapterTable(facts)] : []),
      conformanceTable(name, kernelVerdicts ?? [], jobVerdicts ?? []),
      ...(transfers ? [transfersTable(name, transfers)] : []),
      ...(kernels ? [kernelTable(kernels)] : []),
      ...(timed && timed.length > 0 ? [jobsTable(timed)] : []),
      ...(failures.length > 0 ? [failuresTable(failures)] : []),
    ];
    const results = {
      device: name,
      software,
      quick,
      adapter: facts,
      conformance: { kernels: kernelVerdicts, jobs: jobVerdicts },
      transfers,
      kernels,
      jobs: timed,
      failures,
    };
    const file = options.prefer === "cuda" ? `${slug(name)}-cuda` : slug(name);
    write(request, software ? `software-${file}` : file, tables, results);
    const failed =
      failures.length > 0 ||
      (kernelVerdicts ?? []).some(({ wrong }) => wrong.length > 0) ||
      (jobVerdicts ?? []).some(({ different }) => different.length > 0) ||
      (kernels?.wrong ?? []).length > 0;
    return { tables, results, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function withDevice<T>(
  options: DeviceOptions,
  work: (device: Device) => Promise<T>,
): Promise<T> {
  await using device = await openForBench(options);
  return await work(device);
}

const failuresTable = (failures: readonly string[]): Table => ({
  title: "Failures",
  columns: ["what failed"],
  rows: failures.map((failure) => [failure]),
});

/** Each job on the device, and on wasm on the same machine. */
async function timeJobs(
  device: DeviceOptions,
  folder: string,
  { quick, say }: SuiteRequest,
): Promise<JobOutcome[]> {
  const outcomes: JobOutcome[] = [];
  for (const job of jobs) {
    for (const options of [device, { prefer: "wasm" } as const]) {
      const run = { folder, device: options, peers: undefined, quick, say };
      // oxlint-disable-next-line no-await-in-loop -- jobs at the same time would slow each other
      const outcome = await measureJob(job, run);
      if (outcome) outcomes.push(outcome);
    }
  }
  return outcomes;
}

function write(
  { out, quick, only }: SuiteRequest,
  name: string,
  tables: readonly Table[],
  results: { readonly device: string; readonly software: boolean },
): void {
  const at = machine();
  mkdirSync(out, { recursive: true });
  const file = join(out, only === undefined ? name : `${name}-${slug(only)}`);
  writeFileSync(`${file}.json`, `${JSON.stringify({ machine: at, ...results }, null, 1)}\n`);
  const heading = [
    `# ${results.device}`,
    "",
    `${describeMachine(at)}.${quick ? " A quick run." : ""}`,
    ...(results.software
      ? [
          "",
          "**A software adapter: the processor plays a GPU. These times say nothing about any GPU.**",
        ]
      : []),
    "",
  ];
  writeFileSync(`${file}.md`, [...heading, ...tables.map(markdownTable)].join("\n"));
}
