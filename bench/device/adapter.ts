import { chooseAdapter } from "../../src/backends/webgpu/adapters.ts";
import { nodePlatform } from "../../src/runtime/node-platform.ts";
import type { DeviceOptions } from "../../src/runtime/options.ts";
import type { Table } from "../support/table.ts";

/** What a WebGPU adapter says of itself. */
export interface AdapterFacts {
  readonly vendor: string;
  readonly architecture: string;
  readonly device: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly limits: Readonly<Record<string, number>>;
}

export async function adapterFacts(options: DeviceOptions): Promise<AdapterFacts | undefined> {
  const gpu = await nodePlatform.gpu(options.adapter);
  if (!gpu) return undefined;
  const { info, features, limits } = await chooseAdapter(gpu, options.adapter);
  const { vendor, architecture, device, description } = info;
  const entries: [string, number][] = [];
  // Limits are getters of a prototype, which `Object.entries` does not see.
  for (const name in limits) {
    const value: unknown = Reflect.get(limits, name);
    if (typeof value === "number") entries.push([name, value]);
  }
  return {
    vendor,
    architecture,
    device,
    description,
    features: [...features].toSorted(),
    limits: Object.fromEntries(entries),
  };
}

export function adapterTable(facts: AdapterFacts): Table {
  const { vendor, architecture, device, description, features, limits } = facts;
  return {
    title: "Adapter",
    columns: ["", ""],
    rows: [
      ["vendor", vendor],
      ["architecture", architecture],
      ["device", device],
      ["driver", description],
      ["features", features.join(", ")],
      ...Object.entries(limits).map(([name, value]) => [name, String(value)]),
    ],
  };
}
