import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Device } from "../../src/graph/device.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import { kernelBenches } from "../kernels/index.ts";
import { writeCorpus } from "../support/corpus.ts";
import { openForBench } from "../support/devices.ts";
import { describeMachine, machine } from "../support/machine.ts";
import type { Suite, SuiteRequest } from "../support/suite.ts";
import { markdownTable, type Table } from "../support/table.ts";
import { adapterFacts, adapterTable } from "./adapter.ts";
import { checkJobs, checkKernels, conformanceTable } from "./conformance.ts";
import { type GpuPeer, gpuPeersTable, measureGpuPeers } from "./gpu-peers.ts";
import { type LargeOutcome, largeTable, runLargeJobs, runLargeProfile } from "./large-jobs.ts";
import { closeColumn, openColumn, type Wanted, wantedDevices } from "./present.ts";
import { rooflinePlot } from "./roofline.ts";
import { type Column, measureSideBySide, type SideBySide } from "./side-by-side.ts";
import { sideTable } from "./side-table.ts";
import { measureTransfers, transfersTable } from "./transfers.ts";
import { versions } from "./versions.ts";

/** More than the caches of a GPU hold. */
const COPY_BYTES = 2 ** 28;

type Present = Wanted & { readonly options: DeviceOptions };

/** What fails is told, and does not stop the rest. */
class Attempts {
  readonly failures: string[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  readonly at = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    this.#say(what);
    try {
      return await work();
    } catch (error) {
      this.failures.push(`${what}: ${String(error)}`);
      return undefined;
    }
  };
}

