import type koffiModule from "koffi";
import {
  DeviceLostError,
  EngineError,
  OutOfMemoryError,
  UnsupportedError,
} from "../../core/errors.ts";

/** Opaque to us: contexts, modules, functions, streams, events. */
export type Handle = object;
/** A device address; koffi gives a number below 2^53, else a bigint. */
export type DevicePointer = number | bigint;

// CUresult is an int, CUdevice an int, CUdeviceptr 64 bits, handles pointers. The names with `_v2` are
// those that cuda.h maps the plain ones to.
const SIGNATURES = {
  cuInit: "int cuInit(uint flags)",
  cuDriverGetVersion: "int cuDriverGetVersion(_Out_ int *version)",
  cuDeviceGetCount: "int cuDeviceGetCount(_Out_ int *count)",
  cuDeviceGet: "int cuDeviceGet(_Out_ int *device, int ordinal)",
  cuDeviceGetName: "int cuDeviceGetName(uint8_t *name, int length, int device)",
  cuDeviceGetUuid: "int cuDeviceGetUuid_v2(uint8_t *uuid, int device)",
  cuDeviceGetAttribute: "int cuDeviceGetAttribute(_Out_ int *value, int attribute, int device)",
  cuDevicePrimaryCtxRetain: "int cuDevicePrimaryCtxRetain(_Out_ void **context, int device)",
  cuDevicePrimaryCtxRelease: "int cuDevicePrimaryCtxRelease_v2(int device)",
  cuCtxSetCurrent: "int cuCtxSetCurrent(void *context)",
  cuMemGetInfo: "int cuMemGetInfo_v2(_Out_ size_t *free, _Out_ size_t *total)",
  cuModuleLoadData: "int cuModuleLoadData(_Out_ void **module, const uint8_t *image)",
  cuModuleUnload: "int cuModuleUnload(void *module)",
  cuModuleGetFunction:
    "int cuModuleGetFunction(_Out_ void **function, void *module, const char *name)",
  cuMemAlloc: "int cuMemAlloc_v2(_Out_ uint64_t *pointer, size_t bytes)",
  cuMemFree: "int cuMemFree_v2(uint64_t pointer)",
  cuMemHostAlloc: "int cuMemHostAlloc(_Out_ void **pointer, size_t bytes, uint flags)",
  cuMemFreeHost: "int cuMemFreeHost(void *pointer)",
  cuMemsetD8Async: "int cuMemsetD8Async(uint64_t to, uint8_t value, size_t bytes, void *stream)",
  cuMemcpyHtoDAsync:
    "int cuMemcpyHtoDAsync_v2(uint64_t to, const void *from, size_t bytes, void *stream)",
  cuMemcpyDtoHAsync:
    "int cuMemcpyDtoHAsync_v2(void *to, uint64_t from, size_t bytes, void *stream)",
  cuMemcpyDtoDAsync:
    "int cuMemcpyDtoDAsync_v2(uint64_t to, uint64_t from, size_t bytes, void *stream)",
  cuStreamCreate: "int cuStreamCreate(_Out_ void **stream, uint flags)",
  cuStreamDestroy: "int cuStreamDestroy_v2(void *stream)",
  cuEventCreate: "int cuEventCreate(_Out_ void **event, uint flags)",
  cuEventRecord: "int cuEventRecord(void *event, void *stream)",
  cuEventQuery: "int cuEventQuery(void *event)",
  cuEventElapsedTime: "int cuEventElapsedTime(_Out_ float *milliseconds, void *from, void *to)",
  cuEventDestroy: "int cuEventDestroy_v2(void *event)",
  cuLaunchKernel:
    "int cuLaunchKernel(void *function, uint gx, uint gy, uint gz, uint bx, uint by, uint bz, uint shared, void *stream, void *params, void *extra)",
  cuGetErrorName: "int cuGetErrorName(int error, _Out_ const char **name)",
  cuGetErrorString: "int cuGetErrorString(int error, _Out_ const char **text)",
} as const;

export type DriverFunction = keyof typeof SIGNATURES;

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
  readonly #functions: Functions;
  #lost = false;

  private constructor(koffi: Koffi, functions: Functions) {
    this.koffi = koffi;
    this.#functions = functions;
  }

  /** Loads the driver of this machine, or the library at `path`. */
  static async load(path?: string): Promise<CudaDriver> {
    const koffi = await loadKoffi();
    const library = openLibrary(koffi, path);
    const functions: Record<string, (...args: unknown[]) => number> = {};
    for (const [name, signature] of Object.entries(SIGNATURES)) {
      try {
        functions[name] = library.func(signature) as (...args: unknown[]) => number;
      } catch (cause) {
        throw new UnsupportedError(`The NVIDIA driver has no ${name}.`, {
          rule: "CUDA needs a driver of the series 580 or later",
          fix: "update the driver, or use --device webgpu",
          cause,
        });
      }
    }
    const driver = new CudaDriver(koffi, functions as Functions);
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
