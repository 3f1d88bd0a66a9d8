import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compileCuda, cudaImages, findNvcc } from "../../scripts/build-cuda.ts";

const nvcc = findNvcc();
const folder = await mkdtemp(join(tmpdir(), "sluice-cuda-"));
afterAll(async () => await rm(folder, { recursive: true, force: true }));

describe.skipIf(nvcc === undefined)("nvcc", () => {
  test.each(cudaImages())("compiles $name for every device, without a warning", async (image) => {
    const output = join(folder, `${image.name}.fatbin`);
    expect(compileCuda(nvcc!, image, output)).toBeUndefined();
    expect((await stat(output)).size).toBeGreaterThan(1000);
  });
});
