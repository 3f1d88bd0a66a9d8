import {
  DeviceLostError,
  EngineError,
  FormatError,
  GateError,
  OptionError,
} from "../core/errors.ts";
import { join } from "node:path";
import { version } from "../core/version.ts";
import type { Device } from "../graph/device.ts";
import { explained } from "../io/file-error.ts";
import { nodePlatform } from "../runtime/node-platform.ts";
import { type OpenedDevice, openDevice } from "../runtime/open-device.ts";
import type { DeviceOptions } from "../runtime/options.ts";
import { type Progress, silent } from "../telemetry/progress.ts";
import { type Decided, decide } from "./decide.ts";
import {
  type Audited,
  AUDITS_FOLDER,
  openAudits,
  phaseOf,
  runAudits,
  type RunningAudit,
} from "./audits/run-audits.ts";
import { type ParsedAudit, type ParsedSteps, parseSteps } from "./audits/steps.ts";
import { addedColumns } from "./added-columns.ts";
import { DedupIndex, runsIn } from "./dedup-index.ts";
import { Digester } from "./digester.ts";
import { fitMaps, fitPhase } from "./fit.ts";
import { inputDigests } from "./manifest.ts";
import { methodOf } from "./dedup-report.ts";
import { nodeModelLibraries } from "./model-libraries.ts";
import { observe, readPhase } from "./observe.ts";
import {
  adding,
  type AnyParsed,
  openMaps,
  openStages,
  readColumns,
  removing,
  type RunningMap,
} from "./parse-stages.ts";
import { PhaseLog } from "./phase-log.ts";
import type { Plan, RunOptions } from "./plan.ts";
import { type PlannedInputs, plannedInputs } from "./planned-inputs.ts";
import { type MapResults, publish } from "./publish.ts";
import { noFollowers, type Revision } from "./refilter-folder.ts";
import type { RunOutcome, RunStart } from "./result.ts";
import { storedRanges } from "./row-ranges.ts";
import { RowStore } from "./row-store.ts";
import { sourceRecords } from "./source-records.ts";
import { WorkFolder } from "./work-folder.ts";
import { WRITE_PHASE } from "./write-data.ts";

/** How a run goes, who hears of it and how it is stopped. */
export interface RunRequest extends RunOptions {
  /** Told what goes on. */
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Called once, before the first phase. */
  readonly onStart?: (start: RunStart) => void;
  /** Example clusters wanted in the outcome. */
  readonly examples?: number;
}

const BATCH_ROWS = 16384;
/** Bytes of inputs from which the threads of a device are started while the first are read. */
const WORTH_WARMING = 4 * 2 ** 20;

/** Runs a plan from files to files. Nothing is left half-written when it throws. */
export async function runPlan(plan: Plan, request: Partial<RunRequest> = {}): Promise<RunOutcome> {
  const log = new PhaseLog(request.progress ?? silent);
  const steps = parseSteps(plan.stages);
  requireIndex(plan);
  const bad: FormatError[] = [];
  let again = request;
  for (;;) {
    try {
      return await attempt(plan, again, log, steps, bad);
    } catch (error) {
      if (error instanceof DeviceLostError && again === request) {
        again = { ...request, resume: true };
        log.note(`The device was lost and is opened again, once: ${error.message}`);
        continue;
      }
      const skip = plan.skipBadFiles && error instanceof FormatError;
      if (!skip || bad.some(({ file }) => file === error.file)) {
        throw explained(error, plan.out);
      }
      bad.push(error);
      log.note(`${error.file} is skipped: ${error.message}`);
    }
  }
}

