import { describe, expect, test } from "vitest";
import { chooseCudaAdapter } from "../../../src/backends/cuda/adapters.ts";

const adapter = (ordinal: number, name: string, uuid: string, capability = "9.0") => ({
  ordinal,
  name,
  uuid: uuid.padEnd(32, "0"),
  capability,
  multiprocessors: 132,
  clockHertz: 1.98e9,
});
const old = adapter(0, "Tesla V100", "00ff", "7.0");
const first = adapter(1, "NVIDIA H200", "12ab34cd");
const second = adapter(2, "NVIDIA A100", "56ef78ab", "8.0");
const all = [old, first, second];

describe("the CUDA device", () => {
  test("is the first one that the kernels are compiled for", () => {
    expect(chooseCudaAdapter(all)).toBe(first);
  });

  test.each([
    ["2", second],
    ["a100", second],
    ["GPU-12ab34cd-0000", first],
    ["56EF78AB", second],
  ])("that is called %s is found by it", (wanted, found) => {
    expect(chooseCudaAdapter(all, wanted)).toBe(found);
  });

  test.each(["0", "V100", "7", "H300", "00ff0000"])("that is called %s is refused", (wanted) => {
    expect(() => chooseCudaAdapter(all, wanted)).toThrow(
      expect.objectContaining({
        name: "OptionError",
        message: expect.stringContaining(`no CUDA device "${wanted}"`) as string,
        rule: expect.stringContaining("1: NVIDIA H200, 2: NVIDIA A100") as string,
      }) as Error,
    );
  });

  test("is missed where there is none, and where all are too old", () => {
    expect(() => chooseCudaAdapter([])).toThrow("but no device");
    expect(() => chooseCudaAdapter([old])).toThrow("new enough");
  });
});
