import { expect, test } from "vitest";
import type { DeviceSurvey } from "../../src/cli/api.ts";
import { stringWidth } from "../../src/cli/width.ts";
import { cli } from "../support/cli-shell.ts";

type Device = DeviceSurvey["devices"][number];

const device = (
  backend: Device["backend"],
  name: string,
  detail: string,
  more: Partial<Device> = {},
): Device => ({
  backend,
  name,
  detail,
  available: true,
  software: false,
  chosen: false,
  ...more,
});

const noCuda = device("cuda", "", "no NVIDIA driver (libcuda.so.1 not found)", {
  available: false,
});
const cpu = device("cpu", "", "reference, for checking");

const gpu: DeviceSurvey = {
  devices: [
    device("cuda", "Example GPU 24 GB", "driver 550.54", { chosen: true }),
    device("webgpu", "Example GPU 24 GB", "Vulkan, timestamps, subgroups"),
    device("wasm", "", "SIMD, 16 threads"),
    cpu,
  ],
  reason: "cuda is chosen: it was 1.6 times faster than webgpu on this machine.",
  node: "v20.20.2",
  cores: 16,
  memoryBytes: 128e9,
  budgetBytes: 18e9,
  check: {
    numbers: 40_000,
    failures: [],
    devices: ["cuda", "webgpu", "wasm", "cpu"],
    seconds: 2.3,
    mismatches: [],
  },
};

const none: DeviceSurvey = {
  ...gpu,
  devices: [
    noCuda,
    device("webgpu", "", "no adapter (Vulkan loader found, no device)", { available: false }),
    device("wasm", "", "SIMD, 8 threads", { chosen: true }),
    cpu,
  ],
  cores: 8,
  memoryBytes: 16e9,
  check: { numbers: 40_000, failures: [], devices: ["wasm", "cpu"], seconds: 3.9, mismatches: [] },
};

const software: DeviceSurvey = {
  ...none,
  devices: [
    noCuda,
    device("webgpu", "llvmpipe", "a software adapter: runs on the CPU, not used", {
      software: true,
    }),
    device("wasm", "", "SIMD, 4 threads", { chosen: true }),
    cpu,
  ],
  cores: 4,
  memoryBytes: 8.2e9,
  check: {
    numbers: 40_000,
    failures: [],
    devices: ["webgpu", "wasm", "cpu"],
    seconds: 11.4,
    mismatches: [],
  },
};

const doctor = async (survey: DeviceSurvey, args: readonly string[] = []) =>
  cli(["doctor", ...args], { api: { describeDevices: async () => survey } });

test("with a GPU the doctor says which device is used, and why", async () => {
  expect(await doctor(gpu)).toEqual({
    exitCode: 0,
    stderr: "",
    stdout: `Sluice 0.1.0  Node 20.20.2, linux x64, 16 cores, 128 GB memory

  ✓ cuda     Example GPU 24 GB, driver 550.54   used by default
  ✓ webgpu   Example GPU 24 GB, Vulkan, timestamps, subgroups
  ✓ wasm     SIMD, 16 threads
  ✓ cpu      reference, for checking

  Budget  18.0 GB of device memory; --memory-fraction changes it
  Check   the stages gave the same 40 000 numbers on all four, 2.3 s

✓ Ready. cuda is chosen: it was 1.6 times faster than webgpu on this machine.
`,
  });
});

test("without one it says what to install", async () => {
  expect((await doctor(none)).stdout)
    .toBe(`Sluice 0.1.0  Node 20.20.2, linux x64, 8 cores, 16 GB memory

  · cuda     no NVIDIA driver (libcuda.so.1 not found)
  ! webgpu   no adapter (Vulkan loader found, no device)
  ✓ wasm     SIMD, 8 threads                      used by default
  ✓ cpu      reference, for checking

  Check   the stages gave the same 40 000 numbers on wasm and cpu, 3.9 s

! Ready, without a GPU. Results are the same, only slower.
  If this machine has a GPU, install its Vulkan driver:
    Debian, Ubuntu   sudo apt install mesa-vulkan-drivers   AMD, Intel
                     sudo apt install nvidia-driver         NVIDIA
    In a container   start it with --gpus all, then run this again
`);
});