async function attempt(
  plan: Plan,
  request: Partial<RunRequest>,
  log: PhaseLog,
  { audits: auditing, stages: parsed }: ParsedSteps,
  bad: readonly FormatError[],
): Promise<RunOutcome> {
  const { signal } = request;
  // Its thread starts while the inputs are looked at.
  await using digester = new Digester();
  const inputs = await plannedInputs(plan, readColumns(parsed), bad);
  const records = await sourceRecords(inputs.sources);
  const { index: indexFolder, against } = plan;
  const output = inputs.output.name;
  const named = parsed.map(({ stage: { name }, options }) => ({ name, options }));
  const audits = await openAudits(auditing);
  const auditKeys = audits.map(({ label, of, options, run }) => [label, of, options, run.identity]);
  const identity = {
    version,
    stages: named,
    output,
    indexFolder,
    indexed: indexFolder === undefined ? [] : await runsIn(indexFolder, plan.out),
    against,
    records,
    audits: auditKeys,
  };
  const folder = await WorkFolder.open(plan.out, identity, request);
  const store = new RowStore(folder.path, request.shardBytes);
  try {
    const digests = inputDigests(inputs.sources, digester);
    // Awaited when the manifest is written; a run that fails before does not need them.
    digests.catch(() => {});
    const { device, reason } = await openFor(parsed, request.device);
    await using opened = log.kernels.watch(device);
    if (byteLengthOf(inputs) >= WORTH_WARMING && parsed.length > 0) device.warmUp?.();
    const running = await openStages(opened, removing(parsed));
    // Models run beside the kernels, on the device itself.
    const maps = await openMaps(opened, adding(parsed), nodeModelLibraries(device));
    if (maps.length > 0) await folder.keepTo(maps.map(({ run }) => run.notes));
    const index =
      plan.index === undefined
        ? undefined
        : await DedupIndex.open(plan.index, parsed, maps, plan.out);
    if (index) await store.adoptIndex(index.shardPaths);
    const from = await store.resume();
    request.onStart?.(startOf(inputs, opened, parsed, maps, auditing));
    const audited = await auditInputs(plan, audits, inputs, folder, log, signal);
    const columns = await columnsToRead(parsed, inputs);
    const wanted = maps.map(({ run }) => run.batchRows ?? BATCH_ROWS);
    const batchRows = request.batchRows ?? Math.min(BATCH_ROWS, ...wanted);
    await fitMaps({ sources: inputs.sources, columns, maps, batchRows, progress: log, signal });
    await observe({
      sources: inputs.sources,
      columns,
      output: inputs.output,
      maps,
      stages: running,
      store,
      from,
      sourceOffset: index?.sources.length ?? 0,
      batchRows,
      progress: log,
      signal,
    });
    if (index) await store.flush();
    else store.seal();
    if (!index && store.diskBytes > 0) {
      const megabytes = Math.ceil(store.diskBytes / 1e6);
      log.note(`${megabytes} MB of texts and keys are in ${folder.path} until the run ends.`);
    }
    if (plan.strict) refuseRejects(store, inputs, index?.sources.length ?? 0);
    const memories = await index?.memories(running.length);
    const scope = {
      indexRows: store.indexRows,
      against: plan.against ?? "all",
      ...(memories && { memories }),
    };
    const readSeconds = log.seconds;
    const decided = await decide(store, running, scope, log, signal);
    for (const { run } of [...running, ...maps]) await run[Symbol.asyncDispose]();
    const { splits, budget } = opened.memory;
    if (splits > 0) {
      log.note(`${splits} batches did not fit the ${budget} bytes of the device and were split.`);
    }
    return await publish({
      plan,
      parsed,
      maps: mapResults(maps, store),
      inputs,
      columns,
      ranges: (start, end) => storedRanges(store, start, end),
      store,
      revision: index ? undefined : revisionOf(store, decided),
      index,
      decided,
      audits: {
        config: auditing.map(({ audit: { name }, of, options }) => ({ name, of, options })),
        inputs: audited,
        ofData: audits.filter(({ of }) => of === "data"),
      },
      readSeconds,
      folder,
      log,
      signal,
      examples: request.examples ?? 0,
      device: { backend: opened.backend, name: opened.name, reason },
      peakDeviceBytes: opened.memory.peak,
      digester,
      inputDigests: digests,
    });
  } catch (error) {
    try {
      // It must not hold files open that are removed.
      await digester[Symbol.asyncDispose]();
      if (signal?.aborted || error instanceof DeviceLostError) await store.keep();
      const worth = store.onDisk || folder.resumed || (signal?.aborted && audits.length > 0);
      if (!worth) await folder.discard();
    } catch (failure) {
      log.note(`The work in ${folder.path} could not be tidied up: ${String(failure)}`);
    }
    throw error;
  } finally {
    await store.close();
  }
}

/** Lets the audits of the inputs look at them; a gate that stays closed ends the run. */
async function auditInputs(
  plan: Plan,
  audits: readonly RunningAudit[],
  { sources }: PlannedInputs,
  folder: WorkFolder,
  progress: PhaseLog,
  signal: AbortSignal | undefined,
): Promise<Audited> {
  const rows = {
    paths: sources.map(({ name }) => name),
    format: plan.format,
    dataset: plan.inputs,
    called: (path: string) => path,
    progress,
    signal,
  };
  const own = audits.filter(({ of }) => of === "inputs");
  const audited = await runAudits(own, rows, folder, true);
  const closed = audited.found.find(({ passed }) => passed === false);
  if (!closed) return audited;
  await folder.publishOnly(AUDITS_FOLDER);
  throw new GateError(`The inputs did not pass ${closed.name}: ${closed.finding}.`, {
    where: closed.folder,
    rule: "stages run on inputs that pass the gates before them; no row was written",
    fix: `open ${join(closed.folder, "report.html")}`,
  });
}

