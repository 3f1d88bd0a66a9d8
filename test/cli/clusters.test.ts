import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseExamples, clusterLines } from "../../src/cli/clusters.ts";
import type { ExampleCluster } from "../../src/cli/api.ts";
import { createStyle } from "../../src/cli/style.ts";
import { stringWidth } from "../../src/cli/width.ts";
import { diffWords } from "../../src/cli/word-diff.ts";

const plain = createStyle({ color: false, unicode: true });
const color = createStyle({ color: true, unicode: true });

function cluster(kept: string, removed: string): ExampleCluster {
  return {
    id: "1018",
    size: 23,
    from: 0.84,
    to: 1,
    kept: { text: kept },
    removed: [{ text: removed, source: "tasks-01.jsonl", rowIndex: 2201, similarity: 0.86 }],
  };
}

const drawer = cluster(
  "the gripper opens the top drawer and waits two seconds",
  "the gripper opens the middle drawer and waits a moment",
);

test("a cluster marks the words that differ", () => {
  expect(clusterLines([drawer], 80, plain)).toEqual([
    "One of the clusters",
    "",
    "  cluster 1 018, 23 rows, similarity 0.84 to 1.00",
    "  kept     the gripper opens the [-top-] drawer and waits [-two seconds-]",
    "  removed  the gripper opens the {+middle+} drawer and waits {+a moment+}",
    "           0.86 similar, tasks-01.jsonl row 2 201",
  ]);
});

test("a range of one similarity is that similarity", () => {
  expect(clusterLines([{ ...drawer, from: 0.861, to: 0.859 }], 80, plain)[2]).toBe(
    "  cluster 1 018, 23 rows, similarity 0.86",
  );
});

test("with colour the words are underlined instead", () => {
  expect(clusterLines([drawer], 80, color).slice(2)).toEqual([
    "  \x1b[1mcluster 1 018\x1b[0m, 23 rows, similarity 0.84 to 1.00",
    "  \x1b[36mkept\x1b[0m     the gripper opens the \x1b[36;4mtop\x1b[0m drawer and waits \x1b[36;4mtwo seconds\x1b[0m",
    "  \x1b[35mremoved\x1b[0m  the gripper opens the \x1b[35;4mmiddle\x1b[0m drawer and waits \x1b[35;4ma moment\x1b[0m",
    "  \x1b[2m         0.86 similar, tasks-01.jsonl row 2 201\x1b[0m",
  ]);
});

test("a long common beginning does not hide the difference", () => {
  const opening = Array.from({ length: 400 }, (_, index) => `word${index}`).join(" ");
  const [, , , kept, removed] = clusterLines(
    [cluster(`${opening} red end`, `${opening} blue end`)],
    80,
    plain,
  );
  expect([kept, removed]).toEqual([
    "  kept     … word397 word398 word399 [-red-] end",
    "  removed  … word397 word398 word399 {+blue+} end",
  ]);
});

test("equal texts have nothing to mark", () => {
  const lines = clusterLines([cluster("MIT License", "MIT License")], 80, plain);
  expect(lines.slice(3, 5)).toEqual(["  kept     MIT License", "  removed  MIT License"]);
});

test("several clusters have one title, and none have nothing", () => {
  expect(clusterLines([drawer, drawer, drawer], 80, plain)[0]).toBe("Three of the clusters");
  expect(clusterLines([], 80, plain)).toEqual([]);
});

test("clusters with something to compare are shown before those without", () => {
  const equal = cluster("MIT License", "MIT License");
  expect(chooseExamples([equal, drawer, equal, drawer], 3)).toEqual([drawer, drawer, equal]);
});

const words = fc.array(fc.constantFrom("a", "red", "mug", "picks", "日本", "up"), {
  maxLength: 120,
});

test("a comparison gives back both texts", () => {
  const short = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 60 });
  fc.assert(
    fc.property(short, short, (kept, removed) => {
      const parts = diffWords(kept.join(" "), removed.join(" "));
      const side = (gone: "kept" | "removed") =>
        parts.flatMap(({ kind, text }) => (kind === gone ? [] : text.split(" ")));
      expect(side("removed")).toEqual(kept);
      expect(side("kept")).toEqual(removed);
    }),
  );
});

test("clusters fit the width, marks included, whatever the texts", () => {
  const path = fc.string({ unit: "grapheme", maxLength: 120 });
  fc.assert(
    fc.property(
      words,
      words,
      path,
      fc.integer({ min: 60, max: 120 }),
      (kept, removed, source, columns) => {
        const [first] = cluster(kept.join(" "), removed.join(" ")).removed;
        const shown = {
          ...drawer,
          kept: { text: kept.join(" ") },
          removed: [{ ...first!, source }],
        };
        for (const line of clusterLines([shown], columns, plain)) {
          expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        }
      },
    ),
  );
});
