import { mkdir, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { RowRanges } from "../formats/format.ts";
import { version } from "../core/version.ts";
import { countOnes } from "../core/mask.ts";
import { assert } from "../core/assert.ts";
import {
  type Audited,
  AUDITS_FOLDER,
  runAudits,
  type Rows,
  type RunningAudit,
} from "./audits/run-audits.ts";
import { clusterSizes } from "./cluster-sizes.ts";
import { datasetName } from "./dataset-name.ts";
import type { DataFile } from "./data-parts.ts";
import type { Decided } from "./decide.ts";
import type { DedupIndex } from "./dedup-index.ts";
import { dedupReport, type FuzzyNotes, fuzzyNotes } from "./dedup-report.ts";
import type { Digester } from "./digester.ts";
import {
  type FileRecord,
  filesBelow,
  type InputRecord,
  manifestOf,
  recordsOf,
} from "./manifest.ts";
import type { AddedColumn } from "./added-columns.ts";
import { type AnyParsed, removing } from "./parse-stages.ts";
import type { PhaseLog } from "./phase-log.ts";
import type { Plan } from "./plan.ts";
import type { PlannedInputs } from "./planned-inputs.ts";
import { REFILTER_FOLDER, type Revision, writeRefilter } from "./refilter-folder.ts";
import { renderDedupReport } from "./report/dedup-report.ts";
import type { ReportCluster } from "./report/data.ts";
import { largestClusters } from "./report-clusters.ts";
import { semanticNotes, type SemanticNotes } from "./semantic-notes.ts";
import type { ExampleCluster, OutputFile, RunOutcome, RunResult } from "./result.ts";
import type { RowStore } from "./row-store.ts";
import { stageResults } from "./stage-results.ts";
import { refuseChanged } from "./source-records.ts";
import type { WorkFolder } from "./work-folder.ts";
import { WRITE_PHASE, writeData } from "./write-data.ts";
import { writeDuplicates, writeRejected } from "./write-tables.ts";

/** Beside `data/`: what map stages learnt from it. */
const FITTED_FOLDER = "fitted";

/** What map stages leave: their columns, files, and what the manifest says of each. */
export interface MapResults {
  readonly added: readonly AddedColumn[];
  readonly files: Readonly<Record<string, string>>;
  readonly notes: readonly Readonly<Record<string, unknown>>[];
}

export interface PublishRequest {
  readonly plan: Plan;
  readonly parsed: readonly AnyParsed[];
  readonly maps: MapResults;
  readonly inputs: PlannedInputs;
  /** The columns that the first pass read. */
  readonly columns: readonly string[];
  readonly store: Pick<
    RowStore,
    "index" | "indexRows" | "rejected" | "states" | "columnRows" | "files" | "close"
  >;
  /** Where rows `[start, end)` are in their source, where the first pass kept that. */
  readonly ranges?: (start: number, end: number) => Promise<RowRanges | undefined>;
  /** What a stricter threshold can be decided on later. */
  readonly revision: Revision | undefined;
  /** The folder of the results that these are made from. */
  readonly refilterOf?: string;
  readonly index: DedupIndex | undefined;
  readonly decided: Decided;
  readonly audits?: PlannedAudits;
  /** Seconds before the first stage decided. */
  readonly readSeconds: number;
  readonly folder: WorkFolder;
  readonly log: PhaseLog;
  readonly signal: AbortSignal | undefined;
  readonly examples: number;
  readonly device: RunResult["device"];
  readonly peakDeviceBytes: number;
  readonly digester: Digester;
  /** Under way since the run began. */
  readonly inputDigests: Promise<readonly InputRecord[]>;
}

/** The audits of a plan: what those of the inputs found, and those that look at `data/`. */
export interface PlannedAudits {
  readonly config: readonly { readonly name: string; readonly options: object }[];
  readonly inputs: Audited;
  readonly ofData: readonly RunningAudit[];
}

const NO_AUDITS: PlannedAudits = {
  config: [],
  inputs: { found: [], seconds: 0 },
  ofData: [],
};

/** Writes every output of a decided run, and moves them to their places when all are whole. */
export async function publish(request: PublishRequest): Promise<RunOutcome> {
  const { plan, parsed, maps, inputs, store, decided, folder, log, signal } = request;
  const stages = removing(parsed);
  const { index: rows, indexRows, rejected } = store;
  const before = request.index?.sources ?? [];
  const { removed, alive } = decided;
  const own = inputs.sources.map(({ name }) => name);
  const sources = [...before, ...own];
  const methods = stages.map(({ stage }) => stage.name.replace(/-dedup$/, ""));

  const data = await writeData({
    sources: inputs.sources,
    index: rows,
    alive,
    indexRows,
    sourceOffset: before.length,
    columns: request.columns,
    added: maps.added,
    store,
    ...(request.ranges && { ranges: request.ranges }),
    format: inputs.output,
    folder: folder.file("data"),
    digester: request.digester,
    progress: log,
    signal,
  });
  const digests = await request.inputDigests;
  await refuseChanged(digests);
  assert(data.rows === countOnes(alive.subarray(indexRows)), "the rows written are the rows kept");
  await writeDuplicates(folder.file("duplicates.parquet"), removed, rows, sources, methods);
  await writeRejected(folder.file("rejected.parquet"), rejected, sources);
  const { revision, refilterOf } = request;
  const clusters = await largestClusters(store, revision?.shown ?? removed, sources, methods);
  if (revision) await writeRefilter(folder.file(REFILTER_FOLDER), revision, rows);

  await writeFitted(folder.file(FITTED_FOLDER), maps.files);

  log.end(WRITE_PHASE);
  const looking = request.audits ?? NO_AUDITS;
  const dataRows = dataOf(plan, inputs.output.name, folder, log, signal);
  const ofData = await runAudits(looking.ofData, dataRows, folder, false);
  const audits = [...looking.inputs.found, ...ofData.found];

  const entries = ["duplicates.parquet", "rejected.parquet"];
  if (audits.length > 0) entries.push(AUDITS_FOLDER);
  if (Object.keys(maps.files).length > 0) entries.push(FITTED_FOLDER);
  if (revision) entries.push(REFILTER_FOLDER);
  const files = await filesBelow(folder.path, entries);
  const others = await recordsOf(folder.path, files, request.digester);
  const outputs = [...(await dataRecords(data.files)), ...others];
  const size = (entry: string): number =>
    outputs
      .filter(({ path }) => path === entry || path.startsWith(`${entry}/`))
      .reduce((sum, { byteLength }) => sum + byteLength, 0);
  const output = (name: string, byteLength: number, rowCount?: number): OutputFile => ({
    path: join(plan.out, name),
    byteLength,
    ...(rowCount !== undefined && { rows: rowCount }),
  });
  const rejectedReasons = reasonCounts(rejected.map(({ reason }) => reason));
  const seconds = log.seconds;
  const results = stageResults(parsed, decided, {
    rows: rows.rowCount - indexRows,
    readSeconds: request.readSeconds - looking.inputs.seconds,
    seconds: seconds - looking.inputs.seconds - ofData.seconds,
    mapNotes: maps.notes,
  });
  const result = (reportBytes: number, manifestBytes: number): RunResult => ({
    rowsIn: rows.rowCount - indexRows + rejected.length,
    rowsOut: data.rows,
    duplicates: removed.rows.length,
    rejected: rejected.length,
    clusters: clusterSizes(removed.kept).kept.length,
    seconds,
    bytesIn: inputs.sources.reduce((sum, { byteLength }) => sum + byteLength, 0),
    device: request.device,
    stages: results.map((stage) => stage.result),
    audits,
    outputs: {
      data: output("data", size("data"), data.rows),
      duplicates: output("duplicates.parquet", size("duplicates.parquet"), removed.rows.length),
      rejected: output("rejected.parquet", size("rejected.parquet"), rejected.length),
      report: output("report.html", reportBytes),
      manifest: output("manifest.json", manifestBytes),
    },
  });

  const date = new Date().toISOString();
  const manifest = manifestOf({
    plan,
    refilterOf,
    stages: parsed.map(({ stage: { name }, options }) => ({ name, options })),
    audits: looking.config,
    stageResults: results,
    result: result(0, 0),
    inputs: digests,
    skipped: inputs.skipped,
    outputs,
    phases: log.times,
    notes: log.notes,
    date,
    peakDeviceBytes: request.peakDeviceBytes,
  });
  const report = renderDedupReport(
    dedupReport({
      dataset: datasetName(plan.inputs),
      column: stages.map(({ compares, vectors }) => comparedOf(compares, vectors)).at(-1) ?? "",
      date,
      version,
      result: result(0, 0),
      decided,
      rejectedReasons,
      clusters,
      phases: log.times,
      manifest: abridged(manifest),
    }),
  );
  await writeFile(folder.file("report.html"), report);
  await writeFile(folder.file("manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  const [reportBytes, manifestBytes] = [
    (await stat(folder.file("report.html"))).size,
    (await stat(folder.file("manifest.json"))).size,
  ];
  await store.close();
  await folder.publish(
    async () => await request.index?.extend(store.files, own, plan.out, decided.memories),
  );
  const degree = semanticNotes(decided) ?? fuzzyNotes(decided);
  return {
    ...result(reportBytes, manifestBytes),
    rejectedReasons,
    ...(degree && { recall: recallOf(degree) }),
    examples: clusters.slice(0, request.examples).map(exampleOf),
  };
}

async function dataRecords(files: readonly DataFile[]): Promise<FileRecord[]> {
  const records: FileRecord[] = [];
  for (const { name, digest } of files) {
    records.push({ path: `data/${name}`, ...(await digest!) });
  }
  return records;
}

/** The rows that were written, called as they will be when they are at their place. */
function dataOf(
  { out }: Plan,
  format: string,
  folder: WorkFolder,
  progress: PhaseLog,
  signal: AbortSignal | undefined,
): Rows {
  return {
    paths: [folder.file("data")],
    format,
    dataset: [join(out, "data")],
    called: (path) => join(out, relative(folder.path, path)),
    progress,
    signal,
  };
}

async function writeFitted(path: string, files: MapResults["files"]): Promise<void> {
  const entries = Object.entries(files);
  if (entries.length > 0) await mkdir(path, { recursive: true });
  for (const [name, text] of entries) await writeFile(join(path, name), text);
}

const LISTED = 20;

/** The manifest with its long lists cut, for the eye. */
function abridged(value: unknown): unknown {
  if (Array.isArray(value)) {
    const shown = value.slice(0, LISTED).map(abridged);
    return value.length > LISTED ? [...shown, `… ${value.length - LISTED} more`] : shown;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, abridged(inner)]));
}

/** What rows were compared by, in words. */
function comparedOf(compares: readonly string[] | "all", vectors: string | undefined): string {
  if (vectors !== undefined) return vectors;
  return compares === "all" ? "all columns" : compares.join(", ");
}

function recallOf(notes: FuzzyNotes | SemanticNotes): NonNullable<RunOutcome["recall"]> {
  const { threshold, measuredRecall: measured } = notes;
  const predicted = "predictedRecall" in notes ? { predicted: notes.predictedRecall } : {};
  return { threshold, ...predicted, ...(measured && { measured }) };
}

function exampleOf({ id, size, from, to, kept, pairs }: ReportCluster): ExampleCluster {
  return { id, size, from, to, kept, removed: pairs };
}

function reasonCounts(reasons: readonly string[]): { reason: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    // Where the row is does not make it another reason.
    const kind = reason.replace(/,? at byte \d+.*$/, "");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .toSorted((a, b) => b.count - a.count);
}
