import { existsSync } from "node:fs";
import { copyFile, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { EngineError, OptionError } from "../core/errors.ts";
import { version } from "../core/version.ts";
import { fileError } from "../io/file-error.ts";
import type { StageMemory } from "../stages/stage.ts";
import type { AnyParsed, RunningMap } from "./parse-stages.ts";
import { openShard, readJson, writeShard } from "./shard.ts";
import { MANIFEST } from "./work-folder.ts";

/** What an index says of itself. */
interface IndexFile {
  readonly version: string;
  readonly layout: number;
  /** Each stage, and what a map stage was done with: an index serves runs with the same ones. */
  readonly stages: readonly {
    readonly name: string;
    readonly options: object;
    readonly notes?: object;
  }[];
  readonly runs: readonly IndexedRun[];
}

interface IndexedRun {
  /** The output folder, resolved. */
  readonly out: string;
  /** Its sources; a row's source is a position in the list of all runs' sources. */
  readonly sources: readonly string[];
  /** Files with the states and texts of its rows, in row order. */
  readonly shards: readonly string[];
  /** File with what the stages keep of the run. */
  readonly memory: string;
}

const FILE = "index.json";
/** What is in the folder, and how; a folder with another layout is refused. */
const LAYOUT = 2;
const FIX = "make the index again from its inputs";

/**
 * What earlier runs saw, kept in a folder: the shards of their rows and a list of them. It grows by
 * whole runs: new shards are put beside the old ones, then the list is replaced in one step.
 */
export class DedupIndex {
  readonly #folder: string;
  readonly #file: IndexFile;

  private constructor(folder: string, file: IndexFile) {
    this.#folder = folder;
    this.#file = file;
  }

  get sources(): readonly string[] {
    return this.#file.runs.flatMap(({ sources }) => sources);
  }

  get shardPaths(): readonly string[] {
    return this.#file.runs.flatMap(({ shards }) => shards.map((name) => join(this.#folder, name)));
  }

  /** What each of so many stages kept of each run. */
  async memories(stageCount: number): Promise<StageMemory[][]> {
    const stages = Array.from({ length: stageCount }, (): StageMemory[] => []);
    for (const { memory } of this.#file.runs) {
      const file = await openShard(join(this.#folder, memory), { fix: FIX });
      const runs = stages.map((): Record<string, Uint32Array> => ({}));
      for (const section of file.sections) {
        const [stage, name] = section.split(".") as [string, string];
        const { buffer } = await file.read(section, 0, file.byteLength(section));
        runs[Number(stage)]![name] = new Uint32Array(buffer);
      }
      await file.close();
      stages.forEach((all, i) => all.push(runs[i]!));
    }
    return stages;
  }

  /**
   * Opens the index in `folder`, or a new one; refuses one that was made with other stages. Where
   * the last run was cut off before its results were whole, the index is as it was before that run.
   */
  static async open(
    folder: string,
    parsed: readonly AnyParsed[],
    maps: readonly RunningMap[],
    out: string,
  ): Promise<DedupIndex> {
    for (const { stage, options } of parsed) {
      if (stage.kind === "map") continue;
      const refusal = stage.refusesIndex?.(options);
      if (refusal) {
        const { message, ...remedy } = refusal;
        throw new OptionError("--index", message, { where: stage.name, ...remedy });
      }
      if (options["keep"] === "first") continue;
      throw new OptionError("--index", `An index cannot keep ${String(options["keep"])}.`, {
        where: stage.name,
        rule: "rows of earlier runs are written already, so the first row must be the one that stays",
        fix: "--keep first",
      });
    }
    const learning = maps.find(({ run }) => run.fit);
    if (learning) {
      const { name } = learning.stage;
      throw new OptionError("--index", `${name} would learn anew from the rows of each run.`, {
        where: name,
        rule: "rows of an index and new rows are compared as one stage made them",
        fix: "learn once without an index, and apply what was learnt (stats)",
      });
    }
    const notes = maps.map(({ run }) => run.notes);
    const stages = parsed.map(({ stage: { name, kind }, options }) => {
      return { name, options, ...(kind === "map" && { notes: notes.shift()! }) };
    });
    const expected = { version, layout: LAYOUT, stages };
    const found = (await readIndex(folder)) ?? { ...expected, runs: [] };
    const difference = firstDifference(expected, found);
    if (difference === undefined) {
      return new DedupIndex(folder, { ...found, runs: wholeRuns(found.runs, out) });
    }
    throw new OptionError("--index", `The index ${folder} was made with other settings.`, {
      where: difference,
      rule: "an index serves runs of the same version with the same stages and options",
      fix: "use the same settings, or another --index for these",
    });
  }

  /**
   * Adds a run, all or nothing: its shards (moved from where they are), its sources, and what each
   * stage keeps of it. Refuses an index that grew since it was opened.
   */
  async extend(
    paths: readonly string[],
    sources: readonly string[],
    out: string,
    memories: readonly StageMemory[],
  ): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await this.#requireUnchanged(out);
    const first = this.shardPaths.length;
    const shards = paths.map((_, i) => `${String(first + i).padStart(6, "0")}.shard`);
    for (const [i, path] of paths.entries()) {
      await moveFile(path, join(this.#folder, shards[i]!));
    }
    const memory = `${String(this.#file.runs.length).padStart(6, "0")}.memory`;
    const sections = memories.flatMap((one, stage) =>
      Object.entries(one).map(([name, words]) => [`${stage}.${name}`, words] as const),
    );
    const empty = { rowCount: 0, runs: [], rejected: [], next: { source: 0, rowIndex: 0 } };
    await writeShard(join(this.#folder, memory), empty, Object.fromEntries(sections));
    const runs = [...this.#file.runs, { out: resolve(out), sources, shards, memory }];
    const next: IndexFile = { ...this.#file, runs };
    const path = join(this.#folder, FILE);
    await writeFile(`${path}.tmp`, `${JSON.stringify(next, null, 2)}\n`);
    await rename(`${path}.tmp`, path);
  }

  /** Another run may have added itself since this one began: what was decided is out of date. */
  async #requireUnchanged(out: string): Promise<void> {
    const known = this.#file.runs.map((run) => run.out);
    const found = await runsIn(this.#folder, out);
    if (found.join("\0") === known.join("\0")) return;
    throw new EngineError("INDEX", `The index ${this.#folder} changed while this run went on.`, {
      where: `${found.length} runs are in it, ${known.length} were when this run began`,
      rule: "runs with the same index go one after the other",
      fix: "run again with --force",
    });
  }
}

/** The output folders of the runs that are in an index, without what a run cut off in `out` left. */
export async function runsIn(folder: string, out: string): Promise<readonly string[]> {
  const found = await readIndex(folder);
  return wholeRuns(found?.runs ?? [], out).map((run) => run.out);
}

function wholeRuns(runs: readonly IndexedRun[], out: string): readonly IndexedRun[] {
  const cutOff = runs.at(-1)?.out === resolve(out) && !existsSync(join(out, MANIFEST));
  return cutOff ? runs.slice(0, -1) : runs;
}

/** Renames, or copies where the two places are on different file systems. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    await copyFile(from, to);
    await rm(from);
  }
}

async function readIndex(folder: string): Promise<IndexFile | undefined> {
  const path = join(folder, FILE);
  let found: unknown;
  try {
    found = await readJson(path);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw fileError(folder, cause, "read");
    throw new EngineError("INDEX", `${path} cannot be read: it is not whole.`, {
      where: path,
      fix: FIX,
      cause,
    });
  }
  return found as IndexFile | undefined;
}

/** Where two values first differ, in words; undefined where they are equal. */
function firstDifference(here: unknown, there: unknown, path = ""): string | undefined {
  const a = JSON.stringify(here);
  const b = JSON.stringify(there);
  if (typeof here === "object" && here !== null && typeof there === "object" && there !== null) {
    for (const key of Object.keys(here)) {
      const inner = firstDifference(
        (here as Record<string, unknown>)[key],
        (there as Record<string, unknown>)[key],
        path === "" ? key : `${path}.${key}`,
      );
      if (inner !== undefined) return inner;
    }
    const more = Array.isArray(here) && Array.isArray(there) && here.length !== there.length;
    return more ? `${path}: ${here.length} here, ${there.length} in the index` : undefined;
  }
  return a === b ? undefined : `${path}: ${a ?? "absent"} here, ${b ?? "absent"} in the index`;
}
