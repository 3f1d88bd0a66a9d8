import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { randomU32 } from "../../bench/support/kernel-bench.ts";
import type { Device } from "../../src/graph/device.ts";
import { keepRows, keepRowsOnDevice } from "../../src/ops/keep-rows.ts";
import { openTestDevices } from "../support/devices.ts";

type Edge = readonly [number, number];

/** Row after row: kept unless a lower neighbour was. */
function expected(edges: readonly Edge[], rowCount: number): Uint8Array {
  const kept = new Uint8Array(rowCount);
  for (let row = 0; row < rowCount; row++) {
    const hit = edges.some(([a, b]) => Math.max(a, b) === row && kept[Math.min(a, b)] === 1);
    kept[row] = hit ? 0 : 1;
  }
  return kept;
}

function edgesOf(edges: readonly Edge[]): { lower: Uint32Array; higher: Uint32Array } {
  return {
    lower: Uint32Array.from(edges, ([a, b]) => Math.min(a, b)),
    higher: Uint32Array.from(edges, ([a, b]) => Math.max(a, b)),
  };
}

describe.each(openTestDevices())("keepRows on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  const random = randomU32(13);
  const chain = Array.from({ length: 999 }, (__, i): Edge => [i, i + 1]);
  const randomEdges = (count: number, rows: number): Edge[] =>
    Array.from({ length: count }, (): Edge => [random() % rows, random() % rows]).filter(
      ([a, b]) => a !== b,
    );
  test.each<[string, Edge[], number]>([
    ["no rows", [], 0],
    ["rows without edges", [], 5],
    ["a pair", [[0, 1]], 3],
    [
      "a removed row, which removes nothing",
      [
        [0, 1],
        [1, 2],
      ],
      3,
    ],
    ["a chain of 30", chain.slice(0, 29), 30],
    ["a chain of 1000, longer than the rounds on the device", chain, 1000],
    ["that chain from its end, every edge twice", [...chain, ...chain].toReversed(), 1000],
    ["a chain of 1000 beside a random graph", [...chain, ...randomEdges(1000, 2000)], 2000],
    [
      "a clique",
      Array.from({ length: 1600 }, (__, i): Edge => [i % 40, Math.floor(i / 40)]).filter(
        ([a, b]) => a < b,
      ),
      40,
    ],
    ["a star around its last row", Array.from({ length: 500 }, (__, i): Edge => [i, 500]), 501],
    ["a sparse random graph", randomEdges(1500, 2000), 2000],
    ["a dense random graph", randomEdges(4000, 200), 200],
  ])("decides %s", async (__, edges, rowCount) => {
    const kept = await keepRowsOnDevice(await opened(), edgesOf(edges), rowCount);
    expect(kept).toEqual(expected(edges, rowCount));
    expect(await keepRows(await opened(), edgesOf(edges), rowCount)).toEqual(kept);
  });

  test("decides any graph", async () => {
    const target = await opened();
    const edge = fc.tuple(fc.nat(59), fc.nat(59)).filter(([a, b]) => a !== b);
    await fc.assert(
      fc.asyncProperty(fc.array(edge, { maxLength: 150 }), async (edges) => {
        const kept = expected(edges, 60);
        expect(await keepRowsOnDevice(target, edgesOf(edges), 60)).toEqual(kept);
        expect(await keepRows(target, edgesOf(edges), 60)).toEqual(kept);
      }),
      { numRuns: 20 },
    );
  });

  test("stops when asked to, and frees what it took", async () => {
    const target = await opened();
    const used = target.memory.used;
    const stop = new AbortController();
    const kept = keepRowsOnDevice(target, edgesOf(chain), 1000, stop.signal);
    stop.abort(new Error("enough"));
    await expect(kept).rejects.toThrow("enough");
    await expect(keepRowsOnDevice(target, edgesOf(chain), 1000, stop.signal)).rejects.toThrow(
      "enough",
    );
    expect(target.memory.used).toBe(used);
  });
});
