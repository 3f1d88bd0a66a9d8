import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compileCuda, cudaKernels, findNvcc } from "../../scripts/build-cuda.ts";

const nvcc = findNvcc();
const folder = await mkdtemp(join(tmpdir(), "sluice-cuda-"));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe.skipIf(nvcc === undefined)("nvcc", () => {
  test.each(cudaKernels())("compiles %s for every device, without a warning", async (kernel) => {
    const output = join(folder, `${kernel}.fatbin`);
    expect(compileCuda(nvcc!, kernel, output)).toBeUndefined();
    expect((await stat(output)).size).toBeGreaterThan(1000);
  });
});
