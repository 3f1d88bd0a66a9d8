import { makeData, RecordBatch, Schema, Field, Struct, Utf8, vectorFromArray } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { textColumn } from "../../src/core/text-column.ts";
import { TextBatch } from "../../src/pipeline/text-batch.ts";

const schema = new Schema([new Field("text", new Utf8(), true)]);

function batchOf(texts: readonly (string | null)[]): RecordBatch {
  const column = vectorFromArray(texts, new Utf8()).data[0]!;
  const type = new Struct(schema.fields);
  return new RecordBatch(schema, makeData({ type, length: texts.length, children: [column] }));
}

const first = ["one", "two", "", "three and some more"];
const second = ["four", "fünf"];

describe("a batch of texts", () => {
  const batches = {
    "of one batch": [batchOf(first)],
    "of two batches": [batchOf(first), batchOf(second)],
    "of a slice": [batchOf([...second, ...first]).slice(2)],
    "of empty texts": [batchOf(["", ""])],
  };
  const expected = {
    "of one batch": first,
    "of two batches": [...first, ...second],
    "of a slice": first,
    "of empty texts": ["", ""],
  };
  test.each(Object.entries(batches))("%s", (name, parts) => {
    const batch = new TextBatch(schema, ["text"]);
    const texts = expected[name as keyof typeof expected];
    for (let turn = 0; turn < 2; turn++) {
      for (const part of parts) batch.append(part);
      const column = textColumn(texts);
      expect(batch.rowCount).toBe(texts.length);
      expect(batch.byteLength).toBe(column.offsets.at(-1));
      expect(batch.take()).toEqual(column);
      expect(batch.rowCount).toBe(0);
    }
  });

  test("with a null tells it from an empty text", () => {
    const batch = new TextBatch(schema, ["text"]);
    batch.append(batchOf(["one"]));
    batch.append(batchOf([null, ""]));
    expect(batch.take()).toEqual(textColumn(["one", Uint8Array.of(0x80), ""]));
  });
});
