import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { testDeviceOptions } from "../support/devices.ts";
import { answers, expectNear, type Normalized, normalized } from "../support/normalized.ts";
import { runQuietly, tempFolder, writeJsonl } from "../support/temp.ts";
import { writeVectors } from "../support/vector-file.ts";

const { NaN: nan } = Number;

describe("agrees with scikit-learn:", () => {
  // Results are floats of 32 bits, of an error of 2^-24 of their size, or a few.
  test("l2", async () => {
    expectNear((await normalized(answers["values"]!, { method: "l2" })).rows, answers["l2"]!, 3e-7);
  });

  test.each(["center", "zscore", "minmax", "robust"])(
    "%s, NaN left out of what is learnt",
    async (method) => {
      const { rows } = await normalized(answers["holes"]!, { method });
      expectNear(rows, answers[method]!, 1e-6);
    },
  );
});

describe("what is not a proper number has a defined result:", () => {
  const odd = [[1, 2, null], [0, 0, 0], null, [3, 4, 0], [5, 4, 0]];

  test("l2 makes a row with NaN all NaN, keeps zero rows and rows without a vector", async () => {
    const { rows } = await normalized(odd, { method: "l2" });
    expect(rows).toEqual([
      [nan, nan, nan],
      [0, 0, 0],
      null,
      [0.6, 0.8, 0].map(Math.fround),
      rows[4],
    ]);
  });

  test("minmax leaves NaN where it is, and makes a constant column 0", async () => {
    const { rows } = await normalized(odd, { method: "minmax" });
    expect(rows).toEqual([
      [Math.fround(0.2), 0.5, nan],
      [0, 0, 0],
      null,
      [Math.fround(0.6), 1, 0],
      [1, 1, 0],
    ]);
  });

  test("a column without any number stays as it is", async () => {
    const { rows } = await normalized(
      [
        [1, null],
        [3, null],
      ],
      { method: "zscore" },
    );
    expect(rows).toEqual([
      [-1, nan],
      [1, nan],
    ]);
  });

  test("no rows at all give no rows, and one row is constant", async () => {
    expect((await normalized([], { method: "zscore" }, { to: "arrow" })).rows).toEqual([]);
    const file = await writeJsonl(join(await tempFolder(), "in.jsonl"), [{ embedding: [1, 2] }]);
    expect((await normalized(file, { method: "zscore" }, { to: "jsonl" })).rows).toEqual([[0, 0]]);
  });
});

const good = { format: "sluice normalize", version: 1, method: "center", rows: 1 };

