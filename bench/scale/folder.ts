import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import type { SuiteRequest } from "../support/suite.ts";

/** wasm, unless another device is named: it is what is everywhere. */
export function deviceOf({ choice: { device, adapter } }: SuiteRequest): DeviceOptions {
  if (adapter !== undefined) return { prefer: "webgpu", adapter };
  return { prefer: device ?? "wasm" };
}

/** Works in the folder of `--data`, whose files stay, or in one that is gone at the end. */
export async function withFolder(
  { data }: SuiteRequest,
  work: (folder: string, keeps: boolean) => Promise<void>,
): Promise<void> {
  if (data !== undefined) {
    mkdirSync(data, { recursive: true });
    await work(data, true);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "sluice-bench-"));
  try {
    await work(folder, false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
