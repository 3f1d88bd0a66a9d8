import { OptionError, UnsupportedError } from "../../core/errors.ts";
import type { CudaDriver } from "./driver.ts";

/** A device that the driver lists. */
export interface CudaAdapter {
  readonly ordinal: number;
  readonly name: string;
  /** As nvidia-smi prints it, without the hyphens. */
  readonly uuid: string;
  /** Compute capability, such as `9.0`. */
  readonly capability: string;
  readonly multiprocessors: number;
  /** Of the multiprocessors, at the most. */
  readonly clockHertz: number;
}

const CLOCK_KILOHERTZ = 13;
const MULTIPROCESSORS = 16;

const MAJOR = 75;
const MINOR = 76;
/** The oldest devices that the kernels are compiled for. */
const LEAST_MAJOR = 8;

export function cudaAdapters(driver: CudaDriver): CudaAdapter[] {
  const count = driver.number("cuDeviceGetCount");
  return Array.from({ length: count }, (_, ordinal) => {
    const device = driver.number("cuDeviceGet", ordinal);
    const name = new Uint8Array(256);
    driver.call("cuDeviceGetName", name, name.length, device);
    const uuid = new Uint8Array(16);
    driver.call("cuDeviceGetUuid", uuid, device);
    const attribute = (which: number): number =>
      driver.number("cuDeviceGetAttribute", which, device);
    return {
      ordinal,
      name: new TextDecoder().decode(name.subarray(0, name.indexOf(0))),
      uuid: uuid.reduce((text, byte) => text + byte.toString(16).padStart(2, "0"), ""),
      capability: `${attribute(MAJOR)}.${attribute(MINOR)}`,
      multiprocessors: attribute(MULTIPROCESSORS),
      clockHertz: 1000 * attribute(CLOCK_KILOHERTZ),
    };
  });
}

/** The device that is wanted: by its number, its UUID or part of its name; else the first. */
export function chooseCudaAdapter(adapters: readonly CudaAdapter[], wanted?: string): CudaAdapter {
  const usable = adapters.filter(({ capability }) => Number.parseInt(capability) >= LEAST_MAJOR);
  const listed = adapters.map(({ ordinal, name }) => `${ordinal}: ${name}`).join(", ");
  if (wanted === undefined) {
    const [first] = usable;
    if (first) return first;
    throw new UnsupportedError(
      adapters.length === 0
        ? "The NVIDIA driver is here, but no device."
        : "No NVIDIA device here is new enough for CUDA.",
      {
        rule: `the kernels need compute capability ${LEAST_MAJOR}.0${listed && `; there is ${listed}`}`,
        fix: "use --device webgpu or wasm",
      },
    );
  }
  const plain = wanted.toLowerCase().replaceAll("-", "").replace(/^gpu/, "");
  const found = adapters.find(
    ({ ordinal, name, uuid }) =>
      String(ordinal) === wanted ||
      (plain.length >= 8 && uuid.startsWith(plain)) ||
      (!/^\d+$/.test(wanted) && name.toLowerCase().includes(wanted.toLowerCase())),
  );
  if (found && usable.includes(found)) return found;
  throw new OptionError("--adapter", `There is no CUDA device "${wanted}" that can be used.`, {
    rule: `the devices are ${listed || "none"}; they need compute capability ${LEAST_MAJOR}.0`,
    fix: "name one by its number, its UUID or part of its name",
  });
}
