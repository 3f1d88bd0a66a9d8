import { join } from "node:path";
import { defineConfig } from "tsdown";
import { wgsl } from "../../scripts/wgsl-plugin.ts";

/** The benches as one file. What carries a binary of its own stays a package beside it. */
export default defineConfig({
  cwd: join(import.meta.dirname, "..", ".."),
  entry: { bench: "bench/run.ts" },
  outDir: "build/bench-device",
  platform: "node",
  target: "node24",
  outputOptions: { codeSplitting: false },
  dts: false,
  hash: false,
  deps: { alwaysBundle: /./, neverBundle: ["webgpu", "parquet-wasm", "koffi"], onlyBundle: false },
  plugins: [wgsl()],
});
