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
import { openForBench } from "../support/devices.ts";
import { describeMachine, machine } from "../support/machine.ts";
import type { Suite, SuiteRequest } from "../support/suite.ts";
import { markdownTable, type Table } from "../support/table.ts";
import { adapterFacts, adapterTable } from "./adapter.ts";
import { checkJobs, checkKernels, conformanceTable } from "./conformance.ts";
import { measureTransfers, transfersTable } from "./transfers.ts";

/** A WebGPU device: the one asked for, else hardware, else a software adapter by its name. */
async function chosen({ choice: { device, adapter } }: SuiteRequest): Promise<DeviceOptions> {
  if (device === "wasm" || device === "cpu") return { prefer: device };
  if (adapter !== undefined) return { prefer: "webgpu", adapter };
  const [first] = (await nodePlatform.adapters()).toSorted(
    (a, b) => Number(a.software) - Number(b.software),
  );
  if (!first) throw new Error("WebGPU finds no adapter here, not even a software one.");
  return first.software ? { prefer: "webgpu", adapter: first.name } : { prefer: "webgpu" };
}

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

/** Conformance first; what is wrong is told, and not timed. What fails does not stop the rest. */
export const runOnDevice: Suite = async (request) => {
  const { quick, only, say } = request;
  const options = await chosen(request);
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
    write(request, software ? `software-${slug(name)}` : slug(name), tables, results);
    const failed =
      failures.length > 0 ||
      (kernelVerdicts ?? []).some(({ wrong }) => wrong.length > 0) ||
      (jobVerdicts ?? []).some(({ different }) => different.length > 0) ||
      (kernels?.wrong ?? []).length > 0;
    return { tables, results, failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

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
