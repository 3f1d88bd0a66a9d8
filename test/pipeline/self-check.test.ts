import { expect, test } from "vitest";
import { UnsupportedError } from "../../src/core/errors.ts";
import { selfCheck } from "../../src/pipeline/self-check.ts";
import { describeDevices } from "../../src/runtime/describe-devices.ts";
import { nodePlatform } from "../../src/runtime/node-platform.ts";
import type { Platform } from "../../src/runtime/platform.ts";

const broken: Platform = {
  ...nodePlatform,
  gpu: async () => {
    throw new UnsupportedError("WebGPU has no adapter: the driver is a toaster.");
  },
  adapters: async () => {
    throw new Error("the toaster burns");
  },
};

test("the devices of this machine agree on every number", async () => {
  const check = await selfCheck(nodePlatform, ["wasm", "cpu"], { threads: 2 });
  expect(check).toMatchObject({ devices: ["cpu", "wasm"], mismatches: [], failures: [] });
  expect(check.numbers).toBeGreaterThan(10_000);
  expect(check.seconds).toBeGreaterThan(0);
});

test("a device that fails is told of, and the others are compared", async () => {
  const check = await selfCheck(broken, ["webgpu", "wasm"], { threads: 1 });
  expect(check).toMatchObject({
    devices: ["cpu", "wasm"],
    mismatches: [],
    failures: [{ backend: "webgpu", message: "WebGPU has no adapter: the driver is a toaster." }],
  });
});

test("a way to the GPU that fails is a detail of the survey", async () => {
  const { devices, reason } = await describeDevices(broken, {});
  expect(reason).toBe("WebGPU has no adapter: the driver is a toaster.");
  expect(devices.find(({ backend }) => backend === "webgpu")).toMatchObject({
    available: false,
    detail: "the toaster burns",
  });
  expect(devices.find(({ chosen }) => chosen)).toMatchObject({ backend: "wasm", available: true });
});
