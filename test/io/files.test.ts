import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fileError } from "../../src/io/file-error.ts";
import { fileFolder } from "../../src/io/file-folder.ts";
import { fileSink } from "../../src/io/file-sink.ts";
import { fileSource } from "../../src/io/file-source.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { streamed } from "../support/streamed.ts";

const bytes = Uint8Array.from({ length: (2 << 20) + 5 }, (_, i) => (i * 7) % 253);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "io-"));
});
afterAll(async () => await rm(folder, { recursive: true }));

describe.each([
  [
    "a file",
    async () => {
      const path = join(folder, "a.bin");
      await writeFile(path, bytes);
      return await fileSource(path);
    },
  ],
  ["memory", async () => memorySource(bytes)],
  ["a blob", async () => memorySource(new Blob([bytes]))],
])("a source of %s", (_, open) => {
  test("gives ranges, its length and its bytes", async () => {
    const source = await open();
    expect(source.byteLength).toBe(bytes.length);
    expect(await source.read(0, 4)).toEqual(bytes.subarray(0, 4));
    expect(await source.read(bytes.length - 3, bytes.length + 9)).toEqual(bytes.subarray(-3));
    expect((await source.read(bytes.length + 1, bytes.length + 2)).length).toBe(0);
    expect(Buffer.compare(await streamed(source), bytes)).toBe(0);
    const blob = await source.blob();
    expect(Buffer.compare(new Uint8Array(await blob.arrayBuffer()), bytes)).toBe(0);
    await source.close();
  });

  test("streams in chunks, and stops when it is told to", async () => {
    const source = await open();
    const controller = new AbortController();
    let chunks = 0;
    const reading = (async () => {
      for await (const chunk of source.stream(controller.signal)) {
        chunks += chunk.length > 0 ? 1 : 0;
        controller.abort();
      }
    })();
    await expect(reading).rejects.toThrow(/abort/);
    expect(chunks).toBe(1);
    await source.close();
  });
});

describe("a file source", () => {
  test.each([
    ["that is not there", () => join(folder, "none"), /does not exist/, /check the path/],
    ["that is a folder", () => folder, /is a folder/, /name a file in it/],
    ["whose folder is a file", () => join(folder, "plain", "x"), /has a file where/, /check/],
    ["that is a device", () => "/dev/null", /is not a regular file/, /write it to a file/],
  ])("refuses a path %s", async (_, path, message, fix) => {
    await writeFile(join(folder, "plain"), "");
    await expect(fileSource(path())).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringMatching(message),
      fix: expect.stringMatching(fix),
      where: path(),
    });
  });

  test("says that the file became shorter", async () => {
    const path = join(folder, "shrinks");
    await writeFile(path, bytes);
    const source = await fileSource(path);
    await truncate(path, 10);
    await expect(source.read(0, 20)).rejects.toThrow(/became shorter/);
    await source.close();
  });
});

describe("a file sink", () => {
  test("gives the file its name only when it is complete", async () => {
    const out = join(folder, "new", "deep");
    const sink = await fileSink(join(out, "x.bin"));
    await sink.write(bytes.subarray(0, 10));
    await sink.write(bytes.subarray(10, 1 << 20));
    await sink.write(bytes.subarray(1 << 20));
    expect(await readdir(out)).toEqual([expect.stringMatching(/^\.x\.bin\..*\.part$/)]);
    expect(sink.byteLength).toBe(bytes.length);
    await sink.close();
    expect(await readdir(out)).toEqual(["x.bin"]);
    expect(Buffer.compare(await readFile(join(out, "x.bin")), bytes)).toBe(0);
  });

  test("leaves what was there until then", async () => {
    const path = join(folder, "old");
    await writeFile(path, "old");
    const sink = await fileSink(path);
    await sink.write(Uint8Array.of(110));
    expect(await readFile(path, "utf8")).toBe("old");
    await sink.close();
    expect(await readFile(path, "utf8")).toBe("n");
  });

  test("leaves nothing when it is given up, also after it was closed by mistake twice", async () => {
    const out = join(folder, "aborted");
    const sink = await fileSink(join(out, "x"));
    await sink.write(Uint8Array.of(1));
    await sink.abort();
    await sink.abort();
    expect(await readdir(out)).toEqual([]);
  });

  test("keeps a complete file when it is given up afterwards", async () => {
    const path = join(folder, "kept");
    const sink = await fileSink(path);
    await sink.close();
    await sink.abort();
    expect(await readFile(path, "utf8")).toBe("");
  });

  test("says why a file cannot be made", async () => {
    await expect(fileSink("/proc/nowhere/x")).rejects.toMatchObject({
      name: "FileError",
      where: "/proc/nowhere/x",
      fix: expect.any(String),
    });
    await writeFile(join(folder, "file"), "");
    await expect(fileSink(join(folder, "file", "x"))).rejects.toMatchObject({ name: "FileError" });
  });

  test("says that its name is a folder's, and leaves nothing", async () => {
    const out = join(folder, "taken");
    await mkdir(join(out, "x", "y"), { recursive: true });
    const sink = await fileSink(join(out, "x"));
    await expect(sink.close()).rejects.toMatchObject({ name: "FileError" });
    expect(await readdir(out)).toEqual(["x"]);
  });

  const disk = join(tmpdir(), `small-disk-${process.pid}`);
  const mounted = mount(disk);
  afterAll(() => {
    if (mounted) execFileSync("umount", [disk]);
  });

  test.skipIf(!mounted)("says that the disk is full, and leaves nothing", async () => {
    const sink = await fileSink(join(disk, "x"));
    await expect(sink.write(bytes)).rejects.toMatchObject({
      name: "FileError",
      message: expect.stringContaining("the disk is full"),
      fix: expect.stringContaining("free some space"),
    });
    await sink.abort();
    expect(await readdir(disk)).toEqual([]);
  });

  test.each([
    ["ENOSPC", /disk is full/, /free some space/],
    ["EACCES", /may not be accessed/, /permissions/],
    ["EROFS", /read-only/, /file system that can be written/],
    ["EMFILE", /too many files/, /ulimit/],
  ])("has a remedy for %s", (code, message, fix) => {
    const error = fileError("x", Object.assign(new Error(code), { code }), "written");
    expect(error.message).toMatch(message);
    expect(error.fix).toMatch(fix);
    expect(error.rule).toContain(code);
  });
});

test("a folder lists its files by their bytes, without hidden ones", async () => {
  const path = join(folder, "tree");
  for (const file of ["b/2", "b/10", "a", "Z", "ä", "\u{10000}", "\uFFFD", ".hidden/x", "b/.y"]) {
    await mkdir(join(path, file, ".."), { recursive: true });
    await writeFile(join(path, file), file);
  }
  const tree = fileFolder(path);
  expect(await tree.list()).toEqual(["Z", "a", "b/10", "b/2", "ä", "\uFFFD", "\u{10000}"]);
  const source = await tree.open("b/10");
  expect(new TextDecoder().decode(await source.read(0, 9))).toBe("b/10");
  await source.close();
});

/** Makes a disk of 64 kB, where the system lets us. */
function mount(path: string): boolean {
  try {
    execFileSync("mkdir", ["-p", path]);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", path], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
