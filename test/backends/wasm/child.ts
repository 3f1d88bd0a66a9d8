import { openWasm } from "../../../src/backends/wasm/index.ts";
import { nodeThreads } from "../../../src/backends/wasm/node-threads.ts";
import type { ThreadHost } from "../../../src/backends/wasm/threads.ts";
import { Graph } from "../../../src/graph/graph.ts";
import { record } from "../../../src/graph/recording.ts";
import { radixHistogram } from "../../../src/kernels/radix-histogram.ts";

/** Threads that hold the process until they are ended. */
const holding: ThreadHost = {
  maxThreads: nodeThreads.maxThreads,
  start(...args) {
    const thread = nodeThreads.start(...args);
    thread.hold(true);
    return { hold() {}, end: () => thread.end() };
  },
};

const dispose = process.argv[2] === "dispose";
const device = await openWasm({
  budgetBytes: 2 ** 26,
  threads: 2,
  host: dispose ? holding : nodeThreads,
  inlineSeconds: 0,
});
const count = 50_000;
const graph = new Graph("histogram");
const keys = graph.input("keys", "u32", count);
const counts = graph.scratch("counts", "u32", 256 * Math.ceil(count / 2048));
graph.dispatch(radixHistogram, { keys, counts }, { count, shift: 0 });
graph.output("counts", counts);
const prepared = await device.prepare(record(graph));
for (let i = 0; i < 20; i++) {
  const outputs = await prepared.run({ keys: new Uint32Array(count).fill(i) });
  let total = 0;
  for (const number of outputs["counts"] ?? []) total += number;
  process.stdout.write(`${total} `);
}
if (dispose) await device[Symbol.asyncDispose]();
