import { UnsupportedError } from "../../core/errors.ts";

/** The browser's `navigator.gpu`, or Dawn's. */
export type AdapterSource = Pick<GPU, "requestAdapter">;

/** An adapter, in its driver's words. */
export interface AdapterDescription {
  readonly name: string;
  readonly vendor: string;
  readonly driver: string;
  /** Runs on the processor; never chosen unless it is asked for by name. */
  readonly software: boolean;
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic.render|\bwarp\b/i;

/** Whether an adapter is a processor in disguise. */
export function isSoftwareAdapter(
  info: Pick<GPUAdapterInfo, "vendor" | "architecture" | "device" | "description">,
): boolean {
  return SOFTWARE.test([info.vendor, info.architecture, info.device, info.description].join(" "));
}

export function describeAdapter({ info }: GPUAdapter): AdapterDescription {
  const { vendor, architecture, device, description } = info;
  return {
    name: device || description || [vendor, architecture].filter(Boolean).join(" ") || "unnamed",
    vendor,
    driver: description,
    software: isSoftwareAdapter(info) || info.isFallbackAdapter,
  };
}

// WebGPU has no list of adapters: each of these wishes may bring another one.
const WISHES: readonly GPURequestAdapterOptions[] = [
  { powerPreference: "high-performance" },
  { powerPreference: "low-power" },
  { forceFallbackAdapter: true },
];

/** A name as WebGPU spells it: lower case, with dashes for all that is not a letter or digit. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

/** The adapters that can be told apart, best first. */
async function listAdapters(
  gpu: AdapterSource,
): Promise<{ adapter: GPUAdapter; description: AdapterDescription }[]> {
  const found = new Map<string, { adapter: GPUAdapter; description: AdapterDescription }>();
  for (const wish of WISHES) {
    const adapter = await gpu.requestAdapter(wish);
    if (!adapter) continue;
    const description = describeAdapter(adapter);
    const key = JSON.stringify(description);
    if (!found.has(key)) found.set(key, { adapter, description });
  }
  return [...found.values()];
}

/** The adapters that can be told apart, best first; several of one name count as one. */
export async function describeAdapters(gpu: AdapterSource): Promise<AdapterDescription[]> {
  return (await listAdapters(gpu)).map(({ description }) => description);
}

/** The best adapter, or the one whose description contains `name`. */
export async function chooseAdapter(gpu: AdapterSource, name?: string): Promise<GPUAdapter> {
  const adapters = await listAdapters(gpu);
  const wanted = name === undefined ? undefined : plainName(name);
  const choice = adapters.find(({ adapter: { info }, description }) =>
    wanted === undefined
      ? !description.software
      : [description.name, info.description, info.vendor, info.architecture].some((part) =>
          plainName(part).includes(wanted),
        ),
  );
  if (choice) return choice.adapter;
  const names = adapters.map(({ description }) => `"${description.name}"`).join(", ");
  if (names === "") {
    throw new UnsupportedError("WebGPU finds no GPU on this machine.", {
      rule: "the webgpu device needs a GPU with a Vulkan, Metal or Direct3D 12 driver",
      fix: "install the driver of the GPU, or use --device wasm",
    });
  }
  if (name !== undefined) {
    throw new UnsupportedError(`No adapter is named like "${name}".`, {
      where: "adapter",
      rule: `the adapters here are: ${names}`,
      fix: "part of one of these names, or no name for the best one",
    });
  }
  throw new UnsupportedError(`The only adapter here is a software one: ${names}.`, {
    rule: "a software adapter is slower than wasm and is used only when it is asked for by name",
    fix: "install the driver of the GPU, use --device wasm, or name the adapter",
  });
}
