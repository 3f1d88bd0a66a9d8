import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { corpus, rowKinds, writeCorpus } from "../../bench/support/corpus.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-corpus-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(["mixed", "short"] as const)("a %s corpus", (shape) => {
  const texts = (seed: number, rows = 3000) => [...corpus({ rows, seed, shape })];
  const rows = texts(1);

  test("is the same for a seed, whatever follows, and another for another", () => {
    expect(texts(1, 500)).toEqual(rows.slice(0, 500));
    expect(texts(2)).not.toEqual(rows);
  });

  test("has every kind of row, most of them unique", () => {
    const counts = rowKinds.map((kind) => rows.filter((row) => row.kind === kind).length);
    expect(Math.min(...counts)).toBeGreaterThan(50);
    expect(counts[rowKinds.indexOf("unique")]! / rows.length).toBeCloseTo(0.606, 1);
  });

  test("copies are equal to an earlier row, edited rows are not", () => {
    const seen = new Set<string>();
    let repeatedEdits = 0;
    for (const { kind, text } of rows) {
      if (kind === "copy") expect(seen).toContain(text);
      if (kind === "edited" && seen.has(text)) repeatedEdits++;
      seen.add(text);
    }
    expect(repeatedEdits).toBeLessThan(20);
  });

  test("has texts of its size, well-formed, some of them not ASCII", () => {
    const bytes = rows.map(({ text }) => Buffer.byteLength(text));
    const mean = bytes.reduce((sum, size) => sum + size, 0) / rows.length;
    expect(mean).toBeGreaterThan(shape === "mixed" ? 800 : 50);
    expect(mean).toBeLessThan(shape === "mixed" ? 1300 : 100);
    expect(rows.every(({ text }) => text.length > 0 && text.isWellFormed())).toBe(true);
    expect(rows.some(({ text }) => /[^\0-\x7f]/.test(text))).toBe(true);
  });
});

test("writes one JSON object a line, and counts what it wrote", () => {
  const path = join(folder, "corpus.jsonl");
  const written = writeCorpus(path, { rows: 200, seed: 1, shape: "short" });
  const content = readFileSync(path);
  const rows = content
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as object);
  const expected = [...corpus({ rows: 200, seed: 1, shape: "short" })];
  expect(rows).toEqual(expected.map(({ text }, id) => ({ id, lang: "en", text })));
  expect(written).toMatchObject({ path, rows: 200, byteLength: content.byteLength });
  expect(Object.values(written.kinds).reduce((sum, n) => sum + n, 0)).toBe(200);
});

test("is the corpus that earlier measurements had", () => {
  const digest = createHash("sha256");
  for (const { text } of corpus({ rows: 1000, seed: 1, shape: "mixed" }))
    digest.update(`${text}\n`);
  expect(digest.digest("hex").slice(0, 16)).toBe("b3dc71eb945e40c8");
});
