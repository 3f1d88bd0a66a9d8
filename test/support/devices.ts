import { openCpu } from "../../src/backends/cpu/index.ts";
import type { Device } from "../../src/graph/device.ts";

const budgetBytes = 2 ** 30;

const openers: Readonly<Record<string, () => Promise<Device>>> = {
  cpu: async () => openCpu({ budgetBytes }),
};

/** The devices this machine can test, by name; `SLUICE_TEST_DEVICES` narrows them. */
export function openTestDevices(): [name: string, open: () => Promise<Device>][] {
  const wanted = process.env["SLUICE_TEST_DEVICES"]?.split(",");
  return Object.entries(openers).filter(([name]) => !wanted || wanted.includes(name));
}