test("a software adapter is told from a GPU", async () => {
  expect((await doctor(software)).stdout)
    .toBe(`Sluice 0.1.0  Node 20.20.2, linux x64, 4 cores, 8 GB memory

  · cuda     no NVIDIA driver (libcuda.so.1 not found)
  ! webgpu   llvmpipe, a software adapter: runs on the CPU, not used
  ✓ wasm     SIMD, 4 threads                      used by default
  ✓ cpu      reference, for checking

  Check   the stages gave the same 40 000 numbers on all three, 11.4 s

! Ready, without a GPU. wasm is chosen: a software adapter is slower.
  To test WebGPU code here all the same:
    sluice dedup fuzzy DATA --device webgpu --adapter llvmpipe --out out
`);
});

test("devices that disagree fail the doctor", async () => {
  const check = { ...gpu.check, mismatches: ["exact-dedup 0 hash on webgpu", "x on cuda"] };
  const { exitCode, stdout } = await doctor({ ...gpu, check });
  expect(exitCode).toBe(1);
  expect(stdout.split("\n").slice(8)).toEqual([
    "  Check   2 differ: exact-dedup 0 hash on webgpu, x on cuda, 2.3 s",
    "",
    "✗ Devices disagree. Results of this machine must not be used.",
    "  Report it with the output of sluice doctor --json",
    "",
  ]);
});

test("a device that is chosen and does not work fails the doctor", async () => {
  const failure = { backend: "cuda", message: "the driver is too old" } as const;
  const devices = gpu.devices.map((each) =>
    each.chosen
      ? Object.assign({}, each, { available: false, detail: "fails: the driver is too old" })
      : each,
  );
  const check = {
    ...gpu.check,
    devices: ["webgpu", "wasm", "cpu"],
    failures: [failure],
  } as const;
  const { exitCode, stdout } = await doctor({ ...gpu, devices, check });
  expect(exitCode).toBe(1);
  expect(stdout.split("\n")[2]).toContain("fails: the driver is too old");
  expect(stdout.split("\n").slice(-4)).toEqual([
    "",
    "✗ The device cuda does not work. Runs need another one for now:",
    "  sluice dedup fuzzy DATA --column text --device wasm --out out",
    "",
  ]);
});

test("--json prints the survey as it is", async () => {
  expect(JSON.parse((await doctor(software, ["--json"])).stdout)).toEqual(software);
});

test("long device names are cut to the width", async () => {
  const name = "A Very Long Name Of A Device That Somebody In Marketing Made Up For It Last Year";
  const devices = [
    device("cuda", name, "driver 550.54", { chosen: true }),
    device("webgpu", name, ""),
  ];
  const { stdout } = await doctor({ ...gpu, devices });
  for (const line of stdout.split("\n")) expect(stringWidth(line)).toBeLessThanOrEqual(80);
  expect(stdout).toContain("used by default");
});

test("in ASCII the columns still stand below each other", async () => {
  const { doctorLines } = await import("../../src/cli/doctor.ts");
  const { FakeScreen } = await import("../support/cli-shell.ts");
  const shell = {
    version: "0.1.0",
    platform: "linux x64",
    out: new FakeScreen({ unicode: false }),
  };
  expect(doctorLines(none, shell).slice(2, 6)).toEqual([
    "  -  cuda     no NVIDIA driver (libcuda.so.1 not found)",
    "  !  webgpu   no adapter (Vulkan loader found, no device)",
    "  ok wasm     SIMD, 8 threads                      used by default",
    "  ok cpu      reference, for checking",
  ]);
});
