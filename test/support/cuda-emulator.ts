import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { openCuda } from "../../src/backends/cuda/index.ts";
import type { ProductInputs } from "../../src/core/kernel.ts";
import type { Device } from "../../src/graph/device.ts";

const root = join(import.meta.dirname, "..", "..");
const emulator = join(import.meta.dirname, "cuda-emulator");
const include = join(emulator, "include");
const cache = join(root, "build", "cuda-emulator");
const flags = ["-std=c++17", "-O2", "-fPIC", "-shared"];

/** Whether there is a compiler for the emulator: CUDA sources are C++ to it. Its fibers are of x64. */
export const canEmulate =
  process.arch === "x64" && spawnSync("g++", ["--version"], { stdio: "ignore" }).status === 0;

/** Compiles C++ into a shared library, once for each text of it. */
function library(name: string, text: string, ...more: string[]): string {
  mkdirSync(cache, { recursive: true });
  const digest = createHash("sha256").update(`${flags.join()}\0${text}`).digest("hex").slice(0, 16);
  const path = join(cache, `${name}-${digest}.so`);
  if (existsSync(path)) return path;
  const source = join(cache, `${name}-${digest}.${process.pid}.cpp`);
  writeFileSync(source, text);
  const output = `${source}.so`;
  const args = [...flags, "-I", include, "-I", join(root, "kernels-cuda"), "-o", output, source];
  const { status, stderr } = spawnSync("g++", [...args, ...more], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name} does not compile:\n${stderr}`);
  renameSync(output, path);
  return path;
}

const shared = join(root, "kernels-cuda", "shared");

/** What a kernel is compiled from; the headers that kernels share are part of the text. */
function kernelText(source: string, name: string, inputs: ProductInputs): string {
  const headers = [shared, include].flatMap((folder) =>
    readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8")),
  );
  const digest = createHash("sha256").update(headers.join("\0")).digest("hex");
  const device = readFileSync(join(emulator, "device.h"), "utf8");
  const entry = name.replaceAll("-", "_");
  return [
    `// headers ${digest}`,
    `#define INPUTS_${inputs.toUpperCase()}`,
    device,
    source,
    `extern "C" void ${entry}__call(void** args) { emulated::call(${entry}, args); }`,
    `extern "C" const size_t* ${entry}__sizes(size_t* n) { return emulated::sizes(${entry}, n); }\n`,
  ].join("\n");
}

/** The image that the emulated driver loads: the length of a library, and the library. */
export function emulatedImage(
  name: string,
  source: string,
  inputs: ProductInputs = "f32",
): Uint8Array {
  const bytes = readFileSync(library(`${name}-${inputs}`, kernelText(source, name, inputs)));
  const image = new Uint8Array(8 + bytes.length);
  new DataView(image.buffer).setBigUint64(0, BigInt(bytes.length), true);
  image.set(bytes, 8);
  return image;
}

/** How the emulated driver differs from one of today. */
type DriverLack = "WITHOUT_GRAPHS" | "WITHOUT_DEVICE" | "OLD";

export function emulatedDriver(...lacks: readonly DriverLack[]): string {
  const [driver, graphs] = ["driver.cpp", "graphs.h"].map((name) =>
    readFileSync(join(emulator, name), "utf8"),
  );
  const digest = createHash("sha256").update(graphs!).digest("hex");
  const defines = lacks.map((lack) => `#define ${lack}\n`).join("");
  return library("driver", `// graphs ${digest}\n${defines}${driver}`, "-I", emulator, "-ldl");
}

/**
 * The CUDA backend on an emulated driver: the kernels' own sources, run by the processor; products of
 * the inputs that are asked for.
 */
export async function openEmulatedCuda(
  budgetBytes = 2 ** 30,
  productInputs?: ProductInputs,
): Promise<Device> {
  return await openCuda({
    driverPath: emulatedDriver(),
    budgetBytes,
    productInputs,
    async images(kernel, inputs) {
      const path = join(root, "kernels-cuda", `${kernel}.cu`);
      return existsSync(path)
        ? emulatedImage(kernel, readFileSync(path, "utf8"), inputs)
        : undefined;
    },
  });
}
