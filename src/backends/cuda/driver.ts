import type koffiModule from "koffi";
import {
  DeviceLostError,
  EngineError,
  OutOfMemoryError,
  UnsupportedError,
} from "../../core/errors.ts";

import { GRAPH_SIGNATURES, SIGNATURES, type DriverFunction } from "./signatures.ts";

/** Opaque to us: contexts, modules, functions, streams, events. */
export type Handle = object;
/** A device address; koffi gives a number below 2^53, else a bigint. */
export type DevicePointer = number | bigint;

type Functions = Readonly<Record<DriverFunction, (...args: unknown[]) => number>>;

const PATHS = [
  "libcuda.so.1",
  "/usr/lib/x86_64-linux-gnu/libcuda.so.1",
  "/usr/local/nvidia/lib64/libcuda.so.1",
  "/usr/lib/wsl/lib/libcuda.so.1",
  "nvcuda.dll",
];

const NOT_READY = 600;
const OUT_OF_MEMORY = 2;
/** Errors after which a context is of no use: faults of kernels, the device gone or reset. */
const FATAL = new Set([46, 214, 219, 700, 702, 709, 710, 713, 714, 715, 716, 717, 718, 719, 999]);

type Koffi = typeof koffiModule;

/** The driver's API, called on the main thread only: contexts are current on one thread. */
export class CudaDriver {
  readonly koffi: Koffi;
  /** Whether a recording can be kept as a graph. */
  readonly graphs: boolean;
  readonly #functions: Functions;
  #lost = false;

  private constructor(koffi: Koffi, functions: Functions, graphs: boolean) {
    this.koffi = koffi;
    this.#functions = functions;
    this.graphs = graphs;
  }

  /** Loads the driver of this machine, or the library at `path`. */
  static async load(path?: string): Promise<CudaDriver> {
    const koffi = await loadKoffi();
    const library = openLibrary(koffi, path);
    const functions: Record<string, (...args: unknown[]) => number> = {};
    const missing = declare(library, functions, SIGNATURES);
    if (missing) {
      throw new UnsupportedError(`The NVIDIA driver has no ${missing.name}.`, {
        rule: "CUDA needs a driver of the series 580 or later",
        fix: "update the driver, or use --device webgpu",
        cause: missing.cause,
      });
    }
    const graphs = declare(library, functions, GRAPH_SIGNATURES) === undefined;
    const driver = new CudaDriver(koffi, functions as Functions, graphs);
    try {
      driver.call("cuInit", 0);
    } catch (cause) {
      throw new UnsupportedError(`The NVIDIA driver does not start: ${(cause as Error).message}`, {
        fix: "check that nvidia-smi works, or use --device webgpu",
        cause,
      });
    }
    return driver;
  }

  /** Calls a function; throws what its error code stands for. */
  call(name: DriverFunction, ...args: unknown[]): void {
    const code = this.#functions[name](...args);
    if (code !== 0) throw this.error(name, code);
  }

  /** Calls a function that gives something back; a lost device has nothing to give back. */
  release(name: DriverFunction, ...args: unknown[]): void {
    if (!this.#lost) this.call(name, ...args);
  }

  /** Calls a function whose first argument is where the handle goes that it makes. */
  handle(name: DriverFunction, ...args: unknown[]): Handle {
    return this.#result(name, args) as Handle;
  }

  /** Calls a function whose first argument is where a number goes. */
  number(name: DriverFunction, ...args: unknown[]): number {
    return this.#result(name, args) as number;
  }

  /** Calls a function whose first argument is where the address of device memory goes. */
  pointer(name: DriverFunction, ...args: unknown[]): DevicePointer {
    return this.#result(name, args) as DevicePointer;
  }

  #result(name: DriverFunction, args: readonly unknown[]): unknown {
    const result: [unknown] = [null];
    this.call(name, result, ...args);
    return result[0];
  }

  /** Whether everything before the event is done; throws what went wrong with it. */
  isDone(event: Handle): boolean {
    const code = this.#functions.cuEventQuery(event);
    if (code !== 0 && code !== NOT_READY) throw this.error("cuEventQuery", code);
    return code === 0;
  }

  error(name: DriverFunction, code: number): EngineError {
    const said = (ask: "cuGetErrorName" | "cuGetErrorString"): string => {
      const text: [string | null] = [null];
      this.#functions[ask](code, text);
      return text[0] ?? "unknown";
    };
    const message = `${name}: ${said("cuGetErrorName")} (${code}), ${said("cuGetErrorString")}`;
    if (code === OUT_OF_MEMORY) return new OutOfMemoryError(name, 0, 0, { cause: message });
    if (FATAL.has(code)) {
      this.#lost = true;
      return new DeviceLostError(`The CUDA device is lost: ${message}.`, {
        rule: "after such an error nothing in the process can use the device",
        fix: "run again with --resume",
      });
    }
    return new EngineError("CUDA", `The NVIDIA driver refuses: ${message}.`);
  }
}

/** Finds functions in a library; the first that is not there ends it. */
function declare(
  library: ReturnType<Koffi["load"]>,
  functions: Record<string, (...args: unknown[]) => number>,
  signatures: Readonly<Record<string, string>>,
): { readonly name: string; readonly cause: unknown } | undefined {
  for (const [name, signature] of Object.entries(signatures)) {
    try {
      functions[name] = library.func(signature) as (...args: unknown[]) => number;
    } catch (cause) {
      return { name, cause };
    }
  }
  return undefined;
}

async function loadKoffi(): Promise<Koffi> {
  try {
    return (await import("koffi")).default;
  } catch (cause) {
    throw new UnsupportedError("CUDA needs the package koffi, which is not installed.", {
      fix: "npm install koffi",
      cause,
    });
  }
}

function openLibrary(koffi: Koffi, path?: string): ReturnType<Koffi["load"]> {
  const tried: string[] = [];
  for (const candidate of path === undefined ? PATHS : [path]) {
    try {
      return koffi.load(candidate);
    } catch (cause) {
      tried.push((cause as Error).message);
    }
  }
  throw new UnsupportedError("CUDA has no driver: the library of the NVIDIA driver is not here.", {
    rule: `looked for ${(path === undefined ? PATHS : [path]).join(", ")}`,
    fix: "install the NVIDIA driver, or use --device webgpu or wasm",
    cause: tried.join("\n"),
  });
}