describe("statistics", () => {
  const fitted = async (method: string): Promise<{ rows: Normalized["rows"]; stats: string }> => {
    const { rows, out } = await normalized(answers["holes"]!, { method });
    return { rows, stats: join(out, "fitted", `embedding-${method}.json`) };
  };

  test.each(["center", "zscore", "minmax", "robust"])(
    "of %s are applied and undone",
    async (method) => {
      const { rows, stats } = await fitted(method);
      const again = await normalized(answers["holes"]!, { stats });
      expect(again.rows).toEqual(rows);
      const undone = await normalized(rows, { stats, invert: true });
      answers["holes"]!.forEach((row, i) =>
        row!.forEach((value, j) => {
          const got = undone.rows[i]![j]!;
          if (value === null) expect(got).toBeNaN();
          // Four roundings, each of half a unit in the last place of a value that is at most twice
          // the largest of its column.
          else {
            const largest = Math.max(...answers["holes"]!.map((other) => Math.abs(other![j] ?? 0)));
            expect(Math.abs(got - value)).toBeLessThanOrEqual(largest * 2 ** -21);
          }
        }),
      );
    },
  );

  test.each(["zscore", "robust"])(
    "of %s are the same bytes on every device, in any batches",
    async (method) => {
      const texts = new Set<string>();
      const long = Array.from({ length: 1000 }, (_, row) => [
        Math.sin(row) * 3 + 1,
        row % 17,
        1 / (row + 1),
      ]);
      const devices = testDeviceOptions().map((device) => ({ device }));
      for (const request of [{ batchRows: 7 }, ...devices]) {
        const { out } = await normalized(long, { method }, request);
        texts.add(await readFile(join(out, "fitted", `embedding-${method}.json`), "utf8"));
      }
      expect(texts.size).toBe(1);
    },
  );

  test("say what they are", async () => {
    const { out } = await normalized(
      [
        [1, 5],
        [3, 5],
      ],
      { method: "zscore" },
    );
    expect(
      JSON.parse(await readFile(join(out, "fitted", "embedding-zscore.json"), "utf8")),
    ).toEqual({
      format: "sluice normalize",
      version: 1,
      method: "zscore",
      rows: 2,
      centers: [2, 5],
      divisors: [1, 1],
    });
    const manifest = JSON.parse(await readFile(join(out, "manifest.json"), "utf8")) as {
      readonly stages: readonly { readonly notes: unknown }[];
    };
    expect(manifest.stages[0]!.notes).toEqual({ method: "zscore", fittedRows: 2 });
  });

  test("are learnt once for an index, and only applied to what is compared with it", async () => {
    const folder = await tempFolder();
    const file = await writeVectors(join(folder, "in.arrow"), [[1], [5]]);
    const run = async (name: string, options: object): Promise<void> => {
      const stages = [{ name: "normalize", options: { ...options } }];
      const index = join(folder, "index");
      await runQuietly({ inputs: [file], out: join(folder, name), stages, index });
    };
    await expect(run("a", { method: "center" })).rejects.toThrow(
      /learn anew from the rows of each/,
    );
    const stats = join(folder, "stats.json");
    const write = async (center: number): Promise<void> => {
      const content = { ...good, centers: [center], divisors: [1] };
      await writeFile(stats, JSON.stringify(content));
    };
    await write(1);
    await run("a", { stats });
    await run("b", { stats });
    await write(2);
    await expect(run("c", { stats })).rejects.toThrow(/was made with other settings/);
  });

  test("of two stages that learn alike are two files", async () => {
    const folder = await tempFolder();
    const file = await writeVectors(join(folder, "in.arrow"), [[1], [5]]);
    const stage = { name: "normalize", options: { method: "center" } };
    const out = join(folder, "out");
    await runQuietly({ inputs: [file], out, stages: [stage, stage] });
    const centers = ["embedding-center.json", "embedding-center-2.json"].map(async (name) => {
      const text = await readFile(join(out, "fitted", name), "utf8");
      return (JSON.parse(text) as { readonly centers: unknown }).centers;
    });
    expect(await Promise.all(centers)).toEqual([[3], [0]]);
  });

  test("and unit scale the mapped rows to length 1", async () => {
    const { rows } = await normalized(
      [
        [1, 5],
        [3, 5],
      ],
      { method: "center", unit: true },
    );
    expect(rows).toEqual([
      [-1, 0],
      [1, 0],
    ]);
  });

  test.each<[string, string, RegExp]>([
    ["text", "no JSON", /is not JSON/],
    ["another file", JSON.stringify({ a: 1 }), /holds no statistics/],
    ["a later version", JSON.stringify({ ...good, version: 2 }), /version 2; this Sluice reads/],
    ["an unknown method", JSON.stringify({ ...good, method: "x" }), /not known: x/],
    ["no numbers", JSON.stringify({ ...good, centers: [null] }), /"centers" of .* is not a list/],
    [
      "divisors that do not divide",
      JSON.stringify({ ...good, centers: [1], divisors: [0] }),
      /"divisors" of .* are not 1 numbers above 0/,
    ],
    [
      "whitening without directions",
      JSON.stringify({ ...good, method: "whiten", centers: [1, 2], divisors: [1] }),
      /"directions" of .* is not a list/,
    ],
    [
      "directions of another length",
      JSON.stringify({
        ...good,
        method: "whiten",
        centers: [1, 2],
        divisors: [1],
        directions: [1],
      }),
      /"directions" of .* are not 1 times 2 numbers/,
    ],
    [
      "another length",
      JSON.stringify({ ...good, centers: [1], divisors: [1] }),
      /have 2 numbers, the statistics are of 1/,
    ],
  ])("that are %s are refused", async (_, text, message) => {
    const stats = join(await tempFolder(), "stats.json");
    await writeFile(stats, text);
    await expect(normalized([[1, 2]], { stats })).rejects.toThrow(message);
  });
});

test.each<[Readonly<Record<string, unknown>>, RegExp]>([
  [{}, /neither a method nor statistics/],
  [{ method: "l2", stats: "f" }, /l2 learns nothing/],
  [{ method: "zscore", invert: true }, /no statistics to undo/],
  [{ stats: "f", invert: true, unit: true }, /Rows of length 1 are not/],
  [{ method: "max" }, /method must be one of l2/],
])("refuses %j", async (options, message) => {
  await expect(normalized([[1]], options)).rejects.toThrow(message);
});

test("refuses values too large to be centred", async () => {
  const run = normalized([[1], [3e38]], { method: "zscore" });
  await expect(run).rejects.toThrow(/Number 0 of the vectors of "embedding" goes from 1 to 3\.0/);
});
