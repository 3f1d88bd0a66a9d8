import { isSoftwareAdapter } from "../../src/backends/webgpu/index.ts";
import { OptionError, UnsupportedError } from "../../src/core/errors.ts";
import type { ProductInputs } from "../../src/core/kernel.ts";
import { nodePlatform } from "../../src/runtime/node-platform.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import { openForBench } from "../support/devices.ts";
import type { SuiteRequest } from "../support/suite.ts";
import { adapterFacts } from "./adapter.ts";
import { measuredPeaks, specifiedPeaks } from "./peaks.ts";
import type { Column } from "./side-by-side.ts";

/** A device to measure, or why it cannot be. */
export interface Wanted {
  readonly name: "cuda" | "webgpu" | "wasm";
  readonly options: DeviceOptions | undefined;
  readonly missing: string;
  /** The processor plays a GPU: its times say nothing about one. */
  readonly software: boolean;
}

/** CUDA, WebGPU and wasm, each as it is here; the one asked for alone if one is. */
export async function wantedDevices({ choice }: SuiteRequest): Promise<Wanted[]> {
  const all = [await cuda(choice.adapter), await webGpu(choice.adapter), wasm];
  return choice.device === undefined ? all : all.filter(({ name }) => name === choice.device);
}

const wasm: Wanted = { name: "wasm", options: { prefer: "wasm" }, missing: "", software: false };

async function cuda(adapter: string | undefined): Promise<Wanted> {
  const absent = { name: "cuda", options: undefined, software: false } as const;
  try {
    const adapters = await nodePlatform.cudaAdapters();
    if (adapters.length === 0) return { ...absent, missing: "no device" };
    // What is asked for may be the name of an adapter of WebGPU alone.
    const known = adapter !== undefined && adapters.some(({ name }) => name.includes(adapter));
    const options = known ? ({ prefer: "cuda", adapter } as const) : ({ prefer: "cuda" } as const);
    return { ...absent, options, missing: "" };
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return { ...absent, missing: /no driver/.test(error.message) ? "no device" : reason(error) };
  }
}

/** Hardware where it is there, else a software adapter by its name. */
async function webGpu(adapter: string | undefined): Promise<Wanted> {
  const absent = { name: "webgpu", options: undefined, software: false } as const;
  try {
    const name = adapter ?? (await softwareName());
    const options = { prefer: "webgpu", ...(name !== undefined && { adapter: name }) } as const;
    const facts = await adapterFacts(options);
    if (!facts) return { ...absent, missing: "no adapter" };
    return { ...absent, options, missing: "", software: isSoftwareAdapter(facts) };
  } catch (error) {
    if (!(error instanceof UnsupportedError || error instanceof OptionError)) throw error;
    return { ...absent, missing: reason(error) };
  }
}

/** The name of a software adapter where there is no hardware: none is taken without it. */
async function softwareName(): Promise<string | undefined> {
  const adapters = await nodePlatform.adapters();
  return adapters.some(({ software }) => !software) ? undefined : adapters[0]?.name;
}

const reason = ({ message }: Error): string =>
  message.replace(/^(CUDA|WebGPU) has /, "").replace(/\.$/, "");

const VARIANTS: readonly ProductInputs[] = ["f32", "f16", "bf16", "tf32"];

/** Opens a device for the kernels, with what its arithmetic can do at the most. */
export async function openColumn({ name, options, missing }: Wanted): Promise<Column> {
  if (!options) return { name, device: undefined, missing, peaks: undefined, variants: [] };
  const device = await openForBench(options);
  if (name !== "cuda") {
    const peaks = name === "webgpu" ? await measuredPeaks(device) : undefined;
    return { name, device, missing, peaks, variants: [] };
  }
  const adapter = (await nodePlatform.cudaAdapters()).find((one) => one.name === device.name);
  const variants = [];
  for (const inputs of VARIANTS) {
    const budget = { budgetBytes: 3 * 2 ** 30, adapter: options.adapter };
    // oxlint-disable-next-line no-await-in-loop -- a driver is called by one at a time
    variants.push({
      inputs,
      device: await nodePlatform.cuda({ ...budget, productInputs: inputs }),
    });
  }
  return { name, device, missing, peaks: adapter && specifiedPeaks(adapter), variants };
}

export async function closeColumn({ device, variants }: Column): Promise<void> {
  for (const variant of variants) await variant.device[Symbol.asyncDispose]();
  await device?.[Symbol.asyncDispose]();
}
