import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openCpu } from "../../../src/backends/cpu/index.ts";
import { OutOfMemoryError } from "../../../src/core/errors.ts";
import { textColumn } from "../../../src/core/text-column.ts";
import { HeldSets } from "../../../src/stages/fuzzy/held-sets.ts";
import type { RowStates } from "../../../src/stages/stage.ts";

test("a device that fails while texts are read fails the build, and nothing else", async () => {
  // Two batches: the sets of the first are built while the texts of the second are read.
  const text = "x".repeat(3_000_000);
  const device = openCpu({ budgetBytes: 1_000_000 });
  const states = {
    async texts() {
      await sleep(50);
      return textColumn([text]);
    },
  } as unknown as RowStates;
  const sets = new HeldSets(device, { unit: "char", ngram: 5, seed: 0 }, 10);
  const lengths = Uint32Array.of(text.length, text.length);
  // Vitest fails a run in which a rejection is not handled.
  await expect(sets.build(states, Uint32Array.of(0, 1), lengths, () => {})).rejects.toThrow(
    OutOfMemoryError,
  );
});
