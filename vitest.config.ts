import { defineConfig } from "vitest/config";
import { wgsl } from "./scripts/wgsl-plugin.ts";

const chromium = "/usr/lib/chromium";
const software = {
  VK_DRIVER_FILES: `${chromium}/vk_swiftshader_icd.json`,
  // Chromium brings its own Vulkan loader; not every machine has one.
  LD_LIBRARY_PATH: chromium,
  XDG_RUNTIME_DIR: "/tmp",
};

const shared = {
  // Dawn aborts a worker thread that ends with a pending promise; a forked process is safe.
  pool: "forks" as const,
  testTimeout: 180_000,
};

export default defineConfig({
  plugins: [wgsl()],
  // wgsl_reflect's "main" is CommonJS inside an ESM package; Node cannot load it.
  resolve: { alias: { wgsl_reflect: "wgsl_reflect/wgsl_reflect.module.js" } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: "null",
          include: ["test/**/*.test.ts"],
          exclude: ["test/system/**", "test/backends/webgpu/**"],
          env: { SLUICE_TEST_DEVICES: "cpu,wasm" },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "all",
          include: ["test/**/*.test.ts"],
          env: software,
        },
      },
    ],
  },
});
