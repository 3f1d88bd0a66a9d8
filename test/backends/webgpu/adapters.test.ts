import { describe, expect, test } from "vitest";
import { dawnGpu, describeDawnAdapters, openDawn } from "../../../src/backends/webgpu/dawn.ts";
import { describeAdapters, isSoftwareAdapter } from "../../../src/backends/webgpu/index.ts";
import { OptionError, UnsupportedError } from "../../../src/core/errors.ts";
import { present } from "./support.ts";

const info = (vendor: string, device: string, description: string) => ({
  vendor,
  architecture: "",
  device,
  description,
});

test("processors in disguise are told from hardware", () => {
  const software = [
    info("google", "swiftshader-device-subzero-", "SwiftShader driver 5.0.0"),
    info("mesa", "llvmpipe (LLVM 19.1.7, 256 bits)", "Mesa 25.0.7"),
    info("mesa", "", "lavapipe"),
    info("microsoft", "microsoft-basic-render-driver", ""),
  ];
  const hardware = [
    info("nvidia", "nvidia-h200", "NVIDIA: 580.95.05"),
    info("amd", "amd-radeon-rx-7900-xtx", "radv Mesa 25.0.7"),
    info("apple", "apple-m3", "Metal driver"),
    info("intel", "intel-arc-b580", "warped reality edition"),
  ];
  expect(software.map(isSoftwareAdapter)).toEqual(software.map(() => true));
  expect(hardware.map(isSoftwareAdapter)).toEqual(hardware.map(() => false));
});

describe.runIf(present)("with a software adapter only", () => {
  test("all adapters are described", async () => {
    const expected = [expect.objectContaining({ vendor: "google", software: true }) as unknown];
    expect(await describeDawnAdapters()).toEqual(expected);
    expect(await describeAdapters(await dawnGpu())).toEqual(expected);
  });

  test("it is refused unless it is asked for", async () => {
    await expect(openDawn({})).rejects.toThrow(UnsupportedError);
    await expect(openDawn({})).rejects.toThrow("The only adapter here is a software one");
  });

  test.each(["SwiftShader", "swiftshader device (subzero)", "swiftshader-device-subzero-"])(
    "it is found as %s",
    async (adapterName) => {
      await using device = await openDawn({ adapterName });
      expect(device).toMatchObject({ backend: "webgpu", name: "swiftshader-device-subzero-" });
    },
  );

  test("a name that no adapter has is answered with the names there are", async () => {
    const error = await openDawn({ adapterName: "H9000" }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnsupportedError);
    expect(error).toMatchObject({
      message: 'No adapter is named like "H9000".',
      rule: 'the adapters here are: "swiftshader-device-subzero-"',
    });
  });

  test("one set of options has one instance", async () => {
    const options = { adapterName: "SwiftShader" };
    expect(await dawnGpu(options)).toBe(await dawnGpu(options));
  });

  test("a share of the memory outside 0 to 1 is refused", async () => {
    const options = { adapterName: "SwiftShader", memoryFraction: 1.5 };
    await expect(openDawn(options)).rejects.toThrow(OptionError);
  });

  test("the budget is a share of what a device is assumed to have", async () => {
    await using device = await openDawn({ adapterName: "SwiftShader", memoryFraction: 0.25 });
    expect(device.memory.budget).toBe(2 ** 30);
  });
});
