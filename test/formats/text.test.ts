import { describe, expect, test } from "vitest";
import { text } from "../../src/formats/text.ts";
import { memorySource } from "../../src/io/memory-source.ts";
import { formatSuite, openWith, readAll } from "../support/format-suite.ts";

const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content);
const types = { text: "Utf8", path: "Utf8" };
const path = "memory";

formatSuite(text, {
  cut: "lines",
  goldens: [
    {
      title: "a whole file",
      bytes: bytesOf("\uFEFFone\r\ntwo\n"),
      rows: [{ text: "one\r\ntwo\n", path }],
      types,
    },
    {
      title: "lines",
      bytes: bytesOf("\uFEFFone\r\n\nträe 🐻\nlast"),
      options: { rows: "line" },
      rows: ["one", "", "träe 🐻", "last"].map((line) => ({ text: line, path })),
      types,
    },
    {
      title: "lines that are not text",
      bytes: Uint8Array.of(0x61, 0x0a, 0x62, 0x00, 0x0a, 0xc3, 0xa4, 0xff, 0x0a, 0x63),
      options: { rows: "line" },
      rows: [
        { text: "a", path },
        { text: "c", path },
      ],
      rejected: [
        [1, /is binary, not text: byte 3 is 0/],
        [2, /is not valid UTF-8 at byte 7/],
      ],
      types,
    },
  ],
});

describe("text", () => {
  test("makes an empty file an empty row, and no lines", async () => {
    const empty = memorySource(new Uint8Array(0), "empty.txt");
    expect((await readAll(await openWith(text, empty))).rows).toEqual([
      { text: "", path: "empty.txt" },
    ]);
    expect((await readAll(await openWith(text, empty, { rows: "line" }))).rows).toEqual([]);
  });

  test.each([
    [Uint8Array.of(0x61, 0xe2, 0x82), 1],
    [Uint8Array.of(0xc3, 0xa4, 0xed, 0xa0, 0x80), 2],
    [Uint8Array.of(0xf4, 0x90, 0x80, 0x80), 0],
    [Uint8Array.of(0x61, 0xc0, 0xaf), 1],
  ])("rejects a file that is not UTF-8 and names the byte: %s", async (bytes, at) => {
    const { rows, rejected } = await readAll(await openWith(text, memorySource(bytes)));
    expect(rows).toEqual([]);
    expect(rejected).toEqual([{ rowIndex: 0, reason: `is not valid UTF-8 at byte ${at}` }]);
  });

  test("rejects a binary file", async () => {
    const { rejected } = await readAll(await openWith(text, memorySource(bytesOf("MZ\0\0"))));
    expect(rejected).toEqual([{ rowIndex: 0, reason: "is binary, not text: byte 2 is 0" }]);
  });
});
