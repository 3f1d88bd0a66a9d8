import { describe, expect, test } from "vitest";
import { textColumn } from "../../src/core/text-column.ts";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { signature } from "../../src/ops/index.ts";
import { openTestDevices } from "../support/devices.ts";

const SLOTS = 128;

/** The signatures of texts, and how many windows of five characters each has. */
async function sign(
  device: Device,
  texts: readonly string[],
): Promise<{ signatures: Uint32Array[]; counts: number[] }> {
  const { offsets, words, rowCount } = textColumn(texts);
  const graph = new Graph("long texts");
  const text = {
    offsets: graph.input("offsets", "u32", offsets.length),
    words: graph.input("words", "u32", words.length),
  };
  const options = { unit: "char", ngram: 5, seed: 0, slots: SLOTS } as const;
  const { signatures, shingleCounts } = signature(graph, text, rowCount, options);
  graph.output("signatures", signatures);
  graph.output("counts", shingleCounts);
  const outputs = await execute(device, graph, { offsets, words });
  const all = outputs["signatures"] as Uint32Array;
  return {
    signatures: texts.map((_, row) => all.slice(row * SLOTS, (row + 1) * SLOTS)),
    counts: [...outputs["counts"]!],
  };
}

describe.each(openTestDevices())("of texts with more than 65 536 windows, on %s,", (_, open) => {
  test("one window over and over is one, and four in turn are four", async () => {
    await using device = await open();
    const { signatures, counts } = await sign(device, [
      "x".repeat(70_001),
      "xxxxx",
      "abc ".repeat(20_000),
      "abc abc ",
      "é".repeat(66_000),
      "ééééé",
    ]);
    expect(counts).toEqual([69_997, 1, 79_996, 4, 65_996, 1]);
    expect(signatures[0]).toEqual(signatures[1]);
    expect(signatures[2]).toEqual(signatures[3]);
    expect(signatures[4]).toEqual(signatures[5]);
  });

  test("the signature is the least of those of two overlapping parts", async () => {
    await using device = await open();
    const words = Array.from({ length: 16_000 }, (__, i) => ((i * i) % 9973).toString(36));
    const text = words.join(" naïve ");
    const { signatures, counts } = await sign(device, [
      text,
      text.slice(0, 70_004),
      text.slice(70_000),
    ]);
    expect(counts[0]).toBe(text.length - 4);
    expect(counts[1]! + counts[2]!).toBe(counts[0]);
    const least = signatures[1]!.map((value, slot) => Math.min(value, signatures[2]![slot]!));
    expect(signatures[0]).toEqual(least);
  });
});
