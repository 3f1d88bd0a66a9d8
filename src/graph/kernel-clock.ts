import type { Device, Prepared } from "./device.ts";

/** Adds up what kernels take on the devices that it watches, where those can tell. */
export class KernelClock {
  #seconds = 0;

  /** Of all runs that ended, by the devices' own clocks. Kernels that overlap count each. */
  get seconds(): number {
    return this.#seconds;
  }

  /** The same device, its kernels counted. */
  watch(device: Device): Device {
    const { backend, name, features, maxBufferBytes, memory } = device;
    return {
      backend,
      name,
      features,
      maxBufferBytes,
      memory,
      ...(device.productInputs && {
        productInputs: (kernel) => device.productInputs!(kernel),
      }),
      prepare: async (recording) => this.#watched(await device.prepare(recording)),
      [Symbol.asyncDispose]: async () => await device[Symbol.asyncDispose](),
    };
  }

  #watched(prepared: Prepared): Prepared {
    return {
      run: async (...given) => {
        const outputs = await prepared.run(...given);
        for (const { seconds } of prepared.kernelTimes) this.#seconds += seconds;
        return outputs;
      },
      get kernelTimes() {
        return prepared.kernelTimes;
      },
      [Symbol.asyncDispose]: async () => await prepared[Symbol.asyncDispose](),
    };
  }
}
