import fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileError } from "../../src/core/errors.ts";
import { jsonl } from "../../src/formats/jsonl.ts";
import type { Reader, RowRanges } from "../../src/formats/format.ts";
import { fileSource } from "../../src/io/file-source.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { inPieces, openWith } from "../support/format-suite.ts";

const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);

interface Ranges {
  readonly starts: number[];
  readonly lengths: number[];
}

async function rangesOf(reader: Reader, batchRows = 3): Promise<Ranges> {
  const ranges: Ranges = { starts: [], lengths: [] };
  for await (const { batch, ranges: found } of reader.read({ batchRows, ranges: true })) {
    expect([found!.starts.length, found!.lengths.length]).toEqual([batch.numRows, batch.numRows]);
    ranges.starts.push(...found!.starts);
    ranges.lengths.push(...found!.lengths);
  }
  return ranges;
}

/** The ranges, so many rows at a time, and now and then none. */
async function* portions({ starts, lengths }: Ranges, rows: number): AsyncGenerator<RowRanges> {
  for (let row = 0; row < starts.length; row += rows) {
    const of = (values: number[]): number[] => values.slice(row, row + rows);
    yield { starts: Float64Array.from(of(starts)), lengths: Uint32Array.from(of(lengths)) };
    yield { starts: new Float64Array(0), lengths: new Uint32Array(0) };
  }
}

async function copied(reader: Reader, ranges: Ranges, rows = 7): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of reader.copyRanges!(portions(ranges, rows))) parts.push(chunk.slice());
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(parts));
}

const picked = ({ starts, lengths }: Ranges, keep: (i: number) => boolean): Ranges => ({
  starts: starts.filter((_, i) => keep(i)),
  lengths: lengths.filter((_, i) => keep(i)),
});

describe("copies rows by their ranges", () => {
  test("which are the lines without their ends, of good rows only", async () => {
    const bytes = bytesOf('\uFEFF{"t":"ä"}\r\n\n  {"t":"b"} \n[1]\n{"t":1}\r\r\n{"t":"c"}');
    const reader = await openWith(jsonl, memorySource(bytes));
    const ranges = await rangesOf(reader);
    expect(ranges).toEqual({ starts: [3, 16, 33, 43], lengths: [10, 12, 8, 9] });
    expect(await copied(reader, ranges)).toBe('{"t":"ä"}\n  {"t":"b"} \n{"t":1}\r\n{"t":"c"}\n');
    expect(
      await copied(
        reader,
        picked(ranges, () => false),
      ),
    ).toBe("");
  });

  test("whichever rows are kept, and however the bytes arrive", async () => {
    const line = fc.tuple(
      fc.constantFrom("{}", '{"t":"x"}', `{"t":"${"long ".repeat(50)}"}`, "bad", ""),
      fc.constantFrom("\n", "\r\n", "\n\n"),
      fc.boolean(),
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 30 }), sizes, async (lines, pieces) => {
        const content = lines.map(([text, end]) => text + end).join("");
        const reader = await openWith(jsonl, inPieces(bytesOf(content), pieces));
        const good = lines.filter(([text]) => text.startsWith("{"));
        const ranges = await rangesOf(reader);
        expect(ranges.starts).toHaveLength(good.length);
        expect(
          await copied(
            reader,
            picked(ranges, (i) => good[i]![2]),
          ),
        ).toBe(good.flatMap(([text, , keep]) => (keep ? [`${text}\n`] : [])).join(""));
      }),
      { numRuns: 100 },
    );
  });

  test("of a file of many blocks, and fails where the file has changed", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sluice-ranges-"));
    try {
      const path = join(folder, "rows.jsonl");
      const lines = Array.from({ length: 9000 }, (_, i) => `{"t":"${i} ${"x".repeat(i % 700)}"}`);
      lines[4000] = `{"t":"${"y".repeat(3 << 20)}"}`;
      await writeFile(path, lines.join("\n"));
      const source = await fileSource(path);
      const reader = await openWith(jsonl, source);
      const ranges = await rangesOf(reader);
      expect(await copied(reader, ranges)).toBe(`${lines.join("\n")}\n`);
      expect(await copied(reader, ranges, 5000)).toBe(`${lines.join("\n")}\n`);
      const some = picked(ranges, (i) => i % 5 !== 2);
      expect(await copied(reader, some)).toBe(
        lines.flatMap((line, i) => (i % 5 === 2 ? [] : [`${line}\n`])).join(""),
      );
      const shifted = { ...some, starts: some.starts.map((start) => start + 1) };
      await expect(copied(reader, shifted)).rejects.toBeInstanceOf(FileError);
      const behind = { starts: [source.byteLength + 5], lengths: [2] };
      await expect(copied(reader, behind)).rejects.toBeInstanceOf(FileError);
      await source.close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("until it is told to stop", async () => {
    const reader = await openWith(jsonl, memorySource(bytesOf('{"t":1}\n')));
    const ranges = portions({ starts: [0], lengths: [7] }, 1);
    const chunks = reader.copyRanges!(ranges, AbortSignal.abort());
    await expect(chunks[Symbol.asyncIterator]().next()).rejects.toThrow(/abort/);
  });
});
