import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ScratchFile } from "../../src/pipeline/scratch.ts";
import { tempFolder } from "../support/temp.ts";

const words = (length: number, first: number): Uint32Array =>
  Uint32Array.from({ length }, (_, i) => first + i);

test.each([0, 1000, 1e6])(
  "words come back from memory of %d bytes and from disk",
  async (bytes) => {
    const folder = await tempFolder();
    const path = join(folder, "0.scratch");
    await using scratch = new ScratchFile(path, bytes);
    for (const round of [0, 1]) {
      const put = new Map<number, Uint32Array>();
      for (const [i, length] of [200, 1, 0, 500, 30].entries()) {
        const given = words(length, 1000 * i + round);
        put.set(await scratch.put(given), given.slice());
        given.fill(7);
      }
      for (const [id, expected] of [...put].toReversed()) {
        const target = new Uint32Array(600);
        scratch.take(id, target);
        expect(target.subarray(0, expected.length)).toEqual(expected);
      }
      scratch.clear();
    }
    // What the second round wrote is where that of the first one was.
    const onDisk = bytes === 0 ? 731 * 4 : bytes === 1000 ? 500 * 4 : undefined;
    expect(await readdir(folder)).toEqual(onDisk === undefined ? [] : ["0.scratch"]);
    if (onDisk !== undefined) expect((await stat(path)).size).toBe(onDisk);
  },
);

test("a scratch leaves no file, and says where it could not write", async () => {
  const folder = await tempFolder();
  {
    await using scratch = new ScratchFile(join(folder, "0.scratch"), 0);
    await scratch.put(words(10, 0));
  }
  expect(await readdir(folder)).toEqual([]);
  await using nowhere = new ScratchFile(join(folder, "gone", "0.scratch"), 0);
  await expect(nowhere.put(words(10, 0))).rejects.toMatchObject({
    name: "FileError",
    fix: expect.any(String) as string,
  });
});
