import type { HostArray } from "../../../src/core/kernel.ts";
import { dawnGpu } from "../../../src/backends/webgpu/dawn.ts";
import { openWebGpu } from "../../../src/backends/webgpu/index.ts";
import type { Device } from "../../../src/graph/device.ts";
import { openTestDevices } from "../../support/devices.ts";

/** Whether this machine, and this project of the tests, can run WebGPU. */
export const present = openTestDevices().some(([name]) => name === "webgpu");

/** A device with a view behind it: the API's own device and the buffers that were made. */
export interface Watched extends AsyncDisposable {
  readonly device: Device;
  readonly native: GPUDevice;
  /** Every buffer ever made, by label. */
  readonly made: string[];
}

export async function openWatched(budgetBytes = 2 ** 28): Promise<Watched> {
  const dawn = await dawnGpu({ adapterName: "SwiftShader" });
  let native: GPUDevice | undefined;
  const made: string[] = [];
  const gpu = {
    async requestAdapter(options: GPURequestAdapterOptions) {
      const adapter = (await dawn.requestAdapter(options))!;
      const requestDevice = adapter.requestDevice.bind(adapter);
      adapter.requestDevice = async (descriptor) => {
        native = await requestDevice(descriptor);
        const createBuffer = native.createBuffer.bind(native);
        native.createBuffer = (buffer) => {
          made.push(buffer.label ?? "");
          return createBuffer(buffer);
        };
        return native;
      };
      return adapter;
    },
  };
  const device = await openWebGpu({ gpu, adapterName: "SwiftShader", budgetBytes });
  return {
    device,
    native: native!,
    made,
    [Symbol.asyncDispose]: async () => await device[Symbol.asyncDispose](),
  };
}

/** The array in memory that threads may share. */
export function shared(data: Uint32Array): HostArray {
  const copy = new Uint32Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}

/** Where two arrays differ first; -1 where they are equal. Much faster than `toEqual` on millions. */
export function firstDifference(a: HostArray, b: HostArray): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  return a.findIndex((value, i) => value !== b[i]);
}
