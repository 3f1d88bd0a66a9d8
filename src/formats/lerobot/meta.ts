import { FormatError } from "../../core/errors.ts";
import type { ByteFolder, ByteSource } from "../../io/byte-source.ts";
import { parquet } from "../parquet.ts";

/** What a LeRobot dataset says about itself. */
export interface LeRobotInfo {
  readonly version: string;
  readonly fps: number | undefined;
  readonly robotType: string | undefined;
  readonly episodes: number;
  readonly frames: number;
  readonly features: Readonly<Record<string, unknown>>;
}

/** A file of frames, and how many there must be in it, where that is known. */
export interface DataFile {
  readonly path: string;
  readonly frames: number | undefined;
}

export interface LeRobotMeta {
  readonly info: LeRobotInfo;
  readonly files: readonly DataFile[];
  /** Task texts by their index. */
  readonly tasks: ReadonlyMap<bigint, string>;
  /** Indices of the episodes, where each has files of its own. */
  readonly episodes: readonly number[] | undefined;
  /** Where the video of a camera and an episode is. */
  readonly videoPath: string;
  readonly chunkSize: number;
}

export const INFO = "meta/info.json";
const TASKS = "meta/tasks.jsonl";
const TASKS_V3 = "meta/tasks.parquet";
const EPISODES = "meta/episodes.jsonl";

