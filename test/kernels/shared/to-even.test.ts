import { expect, test } from "vitest";
import { toEven } from "../../../src/kernels/shared/to-even.ts";

test("rounds halves to the even neighbour, and all else to the nearest", () => {
  const values = [0.5, 1.5, 2.5, -0.5, -1.5, -2.5, 0.49, 0.51, 7, -3.2, 2 ** 25 + 0.5];
  expect(values.map((value) => toEven(value) + 0)).toEqual([
    ...[0, 2, 2, 0, -2, -2, 0, 1, 7, -3, 2 ** 25],
  ]);
});