/** Where nothing is computed, no GPU is woken for it. */
async function openFor(
  stages: readonly AnyParsed[],
  options: DeviceOptions = {},
): Promise<OpenedDevice> {
  const { prefer = "auto", adapter } = options;
  if (stages.length > 0 || prefer !== "auto" || adapter !== undefined) {
    return await openDevice(nodePlatform, options);
  }
  const { device } = await openDevice(nodePlatform, { ...options, prefer: "cpu" });
  return { device, reason: "there is nothing to compute" };
}

function mapResults(maps: readonly RunningMap[], store: RowStore): MapResults {
  return {
    added: addedColumns(maps, store),
    files: fittedFiles(maps),
    notes: maps.map(({ run }, i) => ({ ...run.notes, ...store.counts[i] })),
  };
}

/** The files of all stages; of a name that comes again, the later ones have a number. */
function fittedFiles(maps: readonly RunningMap[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const [name, text] of maps.flatMap(({ run }) => Object.entries(run.files?.() ?? {}))) {
    let free = name;
    for (let n = 2; free in files; n++) free = name.replace(/(?=\.[^.]*$)|$/, `-${n}`);
    files[free] = text;
  }
  return files;
}

function requireIndex({ index, against = "all" }: Plan): void {
  if (index !== undefined || against === "all") return;
  throw new OptionError("against", "There is no index to compare with, or to leave out.", {
    where: `against: ${against}`,
    rule: "index and self say what is done with the rows of an index",
    fix: "name the folder of the index with --index",
  });
}

function revisionOf(store: RowStore, decided: Decided): Revision | undefined {
  const { revisable, removed: shown } = decided;
  if (!revisable) return undefined;
  return { store, decided: { ...decided, revisable }, followers: noFollowers, shown };
}

/** The columns of the first pass: what the stages name, or all that there are. */
export async function columnsToRead(
  parsed: readonly AnyParsed[],
  { sources }: PlannedInputs,
): Promise<readonly string[]> {
  const named = readColumns(parsed);
  if (named || !sources[0]) return named ?? [];
  const reader = await sources[0].open();
  await reader.close();
  return reader.schema.fields.map(({ name }) => name);
}

export function startOf(
  { sources }: PlannedInputs,
  { backend, name, memory }: Device,
  parsed: readonly AnyParsed[],
  maps: readonly RunningMap[] = [],
  audits: readonly ParsedAudit[] = [],
): RunStart {
  const auditPhases = (of: ParsedAudit["of"]): string[] =>
    audits.filter((each) => each.of === of).map(phaseOf);
  const stages = removing(parsed);
  const fuzzy = stages.find(({ stage }) => stage.describe);
  return {
    fileCount: sources.length,
    byteLength: byteLengthOf({ sources }),
    device: { backend, name, budgetBytes: memory.budget },
    method: fuzzy ? methodOf(fuzzy.stage.describe!(fuzzy.options)) : [],
    phases: [
      ...new Set([
        ...auditPhases("inputs"),
        ...maps.filter(({ run }) => run.fit).map(fitPhase),
        readPhase(maps.length, stages.length),
        ...stages.flatMap(({ stage }) => stage.phases),
        WRITE_PHASE,
        ...auditPhases("data"),
      ]),
    ],
  };
}

function byteLengthOf({ sources }: Pick<PlannedInputs, "sources">): number {
  return sources.reduce((sum, source) => sum + source.byteLength, 0);
}

function refuseRejects(store: RowStore, { sources }: PlannedInputs, sourceOffset: number): void {
  const [first] = store.rejected;
  if (!first) return;
  const { name, format } = sources[first.source - sourceOffset]!;
  throw new EngineError("REJECTED", `Row ${first.rowIndex} of ${name} ${first.reason}.`, {
    where: `${name}, read as ${format.name}`,
    rule: `--strict allows no bad rows; there are ${store.rejected.length}`,
    fix: "mend the row, or leave --strict out: bad rows then go to rejected.parquet",
  });
}
