import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import { gather } from "../../../src/kernels/gather.ts";
import type { Ref } from "../../../src/graph/graph.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import { variable } from "../../../src/graph/scalar.ts";
import { execute } from "../../../src/graph/execute.ts";
import { affine, affineGraph, iota } from "./kernels.ts";
import { openWatched, present } from "./support.ts";

describe.runIf(present)("a recording on WebGPU", async () => {
  const { device } = present ? await openWatched() : { device: openCpu({ budgetBytes: 0 }) };
  afterAll(() => device[Symbol.asyncDispose]());

  test("is replayed with other inputs, parameters and lengths", async () => {
    await using prepared = await device.prepare(record(affineGraph(100)));
    const first = await prepared.run(
      { values: Uint32Array.of(1, 2, 3) },
      { factor: 10, offset: 5, count: 3 },
    );
    expect(first["result"]).toEqual(Uint32Array.of(15, 25, 35));
    const second = await prepared.run({ values: iota(100) }, { factor: 3, offset: -1, count: 100 });
    expect(second["result"]).toEqual(iota(100, (i) => i * 3 - 1));
  });

  test("keeps the inputs that a run does not give", async () => {
    const graph = new Graph("kept inputs");
    const indices = graph.input("indices", "u32", 4);
    const values = graph.input("values", "u32", 4);
    const result = graph.scratch("result", "u32", 4);
    graph.dispatch(gather, { indices, values, result }, { count: 4 });
    graph.output("result", result);
    await using prepared = await device.prepare(record(graph));
    await prepared.run({ indices: iota(4), values: Uint32Array.of(5, 6, 7, 8) });
    const reversed = await prepared.run({ indices: Uint32Array.of(3, 2, 1, 0) });
    expect(reversed["result"]).toEqual(Uint32Array.of(8, 7, 6, 5));
    const replaced = await prepared.run({ values: Uint32Array.of(1, 1) });
    expect(replaced["result"]).toEqual(Uint32Array.of(8, 7, 1, 1));
  });

  test("starts from zeroed inputs, also in buffers that another recording used", async () => {
    await execute(
      device,
      affineGraph(64),
      { values: iota(64, () => 7) },
      { factor: 1, offset: 0, count: 64 },
    );
    await using prepared = await device.prepare(record(affineGraph(64)));
    const { result } = await prepared.run({}, { factor: 1, offset: 0, count: 64 });
    expect(result).toEqual(new Uint32Array(64));
  });

  test("downloads empty results and skips dispatches that launch nothing", async () => {
    await using prepared = await device.prepare(record(affineGraph(8)));
    const { result } = await prepared.run({ values: iota(8) }, { factor: 1, offset: 0, count: 0 });
    expect(result).toEqual(new Uint32Array(0));
    expect(prepared.kernelTimes).toEqual([]);
  });

  test("tells the time of each dispatch", async () => {
    await using prepared = await device.prepare(record(affineGraph(8)));
    await prepared.run({ values: iota(8) }, { factor: 1, offset: 0, count: 8 });
    expect(prepared.kernelTimes.length).toBe(1);
    const { kernel, seconds } = prepared.kernelTimes[0]!;
    expect(kernel).toBe("affine-64");
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(10);
  });

  test("tells the times of more dispatches than one query set holds", async () => {
    const graph = new Graph("many dispatches");
    let values: Ref<"u32"> = graph.input("values", "u32", 1);
    for (let i = 0; i < 2100; i++) {
      const result = graph.scratch(`step ${i}`, "u32", 1);
      graph.dispatch(affine, { values, result }, { factor: 1, offset: 1, count: 1 });
      values = result;
    }
    graph.output("result", values);
    await using prepared = await device.prepare(record(graph));
    const { result } = await prepared.run({ values: Uint32Array.of(5) });
    expect(result).toEqual(Uint32Array.of(2105));
    expect(prepared.kernelTimes.length).toBe(2100);
    expect(prepared.kernelTimes.every(({ seconds }) => seconds > 0 && seconds < 10)).toBe(true);
  });

  test("runs in between the runs of another one without a trace", async () => {
    const [a, b] = [record(affineGraph(50)), record(affineGraph(70))];
    await using preparedA = await device.prepare(a);
    await using preparedB = await device.prepare(b);
    for (let round = 0; round < 20; round++) {
      const [fromA, fromB] = await Promise.all([
        preparedA.run({ values: iota(50) }, { factor: round, offset: 1, count: 50 }),
        preparedB.run({ values: iota(70) }, { factor: round, offset: 2, count: 70 }),
      ]);
      expect(fromA["result"]).toEqual(iota(50, (i) => i * round + 1));
      expect(fromB["result"]).toEqual(iota(70, (i) => i * round + 2));
    }
  });

  test("refuses a second run while the first goes on", async () => {
    await using prepared = await device.prepare(record(affineGraph(8)));
    const variables = { factor: 1, offset: 0, count: 8 };
    const first = prepared.run({ values: iota(8) }, variables);
    await expect(prepared.run({ values: iota(8) }, variables)).rejects.toThrow(
      "recording affine is run before its last run ended",
    );
    expect((await first)["result"]).toEqual(iota(8));
  });

  /** Any chain of dispatches, copies and zeroed buffers over buffers that take turns in slots. */
  const step = fc.record({
    kind: fc.constantFrom("dispatch", "copy", "zeros"),
    from: fc.nat(),
    length: fc.integer({ min: 1, max: 200 }),
    offset: fc.nat(1000),
  });

  test("equals the reference, however its buffers share slots", async () => {
    await using reference = openCpu({ budgetBytes: 2 ** 28 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const graph = new Graph("any chain");
        const refs = [graph.input("values", "u32", 200), graph.constant("c", "u32", iota(90))];
        steps.forEach(({ kind, from, length, offset }, i) => {
          const source = refs[from % refs.length]!;
          const count = Math.min(length, source.length);
          const target = graph.zeros(`step ${i}`, "u32", Math.max(length, source.length));
          const params = { factor: variable("factor"), offset, count };
          if (kind === "dispatch")
            graph.dispatch(affine, { values: source, result: target }, params);
          if (kind === "copy") graph.copy(source, target);
          refs.push(target);
        });
        refs.slice(-4).forEach((ref, i) => graph.output(`result ${i}`, ref));
        const recording = record(graph);
        await using prepared = await device.prepare(recording);
        await using expected = await reference.prepare(recording);
        for (const factor of [3, 5]) {
          const inputs = { values: iota(200, (i) => i * factor) };
          const outputs = await prepared.run(inputs, { factor });
          expect(outputs).toEqual(await expected.run(inputs, { factor }));
        }
      }),
      { numRuns: 40 },
    );
  });
});
