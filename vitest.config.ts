import { defineConfig } from "vitest/config";
import { wgsl } from "./scripts/wgsl-plugin.ts";

const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";

const shared = {
  // Dawn aborts a worker thread that ends with a pending promise; a forked process is safe.
  pool: "forks" as const,
  testTimeout: 60_000,
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
          exclude: ["test/system/**"],
          env: { SLUICE_TEST_DEVICES: "cpu,wasm" },
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: "all",
          include: ["test/**/*.test.ts"],
          env: { VK_DRIVER_FILES: swiftshader, XDG_RUNTIME_DIR: "/tmp" },
        },
      },
    ],
  },
});
