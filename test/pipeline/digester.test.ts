import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { Digester } from "../../src/pipeline/digester.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-digest-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bytes = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 2_654_435_761) >>> 24);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const expected = { byteLength: bytes.length, sha256 };

describe("a digester", () => {
  test("digests a file that is there", async () => {
    await using digester = new Digester();
    const path = join(folder, "whole");
    writeFileSync(path, bytes);
    expect(await digester.digest(path)).toEqual(expected);
  });

  test("digests files while they grow, two at a time, under whatever name they have", async () => {
    await using digester = new Digester();
    const files = ["a", "b"].map((name) => {
      const [temporary, path] = [join(folder, `.${name}`), join(folder, name)];
      writeFileSync(temporary, "");
      return { temporary, path, growing: digester.follow(temporary, path) };
    });
    for (let at = 0; at < bytes.length; at += 700_000) {
      for (const { temporary, growing } of files) {
        appendFileSync(temporary, bytes.subarray(at, at + 700_000));
        growing.grown();
      }
    }
    for (const { temporary, path } of files) renameSync(temporary, path);
    for (const { growing } of files) expect(await growing.end()).toEqual(expected);
  });

  test("digests a file that it hears of only when it has its name", async () => {
    await using digester = new Digester();
    const path = join(folder, "late");
    const growing = digester.follow(join(folder, ".late"), path);
    writeFileSync(path, bytes);
    growing.grown();
    expect(await growing.end()).toEqual(expected);
  });

  test("says which file cannot be read", async () => {
    await using digester = new Digester();
    const path = join(folder, "gone");
    const error = { name: "FileError", where: path };
    await expect(digester.digest(path)).rejects.toMatchObject(error);
    await expect(digester.follow(`${path}.part`, path).end()).rejects.toMatchObject(error);
  });
});
