import { OptionError, UnsupportedError } from "../../core/errors.ts";
import type { Kernel, ProductInputs } from "../../core/kernel.ts";
import { MemoryAccount } from "../../core/memory.ts";
import type { Device, Prepared } from "../../graph/device.ts";
import type { Recording } from "../../graph/recording.ts";
import type { AdapterSource } from "./adapters.ts";
import { chooseAdapter, describeAdapter } from "./adapters.ts";
import type { Context } from "./context.ts";
import { Faults } from "./faults.ts";
import { Pipelines, shaderFor } from "./pipelines.ts";
import { BufferPool } from "./pool.ts";
import { build, maxBufferBytes } from "./program.ts";
import type { Rings } from "./replay.ts";
import { Replay } from "./replay.ts";
import { TransferRing } from "./transfer.ts";
import { Work } from "../../core/work.ts";

export interface WebGpuOptions {
  /** The browser's `navigator.gpu`, or Dawn's. */
  readonly gpu: AdapterSource;
  /** Part of the adapter's name; the only way to get a software adapter. */
  readonly adapterName?: string | undefined;
  /** Most bytes that buffers may take; by default a share of what a device is assumed to have. */
  readonly budgetBytes?: number | undefined;
  /** That share, above 0 and at most 1. */
  readonly memoryFraction?: number | undefined;
  /** Features that the adapter may have and that are not used. */
  readonly without?: readonly string[] | undefined;
}

/** WebGPU does not say how much memory a device has; this much is on every one worth using. */
const ASSUMED_BYTES = 4 * 2 ** 30;
const DEFAULT_FRACTION = 0.5;

const FEATURES: readonly GPUFeatureName[] = ["timestamp-query", "subgroups", "shader-f16"];
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
] as const;

/** Opens the best adapter of a WebGPU implementation, or the one that is asked for by name. */
export async function openWebGpu(options: WebGpuOptions): Promise<Device> {
  const { gpu, adapterName, memoryFraction = DEFAULT_FRACTION, without = [] } = options;
  if (!(memoryFraction > 0 && memoryFraction <= 1)) {
    throw new OptionError("memoryFraction", `The memory fraction is ${memoryFraction}.`, {
      rule: "above 0 and at most 1",
      fix: `leave it out for ${DEFAULT_FRACTION}`,
    });
  }
  const adapter = await chooseAdapter(gpu, adapterName);
  const { name } = describeAdapter(adapter);
  const device = await requestDevice(adapter, name, without);
  const context: Context = {
    device,
    name,
    memory: new MemoryAccount(options.budgetBytes ?? Math.floor(ASSUMED_BYTES * memoryFraction)),
    faults: new Faults(device, name),
    work: new Work(`device ${name}`),
  };
  const opened = new WebGpuDevice(context);
  handles.set(opened, { gpu, device });
  return opened;
}

/** What is behind a device, for libraries that compute on the same one. */
export interface WebGpuHandles {
  readonly gpu: AdapterSource;
  readonly device: GPUDevice;
}

const handles = new WeakMap<Device, WebGpuHandles>();

/** The handles of a device that `openWebGpu` opened; nothing for any other. */
export function webGpuHandles(device: Device): WebGpuHandles | undefined {
  return handles.get(device);
}

async function requestDevice(
  adapter: GPUAdapter,
  name: string,
  without: readonly string[],
): Promise<GPUDevice> {
  const usable = (feature: string): boolean =>
    adapter.features.has(feature) && !without.includes(feature);
  try {
    return await adapter.requestDevice({
      label: name,
      requiredFeatures: FEATURES.filter(usable),
      requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
    });
  } catch (cause) {
    throw new UnsupportedError(`The adapter ${name} gives no device: ${String(cause)}`, {
      where: name,
      fix: "update the driver of the GPU, or use --device wasm",
      cause,
    });
  }
}

class WebGpuDevice implements Device {
  readonly backend = "webgpu";
  readonly name: string;
  readonly features: readonly string[];
  readonly maxBufferBytes: number;
  readonly memory: MemoryAccount;
  readonly #context: Context;
  readonly #pool: BufferPool;
  readonly #pipelines: Pipelines;
  readonly #rings: Rings;

  constructor(context: Context) {
    const { device, name, memory } = context;
    this.name = name;
    this.features = [...device.features].toSorted();
    this.maxBufferBytes = maxBufferBytes(device);
    this.memory = memory;
    this.#context = context;
    this.#pool = new BufferPool(context);
    this.#pipelines = new Pipelines(context);
    this.#rings = {
      upload: new TransferRing(context, "upload"),
      download: new TransferRing(context, "download"),
    };
  }

  productInputs(kernel: Kernel): ProductInputs {
    return shaderFor(kernel, this.#context.device.features).inputs ?? "f32";
  }

  async prepare(recording: Recording): Promise<Prepared> {
    const context = this.#context;
    return await context.work.do(async () => {
      context.faults.check();
      const program = await build(context, this.#pool, this.#pipelines, recording);
      const replay = new Replay(context, this.#rings, program);
      try {
        await replay.load();
      } catch (error) {
        await replay[Symbol.asyncDispose]();
        throw error;
      }
      return replay;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { work, faults } = this.#context;
    if (!(await work.close())) return;
    await faults.drain();
    this.#pool.destroy();
    this.#rings.upload.destroy();
    this.#rings.download.destroy();
    await faults.close();
  }
}
