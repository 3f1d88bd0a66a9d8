import { describe, expect, test } from "vitest";
import { arrow } from "../../src/formats/arrow.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { golden, plainRows, plainTypes } from "../support/goldens.ts";
import { formatSuite, memorySink, openWith, readAll } from "../support/format-suite.ts";

const views = ["short", null, "", "longer than twelve bytes"];
const rows = plainRows.map((row, i) => ({ ...row, view: views[i] }));
const types = { ...plainTypes, view: "Utf8" };

formatSuite(arrow, {
  cut: "fails",
  goldens: [
    { title: "a file", bytes: golden("arrow/types.arrow"), rows, types },
    { title: "a file with lz4", bytes: golden("arrow/lz4.arrow"), rows, types },
    { title: "a file with zstd", bytes: golden("arrow/zstd.arrow"), rows, types },
    { title: "a stream", bytes: golden("arrow/types.arrows"), rows, types },
  ],
});

describe("arrow", () => {
  test("says whether it is a file or a stream", async () => {
    const file = await openWith(arrow, memorySource(golden("arrow/types.arrow")));
    const stream = await openWith(arrow, memorySource(golden("arrow/types.arrows")));
    expect(file.metadata).toEqual({ container: "file" });
    expect(stream.metadata).toEqual({ container: "stream" });
  });

  test.each(["types.arrow", "types.arrows"])(
    "reads or refuses %s, but never runs on, whatever byte of its metadata is damaged",
    async (name) => {
      const bytes = golden(`arrow/${name}`);
      const errors = new Set<string>();
      for (let at = 0; at < bytes.length; at += 3) {
        const damaged = bytes.slice();
        damaged[at] = 0x7f;
        try {
          const reader = await openWith(arrow, memorySource(damaged, name));
          for await (const { batch } of reader.read()) expect(batch.numRows).toBeGreaterThan(0);
        } catch (error) {
          errors.add((error as Error).name);
        }
      }
      expect([...errors]).toEqual(["FormatError"]);
    },
  );

  test("writes a file with columns and no rows", async () => {
    const { schema } = await openWith(arrow, memorySource(golden("arrow/types.arrow")));
    const sink = memorySink();
    await (await arrow.create!(sink, schema, {})).close();
    const again = await openWith(arrow, memorySource(sink.bytes()));
    expect(String(again.schema)).toBe(String(schema));
    expect((await readAll(again)).rows).toEqual([]);
  });
});
