import { join, resolve } from "node:path";
import { EngineError, FileError, OptionError } from "../core/errors.ts";
import { version } from "../core/version.ts";
import type { Digester } from "./digester.ts";
import { recordsOf, type FileRecord, type InputRecord } from "./manifest.ts";
import { adding, type ParsedStage, parseStages, removing } from "./parse-stages.ts";
import type { Plan, PlanStage } from "./plan.ts";
import type { SkippedFile } from "./planned-inputs.ts";
import { REFILTER_FOLDER } from "./refilter-folder.ts";
import type { StageResult } from "./result.ts";
import { readJson } from "./shard.ts";
import type { SourceRecord } from "./source-records.ts";
import { MANIFEST } from "./work-folder.ts";

/** What the manifest of a run says that a stricter decision builds on. */
interface EarlierManifest {
  readonly sluice: string;
  readonly config: {
    readonly inputs: readonly string[];
    readonly format: string | null;
    readonly to: string | null;
    readonly strict: boolean;
    readonly skipBadFiles: boolean;
    readonly stages: readonly PlanStage[];
  };
  readonly stages: readonly (StageResult & { readonly notes: Readonly<Record<string, unknown>> })[];
  readonly inputs: readonly InputRecord[];
  readonly skippedFiles: readonly SkippedFile[];
  readonly outputs: readonly FileRecord[];
}

/** Results of fuzzy dedup, and the plan that a stricter threshold makes of theirs. */
export interface EarlierRun {
  readonly manifest: EarlierManifest;
  readonly plan: Plan;
  readonly stages: readonly ParsedStage[];
}

const AGAIN = "run dedup fuzzy again on the inputs";

/** Reads what a run says of itself; refuses what cannot be decided again with that threshold. */
export async function earlierRun(
  from: string,
  threshold: number,
  out: string,
): Promise<EarlierRun> {
  if (resolve(from) === resolve(out)) {
    throw new OptionError("out", `The results in ${from} cannot be replaced by what they make.`, {
      fix: "name another --out",
    });
  }
  const manifest = await readManifest(from);
  if (manifest.sluice !== version) {
    throw new OptionError("from", `The results in ${from} are of version ${manifest.sluice}.`, {
      where: from,
      rule: `this is version ${version}; a decision is made again by the version that made it`,
      fix: AGAIN,
    });
  }
  const { stages, ...config } = manifest.config;
  const stricter = strictStages(from, stages, threshold);
  const plan: Plan = {
    inputs: config.inputs,
    out,
    stages: stricter,
    strict: config.strict,
    skipBadFiles: config.skipBadFiles,
    ...(config.format !== null && { format: config.format }),
    ...(config.to !== null && { to: config.to }),
  };
  if (!manifest.outputs.some(({ path }) => path.startsWith(`${REFILTER_FOLDER}/`))) {
    throw new OptionError("from", `The results in ${from} are not made for another threshold.`, {
      where: from,
      rule: `only fuzzy dedup without --index, alone or after one exact dedup, writes ${REFILTER_FOLDER}/`,
      fix: AGAIN,
    });
  }
  return { manifest, plan, stages: removing(parseStages(stricter)) };
}

async function readManifest(from: string): Promise<EarlierManifest> {
  const path = join(from, MANIFEST);
  const fix = "name the --out folder of a dedup fuzzy run";
  let found: unknown;
  try {
    found = await readJson(path);
  } catch (cause) {
    throw new FileError(`${path} cannot be read.`, { where: path, fix, cause });
  }
  if (found === undefined) {
    throw new FileError(`There are no results in ${from}.`, {
      where: from,
      rule: `a folder with results has a ${MANIFEST}`,
      fix,
    });
  }
  return found as EarlierManifest;
}

/** The stages as they were, with the new threshold and the bands of the old one. */
function strictStages(from: string, before: readonly PlanStage[], threshold: number): PlanStage[] {
  const parsed = parseStages(before);
  const [map] = adding(parsed);
  if (map) {
    throw new OptionError(
      "from",
      `The results in ${from} have columns added by ${map.stage.name}.`,
      {
        where: from,
        rule: "the rows that stay are read from the inputs, which do not have these columns",
        fix: AGAIN,
      },
    );
  }
  const last = removing(parsed).at(-1);
  if (!last?.stage.describe) {
    const what = last ? `end with ${last.stage.name}` : "have no stage";
    throw new OptionError("from", `The results in ${from} ${what}.`, {
      where: from,
      rule: "another threshold is for results whose last stage is fuzzy-dedup",
    });
  }
  const { stage, options } = last;
  if (options["verify"] !== "jaccard") {
    throw new OptionError("from", `The run decided by --verify ${String(options["verify"])}.`, {
      where: from,
      rule: "only exact similarities (--verify jaccard) can be held to another threshold",
      fix: AGAIN,
    });
  }
  const { bands, rowsPerBand, threshold: least } = stage.describe!(options);
  if (Math.round(threshold * 1000) < Math.round(least * 1000)) {
    throw new OptionError("threshold", `The threshold ${threshold} is below that of the run.`, {
      where: `--threshold ${threshold}`,
      rule: `rows less similar than ${least} were never looked for`,
      fix: AGAIN,
    });
  }
  const changed = { threshold, bands, rows: rowsPerBand, measureRecall: false };
  return [
    ...before.slice(0, -1),
    { name: stage.name, options: { ...before.at(-1)!.options, ...changed } },
  ];
}

/** The inputs must be what they were, and so must what the run left to decide on. */
export async function requireUnchanged(
  from: string,
  { inputs, outputs }: EarlierManifest,
  now: readonly SourceRecord[],
  digester: Digester,
): Promise<void> {
  for (const [i, before] of inputs.entries()) {
    const here = now[i];
    const same =
      here?.path === before.path &&
      here.byteLength === before.byteLength &&
      (here.modified === before.modified ||
        (before.sha256 !== null && (await digester.digest(before.path)).sha256 === before.sha256));
    if (same) continue;
    throw new FileError(`${before.path} is not what it was when ${from} was made.`, {
      where: before.path,
      rule: "the rows that stay are read from the inputs, which must not have changed",
      fix: AGAIN,
    });
  }
  const records = outputs.filter(({ path }) => path.startsWith(`${REFILTER_FOLDER}/`));
  const found = await recordsOf(
    from,
    records.map(({ path }) => path),
    digester,
  );
  for (const [i, { path, sha256 }] of records.entries()) {
    if (found[i]!.sha256 === sha256) continue;
    throw new EngineError("CHECKPOINT", `${join(from, path)} is not what the run wrote.`, {
      where: join(from, path),
      fix: AGAIN,
    });
  }
}
