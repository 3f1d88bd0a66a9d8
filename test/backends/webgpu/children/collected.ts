// Uses a device while everything else of Dawn that nobody holds is collected.
import { openDawn } from "../../../../src/backends/webgpu/dawn.ts";
import { record } from "../../../../src/graph/recording.ts";
import { affineGraph, iota } from "../kernels.ts";

const { gc } = globalThis;
if (!gc) throw new Error("run with --expose-gc");
await using device = await openDawn({ adapterName: "SwiftShader" });
await using prepared = await device.prepare(record(affineGraph(100)));
for (let run = 0; run < 50; run++) {
  gc();
  await new Promise((resolve) => setTimeout(resolve, 1));
  await prepared.run({ values: iota(100) }, { factor: 1, offset: run, count: 100 });
}
process.stdout.write("survived\n");
