import { describe, expect, test } from "vitest";
import { openCpu } from "../../src/backends/cpu/index.ts";
import { textColumn } from "../../src/core/text-column.ts";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { signature } from "../../src/ops/index.ts";
import { openTestDevices } from "../support/devices.ts";

/** Long rows of letters with a stray continuation byte near where a tile may end. */
const rows = [4096, 8192, 16384].flatMap((edge) =>
  [-1, 0, 1, 16, 17, 32, 33].map((offset) => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, i) => 97 + ((i * i) % 23));
    bytes[edge + offset] = 0x80;
    return bytes;
  }),
);
const texts = textColumn(rows);

async function sign(device: Device, ngram: number): Promise<unknown> {
  const graph = new Graph("signature tiles");
  const { offsets, words, rowCount } = texts;
  const text = {
    offsets: graph.input("offsets", "u32", offsets.length),
    words: graph.input("words", "u32", words.length),
  };
  const options = { unit: "char", ngram, seed: 0, slots: 128 } as const;
  const { signatures, shingleCounts } = signature(graph, text, rowCount, options);
  graph.output("signatures", signatures);
  graph.output("counts", shingleCounts);
  return await execute(device, graph, { offsets, words });
}

describe.each(openTestDevices())("signatures on %s", (name, open) => {
  const ngrams = name === "webgpu" ? [17] : [1, 5, 16, 17, 24, 33];
  test.each(ngrams)("see a stray byte just behind a tile of %i-grams", async (ngram) => {
    await using device = await open();
    expect(await sign(device, ngram)).toEqual(await sign(openCpu({ budgetBytes: 2 ** 30 }), ngram));
  });
});
