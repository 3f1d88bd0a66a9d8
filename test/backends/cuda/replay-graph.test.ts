import { expect, test } from "vitest";
import { canBeGraph } from "../../../src/backends/cuda/replay-graph.ts";

test("what is nothing, or copies more than a node can, stays on the stream", () => {
  const copy = (byteLength: number) => ({ kind: "copy", to: 1, from: 2, byteLength }) as const;
  expect(canBeGraph([])).toBe(false);
  expect(canBeGraph([copy(4), copy(2 ** 31 - 256)])).toBe(true);
  expect(canBeGraph([copy(4), copy(2 ** 31)])).toBe(false);
  expect(canBeGraph([{ kind: "clear", to: 1, byteLength: 2 ** 32 }])).toBe(true);
});
