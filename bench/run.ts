import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { BackendName } from "../src/graph/device.ts";
import { runAccuracy } from "./accuracy/run-accuracy.ts";
import { runOnDevice } from "./device/run-device.ts";
import { answerJob } from "./pipelines/job.ts";
import { runPipelines } from "./pipelines/run-pipelines.ts";
import { runCostPerRow } from "./scale/cost-per-row.ts";
import { runLarge } from "./scale/large-sets.ts";
import { runSemantic } from "./semantic/run-semantic.ts";
import { runProfileJob, type ProfileJob } from "./profile/job.ts";
import { runProfiles } from "./profile/run-profile.ts";
import { kernelTable, runKernels } from "./run-kernels.ts";
import { deviceOptions } from "./support/devices.ts";
import { describeMachine, machine } from "./support/machine.ts";
import type { Suite, SuiteRequest } from "./support/suite.ts";
import { formatTable, markdownTable } from "./support/table.ts";

const USAGE = `npm run bench -- [SUITE] [OPTIONS]

Suites
  kernels      each kernel alone, against a copy and against the reference (the default)
  pipelines    whole jobs, files to files, beside DuckDB, rensa, datasketch and text-dedup
  rows         the cost of a row from 10^4 rows to 10^7, with its plot
  large        2 GB, 20 million rows, buckets of a million rows: peak memory
  semantic     k-means and semantic dedup, beside scikit-learn, faiss, usearch and semhash
  accuracy     planted near-duplicates: recall and precision by similarity
  profile      a profile of one file, beside DuckDB, Polars and pandas; rows made on the way
  device       what runs on a machine with a GPU: conformance, kernels, jobs, transfers

Options
  --device NAME    cpu, wasm, webgpu or cuda; all that are present when absent
  --adapter NAME   part of a WebGPU adapter's name; of a CUDA device also its number or UUID
  --quick          smaller and fewer
  --only NAME      only what has NAME in its name
  --rows N         most rows (rows), 1e7 when absent; rows of semantic dedup (semantic)
  --data DIR       generated inputs are kept there, and used again (rows, large)
  --no-peers       without other systems
  --core FILE      CORE near-duplicates as JSON lines (accuracy), instead of planted ones
  --news FILE      NEWS-COPY as JSON lines (accuracy), instead of planted ones
  --json FILE      results as JSON
  --save           tables and results as SUITE.md and SUITE.json in the folder of --out
  --out DIR        folder for files; bench/results when absent
`;

const kernels: Suite = async ({ choice, quick, only, say }) => {
  const reports = [];
  for (const options of await deviceOptions(choice)) {
    reports.push(await runKernels(options, { quick, only, say }));
  }
  const failed = reports.some(({ wrong }) => wrong.length > 0);
  return { tables: reports.map(kernelTable), results: reports, failed };
};

const suites: Readonly<Record<string, Suite>> = {
  kernels,
  pipelines: runPipelines,
  rows: runCostPerRow,
  large: runLarge,
  semantic: runSemantic,
  accuracy: runAccuracy,
  profile: runProfiles,
  device: runOnDevice,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    device: { type: "string" },
    adapter: { type: "string" },
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    rows: { type: "string" },
    data: { type: "string" },
    peers: { type: "boolean", default: true },
    core: { type: "string" },
    news: { type: "string" },
    json: { type: "string" },
    save: { type: "boolean", default: false },
    out: { type: "string", default: "bench/results" },
    help: { type: "boolean", default: false },
  },
});

const [name = "kernels", ...rest] = positionals;
const suite = suites[name];
if (name === "job") {
  await answerJob(rest[0]!);
} else if (name === "profile-job") {
  const result = await runProfileJob(JSON.parse(rest[0]!) as ProfileJob);
  process.stdout.write(JSON.stringify(result));
} else if (values.help || !suite || rest.length > 0) {
  process.stdout.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const at = machine();
  process.stdout.write(`${describeMachine(at)}\n\n`);
  const request: SuiteRequest = {
    choice: { device: values.device as BackendName | undefined, adapter: values.adapter },
    quick: values.quick,
    only: values.only,
    rows: values.rows === undefined ? undefined : Number(values.rows),
    peers: values.peers,
    data: values.data,
    core: values.core,
    news: values.news,
    out: values.out,
    say: (line) => void process.stderr.write(`${line}\n`),
  };
  const { tables, results, failed = false } = await suite(request);
  if (failed) process.exitCode = 1;
  for (const table of tables) process.stdout.write(`${formatTable(table)}\n`);
  const text = `${JSON.stringify({ machine: at, suite: name, results }, null, 1)}\n`;
  if (values.json !== undefined) writeFileSync(values.json, text);
  if (values.save) {
    mkdirSync(values.out, { recursive: true });
    const file = join(values.out, name);
    writeFileSync(`${file}.json`, text);
    const heading = `# ${name}\n\n${describeMachine(at)}.${values.quick ? " A quick run." : ""}\n`;
    writeFileSync(`${file}.md`, [heading, ...tables.map(markdownTable)].join("\n"));
  }
}
