import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * `npm run build:cuda`: compiles every kernel of kernels-cuda with nvcc into build/cuda, from where the
 * CUDA backend loads it: machine code for the devices of today, PTX for those to come. It needs no
 * GPU. nvcc is taken from NVCC, from PATH, or from where scripts/install-nvcc.sh puts it.
 */
const root = join(import.meta.dirname, "..");
const sources = join(root, "kernels-cuda");
const target = join(root, "build", "cuda");

/** Ampere, Hopper, Blackwell. */
const MACHINE_CODE = ["80", "90", "100"];
const NEWEST = MACHINE_CODE.at(-1);

export function findNvcc(): string | undefined {
  const installed = join(root, "build", "nvcc", "bin", "nvcc");
  const candidates = [process.env["NVCC"], "nvcc", "/usr/local/cuda/bin/nvcc", installed];
  return candidates.find(
    (path) =>
      path !== undefined && spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0,
  );
}

/** A kernel, and the inputs of its products where those are to be other than f32. */
export interface CudaImage {
  readonly kernel: string;
  readonly inputs: string | undefined;
  /** Of the file that it is compiled into. */
  readonly name: string;
}

/** Each kernel, and again for each kind of inputs that its source says it is for. */
export const cudaImages = (): CudaImage[] =>
  readdirSync(sources)
    .filter((name) => name.endsWith(".cu"))
    .toSorted()
    .flatMap((file) => {
      const kernel = file.slice(0, -".cu".length);
      const text = readFileSync(join(sources, file), "utf8");
      const inputs = /^\/\/ inputs: (.*)$/m.exec(text)?.[1]?.split(" ") ?? [];
      return [undefined, ...inputs].map((one) => ({
        kernel,
        inputs: one,
        name: one === undefined ? kernel : `${kernel}.${one}`,
      }));
    });

/** Compiles one image; returns what the compiler has against it. */
export function compileCuda(
  nvcc: string,
  { kernel, inputs, name }: CudaImage,
  output: string,
): string | undefined {
  const code = MACHINE_CODE.map((version) => `-gencode=arch=compute_${version},code=sm_${version}`);
  const { status, stdout, stderr } = spawnSync(
    nvcc,
    [
      ...["-std=c++17", "-O3", "-Werror", "all-warnings", "-fatbin", "--threads", "0"],
      ...code,
      `-gencode=arch=compute_${NEWEST},code=compute_${NEWEST}`,
      ...(inputs === undefined ? [] : [`-DINPUTS_${inputs.toUpperCase()}`]),
      ...["-o", output, join(sources, `${kernel}.cu`)],
    ],
    { encoding: "utf8" },
  );
  return status === 0 ? undefined : `${name} does not compile:\n${stdout}${stderr}`;
}

function main(): void {
  const nvcc = findNvcc();
  if (nvcc === undefined) {
    process.stderr.write("There is no nvcc here. bash scripts/install-nvcc.sh fetches one.\n");
    process.exitCode = 1;
    return;
  }
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const image of cudaImages()) {
    const failure = compileCuda(nvcc, image, join(target, `${image.name}.fatbin`));
    if (failure !== undefined) {
      process.stderr.write(`${failure}\n`);
      process.exitCode = 1;
    } else process.stdout.write(`${image.name}.fatbin\n`);
  }
}

if (import.meta.main) main();
