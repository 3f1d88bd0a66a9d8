import { describe, expect, test } from "vitest";
import { textColumn } from "../../src/core/text-column.ts";
import { variable } from "../../src/graph/scalar.ts";
import { rowHash } from "../../src/ops/index.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";

describe.each(openTestDevices())("rowHash on %s", (_, open) => {
  const run = opRunner(open, (graph) => {
    const text = {
      offsets: graph.input("offsets", "u32", 100),
      words: graph.input("words", "u32", 1000),
    };
    const rowCount = variable("rowCount");
    graph.output("hashes", rowHash(graph, text, rowCount, 0), (v) => v["rowCount"]! * 4);
  });

  test("tells rows apart by their bytes alone", async () => {
    const rows = ["a", "b", "", "a", "a\0", "ab", "b", ""];
    const { rowCount, offsets, words } = textColumn(rows);
    const { hashes } = await run({ offsets, words }, { rowCount });
    const keys = rows.map((__, row) => hashes!.subarray(row * 4, row * 4 + 4).join(" "));
    expect(keys.map((key) => keys.indexOf(key))).toEqual([0, 1, 2, 0, 4, 5, 1, 2]);
  });
});
