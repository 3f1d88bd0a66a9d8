import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lerobot } from "../../src/formats/lerobot.ts";
import type { Reader } from "../../src/formats/format.ts";
import { fileFolder } from "../../src/io/file-folder.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { goldenPath } from "../support/goldens.ts";
import { readAll } from "../support/format-suite.ts";

const openFolder = (path: string): Promise<Reader> => lerobot.openFolder!(fileFolder(path), {});

describe.each(["v2.1", "v3.0"])("a LeRobot dataset of version %s", (version) => {
  const golden = goldenPath(`lerobot/${version}`);

  test("has a row for each frame of all episodes, with its task", async () => {
    const reader = await openFolder(golden);
    expect(reader.rowCount).toBe(9);
    const { rows } = await readAll(reader, { columns: ["index", "task", "observation.state"] });
    const frames = [3, 2, 4].flatMap((length, episode) =>
      Array.from({ length }, (_, i) => ({ episode, i })),
    );
    expect(rows).toEqual(
      frames.map(({ episode, i }, index) => ({
        index: BigInt(index),
        task: episode === 1 ? "put it down" : "pick up the nut",
        "observation.state": [episode + i / 4, 1],
      })),
    );
  });

  test("gives its columns, with the task as the last", async () => {
    const { rows, types } = await readAll(await openFolder(golden), { batchRows: 2 });
    expect(rows).toHaveLength(9);
    expect(Object.keys(types[0]!)).toEqual([
      "observation.state",
      "timestamp",
      "frame_index",
      "episode_index",
      "index",
      "task_index",
      "task",
    ]);
  });

  test("says what it is", async () => {
    expect((await openFolder(golden)).metadata).toMatchObject({
      codebaseVersion: version,
      fps: 10,
      robotType: "arm",
      episodes: 3,
      tasks: 2,
      features: { "observation.state": { dtype: "float32" } },
    });
  });

  test("stops when it is told to", async () => {
    const reader = await openFolder(golden);
    await expect(readAll(reader, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });
});

describe("a LeRobot dataset that is wrong", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lerobot-"));
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  const broken = async (
    name: string,
    change: (path: string) => Promise<void>,
  ): Promise<unknown> => {
    const path = join(folder, name);
    await cp(goldenPath("lerobot/v2.1"), path, { recursive: true });
    await change(path);
    return await openFolder(path)
      .then((reader) => readAll(reader))
      .catch((error: unknown) => error);
  };
  const replace = async (path: string, from: string, to: string): Promise<void> => {
    const content = await readFile(path, "utf8");
    expect(content).toContain(from);
    await writeFile(path, content.replace(from, to));
  };

  test("because an episode's file is missing, names the file", async () => {
    const error = await broken("missing", (path) =>
      rm(join(path, "data/chunk-000/episode_000001.parquet")),
    );
    expect(error).toMatchObject({
      name: "FormatError",
      file: expect.stringMatching(/missing\/data\/chunk-000\/episode_000001\.parquet$/),
    });
  });

  test("because an episode has other than its frames, says how many", async () => {
    const error = await broken("length", async (path) => {
      await replace(join(path, "meta/episodes.jsonl"), '"length": 2', '"length": 3');
      await replace(join(path, "meta/info.json"), '"total_frames": 9', '"total_frames": 10');
    });
    expect(error).toMatchObject({
      name: "FormatError",
      message: expect.stringContaining("2 frames, not 3"),
    });
  });

  test("because its counts differ, says which", async () => {
    const frames = await broken("frames", (path) =>
      replace(join(path, "meta/info.json"), '"total_frames": 9', '"total_frames": 8'),
    );
    expect(frames).toMatchObject({
      name: "FormatError",
      message: expect.stringContaining("9 frames"),
    });
    const episodes = await broken("episodes", (path) =>
      replace(join(path, "meta/info.json"), '"total_episodes": 3', '"total_episodes": 4'),
    );
    expect(episodes).toMatchObject({
      name: "FormatError",
      message: expect.stringContaining("3 episodes"),
    });
  });

  test("because info.json is no JSON or says nothing, names it", async () => {
    for (const [name, content] of [
      ["json", "{"],
      ["empty", "{}"],
      ["version", '{"codebase_version":"v9.0","total_episodes":0,"total_frames":0}'],
    ] as const) {
      const error = await broken(name, (path) => writeFile(join(path, "meta/info.json"), content));
      expect(error).toMatchObject({
        name: "FormatError",
        file: expect.stringContaining("info.json"),
      });
    }
  });

  test("because a frame's task has no text, rejects the frames", async () => {
    const read = await broken("task", (path) =>
      writeFile(join(path, "meta/tasks.jsonl"), '{"task_index": 0, "task": "only"}\n'),
    );
    expect(read).toMatchObject({
      rejected: [
        { rowIndex: 3, reason: "has the task 1, which has no text" },
        { rowIndex: 4, reason: "has the task 1, which has no text" },
      ],
    });
    expect((read as { rows: unknown[] }).rows).toHaveLength(7);
  });

  test("because it is a file, says that it is a folder", async () => {
    await expect(lerobot.open(memorySource(new Uint8Array(0), "x"), {})).rejects.toMatchObject({
      name: "UnsupportedError",
      fix: expect.stringContaining("folder"),
    });
  });
});