/** Reads `meta/` and finds the data files that it speaks of. */
export async function readMeta(folder: ByteFolder): Promise<LeRobotMeta> {
  const present = new Set(await folder.list());
  const json = await readJson(folder, INFO);
  const value = json as Readonly<Record<string, unknown>>;
  const version = text(value["codebase_version"]);
  const episodes = count(value["total_episodes"]);
  const frames = count(value["total_frames"]);
  if (version === undefined || episodes === undefined || frames === undefined) {
    throw wrong(
      folder,
      INFO,
      0,
      "it does not say codebase_version, total_episodes and total_frames",
    );
  }
  const info: LeRobotInfo = {
    version,
    episodes,
    frames,
    fps: typeof value["fps"] === "number" ? value["fps"] : undefined,
    robotType: text(value["robot_type"]),
    features: (value["features"] ?? {}) as Readonly<Record<string, unknown>>,
  };
  const major = /^v?(\d+)\./.exec(version)?.[1];
  if (major !== "2" && major !== "3") {
    throw wrong(folder, INFO, 0, `its version ${version} is neither 2 nor 3`);
  }
  const listed = major === "2" ? await listedEpisodes(folder, info, present) : undefined;
  const chunkSize = count(value["chunks_size"]) || 1000;
  const files = listed
    ? episodeFiles(folder, text(value["data_path"]) ?? DATA_PATH, listed, chunkSize, present)
    : chunkFiles(folder, present);
  return {
    info,
    files,
    tasks: await readTasks(folder, present),
    episodes: listed?.map(({ index }) => index),
    videoPath: text(value["video_path"]) ?? VIDEO_PATH,
    chunkSize,
  };
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;
const count = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;

const DATA_PATH = "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet";
const VIDEO_PATH = "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4";

/** An episode, and how many frames it has, where that is known. */
interface Episode {
  readonly index: number;
  readonly frames: number | undefined;
}

/** Version 2 lists its episodes. */
async function listedEpisodes(
  folder: ByteFolder,
  { episodes, frames }: LeRobotInfo,
  present: ReadonlySet<string>,
): Promise<Episode[]> {
  const listed = present.has(EPISODES)
    ? (await readJsonLines(folder, EPISODES)).map((line) => ({
        index: count(line["episode_index"]) ?? Number.NaN,
        frames: count(line["length"]),
      }))
    : Array.from({ length: episodes }, (_, index) => ({ index, frames: undefined }));
  if (listed.length !== episodes) {
    throw wrong(
      folder,
      EPISODES,
      0,
      `it lists ${listed.length} episodes, ${INFO} says ${episodes}`,
    );
  }
  const known = listed.every((episode) => episode.frames !== undefined);
  const sum = listed.reduce((total, episode) => total + (episode.frames ?? 0), 0);
  if (known && sum !== frames) {
    throw wrong(folder, EPISODES, 0, `its episodes have ${sum} frames, ${INFO} says ${frames}`);
  }
  return listed.toSorted((a, b) => a.index - b.index);
}

/** Version 2 has a file for each episode. */
function episodeFiles(
  folder: ByteFolder,
  template: string,
  episodes: readonly Episode[],
  chunkSize: number,
  present: ReadonlySet<string>,
): DataFile[] {
  return episodes.map(({ index, frames }) => {
    const path = filled(template, {
      episode_index: index,
      episode_chunk: Math.floor(index / chunkSize),
    });
    if (!present.has(path)) throw wrong(folder, path, 0, "it is missing");
    return { path, frames };
  });
}

/** Version 3: files that hold many episodes, in the order of their names. */
function chunkFiles(folder: ByteFolder, present: ReadonlySet<string>): DataFile[] {
  const paths = [...present].filter((path) => /^data\/.*\.parquet$/.test(path));
  if (paths.length === 0) throw wrong(folder, "data", 0, "it has no Parquet file");
  return paths.map((path) => ({ path, frames: undefined }));
}

/** Fills in `{name:06d}`. */
export function filled(template: string, values: Readonly<Record<string, number>>): string {
  return template.replaceAll(/\{(\w+)(?::0?(\d+)d)?\}/g, (all, name: string, width?: string) =>
    name in values ? String(values[name]).padStart(Number(width ?? 0), "0") : all,
  );
}

async function readTasks(
  folder: ByteFolder,
  present: ReadonlySet<string>,
): Promise<Map<bigint, string>> {
  const tasks = new Map<bigint, string>();
  if (present.has(TASKS)) {
    for (const line of await readJsonLines(folder, TASKS)) {
      const index = count(line["task_index"]);
      const task = text(line["task"]);
      if (index === undefined || task === undefined) {
        throw wrong(folder, TASKS, 0, "a line of it does not have task_index and task");
      }
      tasks.set(BigInt(index), task);
    }
  } else if (present.has(TASKS_V3)) {
    await using(await folder.open(TASKS_V3), async (source) => {
      const reader = await parquet.open(source, {});
      for await (const { batch } of reader.read()) {
        const index = batch.getChild("task_index");
        // pandas stores the texts, which are its index, under this name unless they have one.
        const names = batch.getChild("task") ?? batch.getChild("__index_level_0__");
        if (!index || !names) throw wrong(folder, TASKS_V3, 0, "it lacks task_index or task");
        for (let i = 0; i < batch.numRows; i++) {
          tasks.set(BigInt(index.get(i) as number | bigint), String(names.get(i)));
        }
      }
    });
  }
  return tasks;
}

async function readJson(folder: ByteFolder, path: string): Promise<unknown> {
  const content = await readText(folder, path);
  try {
    const value = JSON.parse(content) as unknown;
    if (typeof value === "object" && value !== null) return value;
  } catch (cause) {
    throw wrong(folder, path, 0, "it is not valid JSON", cause);
  }
  throw wrong(folder, path, 0, "it is not a JSON object");
}

async function readJsonLines(
  folder: ByteFolder,
  path: string,
): Promise<Readonly<Record<string, unknown>>[]> {
  const lines = (await readText(folder, path)).split("\n").filter((line) => line.trim() !== "");
  return lines.map((line, i) => {
    try {
      return JSON.parse(line) as Record<string, unknown>;
    } catch (cause) {
      const before = lines.slice(0, i).join("\n");
      const at = new TextEncoder().encode(before).length + Math.min(i, 1);
      throw wrong(folder, path, at, `line ${i + 1} is not valid JSON`, cause);
    }
  });
}

const readText = async (folder: ByteFolder, path: string): Promise<string> =>
  await using(await folder.open(path), async (source) =>
    new TextDecoder().decode(await source.read(0, source.byteLength)),
  );

async function using<T>(source: ByteSource, work: (source: ByteSource) => Promise<T>): Promise<T> {
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

/** The error for a dataset that is not as its format says. */
export function wrong(
  folder: ByteFolder,
  path: string,
  at: number,
  message: string,
  cause?: unknown,
): FormatError {
  const file = `${folder.name}/${path}`;
  return new FormatError("lerobot", file, at, `${file} is wrong: ${message}.`, {
    rule: "meta/ and data/ of a LeRobot dataset describe the same episodes",
    fix: "fetch the dataset again, or mend its meta files",
    cause,
  });
}
