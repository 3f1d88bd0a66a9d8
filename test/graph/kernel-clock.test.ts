import { expect, test } from "vitest";
import { openCpu } from "../../src/backends/cpu/index.ts";
import type { Device } from "../../src/graph/device.ts";
import { Graph } from "../../src/graph/graph.ts";
import { KernelClock } from "../../src/graph/kernel-clock.ts";
import { record } from "../../src/graph/recording.ts";
import { silent } from "../../src/telemetry/progress.ts";
import { PhaseLog } from "../../src/pipeline/phase-log.ts";

/** A device on which every run has two kernels of a quarter of a second. */
function timing(): Device {
  const device = openCpu({ budgetBytes: 2 ** 20 });
  return {
    ...device,
    prepare: async (recording) => {
      const prepared = await device.prepare(recording);
      const kernelTimes = ["a", "b"].map((kernel) => ({ kernel, seconds: 0.25 }));
      return {
        kernelTimes,
        run: async (...given) => await prepared.run(...given),
        [Symbol.asyncDispose]: async () => await prepared[Symbol.asyncDispose](),
      };
    },
  };
}

function copying(): Graph {
  const graph = new Graph("copy");
  graph.output("values", graph.input("values", "u32", 2));
  return graph;
}

test("kernels are counted on all devices that are watched, and results are theirs", async () => {
  const clock = new KernelClock();
  const values = Uint32Array.of(3, 4);
  for (const runs of [1, 2]) {
    await using device = clock.watch(timing());
    expect(device).toMatchObject({ backend: "cpu", memory: { budget: 2 ** 20 } });
    await using prepared = await device.prepare(record(copying()));
    for (let run = 0; run < runs; run++) expect(await prepared.run({ values })).toEqual({ values });
    expect(prepared.kernelTimes).toHaveLength(2);
  }
  expect(clock.seconds).toBe(1.5);
});

test("a phase has the kernels that ended while it went on", async () => {
  const log = new PhaseLog(silent);
  await using device = log.kernels.watch(timing());
  await using prepared = await device.prepare(record(copying()));
  await prepared.run({});
  log.start("sign", "rows");
  await prepared.run({});
  await prepared.run({});
  log.end("sign");
  await prepared.run({});
  log.start("write", "rows");
  log.end("write");
  expect(log.times.map(({ kernelSeconds }) => kernelSeconds)).toEqual([1, 0]);
  log.start("sign", "rows");
  await prepared.run({});
  log.end("sign");
  expect(log.times[0]).toMatchObject({ name: "sign", kernelSeconds: 1.5 });
});
