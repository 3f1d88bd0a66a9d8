import { expect, test } from "vitest";
import { lowbias32 } from "../../../src/kernels/shared/lowbias32.ts";

test("keeps 0 and mixes 1 as published", () => {
  expect(lowbias32(0)).toBe(0);
  expect(lowbias32(1)).toBe(0x688990c0);
});
