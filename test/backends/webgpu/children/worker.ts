// A worker thread that closes its device in the middle of a run, then ends at once.
import { isMainThread, Worker } from "node:worker_threads";
import { openDawn } from "../../../../src/backends/webgpu/dawn.ts";
import { iota, prepareGrind } from "../kernels.ts";

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  worker.once("exit", (code) => process.stdout.write(`the worker ended with ${code}\n`));
} else {
  const device = await openDawn({ adapterName: "SwiftShader" });
  const slow = await prepareGrind(device, 64, 1_000_000);
  void slow.run({ values: iota(64) });
  await new Promise((resolve) => setTimeout(resolve, 20));
  await device[Symbol.asyncDispose]();
  process.exit(0);
}
