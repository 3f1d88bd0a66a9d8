import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HostArray } from "../../../src/core/kernel.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import type { Watched } from "./support.ts";
import { affineGraph, iota } from "./kernels.ts";
import { openWatched, present, shared, firstDifference } from "./support.ts";

describe.runIf(present)("uploads and downloads on WebGPU", () => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await openWatched(2 ** 29);
  });
  afterAll(() => watched[Symbol.asyncDispose]());

  const roundTrip = async (data: HostArray): Promise<HostArray> => {
    await using prepared = await watched.device.prepare(record(affineGraph(data.length)));
    const outputs = await prepared.run(
      { values: data },
      { factor: 1, offset: 0, count: data.length },
    );
    return outputs["result"]!;
  };

  // Up to 4 MiB are written directly, more goes in pieces of 16 MiB.
  test.each([1, 2 ** 20, 2 ** 20 + 1, 2 ** 22 + 1])(
    "%i words arrive and come back",
    async (length) => {
      const data = iota(length, (i) => Math.imul(i, 0x9e3779b1));
      expect(firstDifference(await roundTrip(data), data)).toBe(-1);
      expect(firstDifference(await roundTrip(shared(data)), data)).toBe(-1);
    },
  );

  test("a view into a larger array is uploaded from its own start to its own end", async () => {
    const data = iota(100).subarray(10, 20);
    expect(await roundTrip(data)).toEqual(iota(10, (i) => i + 10));
    expect(await roundTrip(shared(iota(100)).subarray(10, 20))).toEqual(iota(10, (i) => i + 10));
  });

  test("many results come back in one piece or several, each as it was", async () => {
    const graph = new Graph("many results");
    const lengths = [3, 0, 2 ** 22 - 5, 7, 2 ** 22, 1];
    const inputs: Record<string, HostArray> = {};
    lengths.forEach((length, i) => {
      inputs[`data ${i}`] = iota(length, (k) => k * 7 + i);
      graph.output(`data ${i}`, graph.input(`data ${i}`, "u32", length));
    });
    await using prepared = await watched.device.prepare(record(graph));
    const outputs = await prepared.run(inputs);
    expect(Object.keys(outputs)).toEqual(Object.keys(inputs));
    for (const [name, data] of Object.entries(inputs)) {
      expect(firstDifference(outputs[name]!, data), name).toBe(-1);
    }
  });

  test("constants above and below the size of a direct write are there in every run", async () => {
    const graph = new Graph("constants");
    const [small, large] = [iota(5), iota(2 ** 21, (i) => i ^ 0x5555)];
    graph.output("small", graph.constant("small", "u32", small));
    graph.output("large", graph.constant("large", "u32", large));
    await using prepared = await watched.device.prepare(record(graph));
    for (let run = 0; run < 3; run++) {
      const outputs = await prepared.run({});
      expect(outputs["small"]).toEqual(small);
      expect(firstDifference(outputs["large"]!, large)).toBe(-1);
    }
  });

  test("six recordings that transfer at once share the staging buffers", async () => {
    const data = iota(3 * 2 ** 20, (i) => i * 3);
    const results = await Promise.all(Array.from({ length: 6 }, () => roundTrip(data)));
    for (const result of results) expect(firstDifference(result, data)).toBe(-1);
    for (const direction of ["upload", "download"]) {
      const live = new Set(watched.made.filter((label) => label.startsWith(direction)));
      expect([...live].every((label) => Number(label.split(" ")[1]) < 4)).toBe(true);
    }
  });
});
