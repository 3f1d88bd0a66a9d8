import { EngineError, UnsupportedError } from "../../core/errors.ts";
import type { Kernel, ProductInputs } from "../../core/kernel.ts";
import type { CudaDriver, Handle } from "./driver.ts";

/** The compiled code of a kernel, for these inputs of its products; undefined where it was not built. */
export type CudaImages = (kernel: string, inputs: ProductInputs) => Promise<Uint8Array | undefined>;

/** What a kernel rounds the numbers it multiplies to: what is asked for, where it is compiled for that. */
export function productInputs(
  { cudaInputs = [] }: Kernel,
  wanted: ProductInputs | undefined,
): ProductInputs {
  if (wanted === "f32" || (wanted !== undefined && cudaInputs.includes(wanted))) return wanted;
  return cudaInputs[0] ?? "f32";
}

/** What the driver says its version is when it is as new as the compiler of the kernels. */
const NEW_ENOUGH = 13_000;

/** Loads each kernel once. */
export class CudaModules {
  readonly #driver: CudaDriver;
  readonly #images: CudaImages;
  readonly #inputs: ProductInputs | undefined;
  readonly #functions = new Map<string, Promise<Handle>>();
  readonly #modules: Handle[] = [];

  constructor(driver: CudaDriver, images: CudaImages, inputs: ProductInputs | undefined) {
    this.#driver = driver;
    this.#images = images;
    this.#inputs = inputs;
  }

  /** The entry point of a kernel. */
  functionOf(kernel: Kernel): Promise<Handle> {
    let found = this.#functions.get(kernel.name);
    if (!found) {
      found = this.#load(kernel);
      this.#functions.set(kernel.name, found);
    }
    return found;
  }

  async #load(kernel: Kernel): Promise<Handle> {
    const { name, cuda } = kernel;
    const inputs = productInputs(kernel, this.#inputs);
    const image = cuda === undefined ? undefined : await this.#images(name, inputs);
    if (!image) {
      throw new UnsupportedError(
        cuda === undefined
          ? `The kernel ${name} does not run on CUDA.`
          : `The CUDA code of the kernel ${name} is not built.`,
        {
          where: `kernel ${name}`,
          ...(cuda !== undefined && { fix: "in a checkout: npm run build:cuda" }),
        },
      );
    }
    const module = this.#module(name, image);
    this.#modules.push(module);
    return this.#driver.handle("cuModuleGetFunction", module, name.replaceAll("-", "_"));
  }

  #module(kernel: string, image: Uint8Array): Handle {
    try {
      return this.#driver.handle("cuModuleLoadData", image);
    } catch (cause) {
      const version = this.#driver.number("cuDriverGetVersion");
      const refused = cause instanceof EngineError && cause.code === "CUDA";
      if (!refused || version >= NEW_ENOUGH) throw cause;
      const has = `${Math.floor(version / 1000)}.${(version % 1000) / 10}`;
      throw new UnsupportedError(`The NVIDIA driver is too old: it is one of CUDA ${has}.`, {
        where: `kernel ${kernel}`,
        rule: "the kernels are compiled by CUDA 13.0, for drivers of the series 580 and later",
        fix: "update the driver, or use --device webgpu",
        cause,
      });
    }
  }

  unload(): void {
    for (const module of this.#modules.splice(0)) this.#driver.release("cuModuleUnload", module);
  }
}