/** Conformance first, on each device; then all of them side by side. */
export const runOnDevice: Suite = async (request) => {
  const { quick, only, say, out } = request;
  const wanted = await wantedDevices(request);
  const present = wanted.filter((one): one is Present => one.options !== undefined);
  if (present.length === 0) throw new Error("No device that was asked for is here.");
  const folder = mkdtempSync(join(request.data ?? tmpdir(), "sluice-bench-"));
  const attempts = new Attempts(say);
  try {
    const checks = [];
    // oxlint-disable-next-line no-await-in-loop -- devices at the same time would slow each other
    for (const one of present) checks.push(await checkDevice(one, folder, request, attempts));
    const columns = await attempts.at("open devices", async () => {
      const opened: Column[] = [];
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      for (const one of wanted) opened.push(await openColumn(one));
      return opened;
    });
    const kernels = columns && (await kernelsOf(columns, request, attempts));
    const jobs = only === undefined ? await jobsOf(present, folder, request, attempts) : [];
    const peers = only === undefined ? await peersOf(wanted, folder, request, attempts) : [];
    const first = present[0]!;
    const name = checks[0]!.device;
    const missing = wanted.filter(({ options }) => !options).map((one) => [one.name, one.missing]);
    const tables: Table[] = [
      ...checks.flatMap((check) => check.tables),
      ...(kernels && columns ? [sideTable(columns, kernels)] : []),
      ...(only === undefined ? [largeTable(jobs, missing as [string, string][])] : []),
      ...(peers.length > 0 ? [gpuPeersTable(peers)] : []),
      ...(attempts.failures.length > 0 ? [failuresTable(attempts.failures)] : []),
    ];
    const file = fileName(name, first, only);
    const results = {
      device: name,
      software: first.software,
      quick,
      versions: await versions(),
      devices: checks.map(({ tables: _, ...check }) => check),
      missing: Object.fromEntries(missing) as Record<string, string>,
      peaks: columns?.map((column) => ({ device: column.name, ...column.peaks })),
      kernels,
      jobs,
      peers,
      failures: attempts.failures,
    };
    write(out, file, tables, results, wanted);
    if (kernels && columns) {
      for (const column of columns.filter(({ device }) => device)) {
        writeFileSync(join(out, `${file}-${column.name}.svg`), rooflinePlot(column, kernels));
      }
    }
    const wrong = checks.some((check) => check.wrong) || (kernels?.wrong.length ?? 0) > 0;
    return { tables, results, failed: wrong || attempts.failures.length > 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

interface Check {
  readonly backend: string;
  readonly device: string;
  readonly wrong: boolean;
  readonly tables: readonly Table[];
}

/** What a device is, whether it computes what it must, and how fast data come and go. */
async function checkDevice(
  { name, options, software }: Present,
  folder: string,
  { quick, only, say }: SuiteRequest,
  attempts: Attempts,
): Promise<Check> {
  const facts = name === "webgpu" ? await adapterFacts(options) : undefined;
  const device = await withDevice(options, async (opened) => opened.name);
  const kernels = await attempts.at(`check kernels on ${name}`, () =>
    checkKernels(options, { quick, only, say }),
  );
  // Whole jobs on a software adapter take long and say no more than the kernels.
  const jobs = await attempts.at(`check jobs on ${name}`, async () =>
    only !== undefined || name === "wasm" || (software && quick)
      ? []
      : await checkJobs(options, folder, quick ? 1000 : 5000, say),
  );
  const transfers = await attempts.at(`transfers on ${name}`, () =>
    withDevice(options, (opened) => measureTransfers(opened, quick)),
  );
  const label = `${name}: ${device}`;
  return {
    backend: name,
    device,
    wrong:
      (kernels ?? []).some(({ wrong }) => wrong.length > 0) ||
      (jobs ?? []).some(({ different }) => different.length > 0),
    ...{ adapter: facts, conformance: { kernels, jobs }, transfers },
    tables: [
      ...(facts ? [adapterTable(facts)] : []),
      conformanceTable(label, kernels ?? [], jobs ?? []),
      ...(transfers ? [transfersTable(label, transfers)] : []),
    ],
  };
}

async function kernelsOf(
  columns: readonly Column[],
  { quick, only = "", say }: SuiteRequest,
  attempts: Attempts,
): Promise<SideBySide | undefined> {
  const benches = kernelBenches.filter(({ kernel: { name } }) => name.includes(only));
  const run = { quick, benches, copyBytes: COPY_BYTES, say };
  try {
    return await attempts.at("kernels", () => measureSideBySide(columns, run));
  } finally {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    for (const column of columns) await closeColumn(column);
  }
}

/** A processor that plays a GPU says nothing about whole jobs on one, and takes its time. */
async function jobsOf(
  present: readonly Present[],
  folder: string,
  { quick, say }: SuiteRequest,
  attempts: Attempts,
): Promise<LargeOutcome[]> {
  const devices = present.filter(({ software }) => !software);
  const jobs = await attempts.at("jobs", () =>
    runLargeJobs({ devices, folder, quick, say, attempt: attempts.at }),
  );
  const profile = await attempts.at("profile", () => runLargeProfile(quick));
  return [...(jobs ?? []), ...(profile ? [profile] : [])];
}

async function peersOf(
  wanted: readonly Wanted[],
  folder: string,
  { quick, peers, say }: SuiteRequest,
  attempts: Attempts,
): Promise<readonly GpuPeer[]> {
  if (!peers) return [];
  const texts = join(folder, "peers.jsonl");
  const cuda = wanted.find(({ name }) => name === "cuda");
  if (cuda?.options)
    writeCorpus(texts, { rows: quick ? 10_000 : 500_000, seed: 1, shape: "mixed" });
  const measured = await attempts.at("peers", () => measureGpuPeers(texts, quick, say));
  return measured ?? [];
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

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");

const fileName = (device: string, { software }: Wanted, only: string | undefined): string =>
  [...(software ? ["software"] : []), slug(device), ...(only ? [slug(only)] : [])].join("-");

function write(
  out: string,
  name: string,
  tables: readonly Table[],
  results: { readonly device: string; readonly quick: boolean; readonly versions: object },
  wanted: readonly Wanted[],
): void {
  const at = machine();
  mkdirSync(out, { recursive: true });
  const file = join(out, name);
  writeFileSync(`${file}.json`, `${JSON.stringify({ machine: at, ...results }, null, 1)}\n`);
  const known = Object.entries(results.versions).filter(([, version]) => version !== undefined);
  const plots = wanted
    .filter(({ options }) => options)
    .map((one) => `![Roofline, ${one.name}](${name}-${one.name}.svg)`);
  const heading = [
    `# ${results.device}`,
    "",
    `${describeMachine(at)}.${results.quick ? " A quick run." : ""}`,
    ...known.map(([what, version]) => `${what}: ${String(version)}.`),
    ...(wanted.some(({ software }) => software)
      ? [
          "",
          "**webgpu is a software adapter: the processor plays a GPU. Its times say nothing about any GPU.**",
        ]
      : []),
    "",
    ...plots,
    "",
  ];
  writeFileSync(`${file}.md`, [...heading, ...tables.map(markdownTable)].join("\n"));
}
