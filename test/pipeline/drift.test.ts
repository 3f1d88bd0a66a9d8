import { existsSync, readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { drift } from "../../src/pipeline/drift/drift.ts";
import { profile } from "../../src/pipeline/profile.ts";
import { seeded } from "../../src/statistics/random.ts";
import { answers } from "../support/drift-answers.ts";
import { tempFolder, writeJsonl } from "../support/temp.ts";

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

interface Making {
  readonly rows?: number;
  readonly shift?: number;
  readonly seed?: number;
}

/** Rows of a few kinds of columns; a shift moves some of them. */
function rows({ rows: count = 600, shift = 0, seed = 1 }: Making = {}): Record<string, unknown>[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => ({
    speed: normal(random) + shift,
    steady: normal(random),
    lang: random() < 0.5 + shift / 2 ? "en" : random() < 0.5 ? "de" : "fr",
    mode: Math.floor(random() * 4),
    ok: random() < 0.9,
    note: `note ${Math.floor(random() * 1e9)}`,
    gap: random() < 0.02 + shift / 4 ? null : random(),
    state: [normal(random), normal(random) + shift, normal(random)],
  }));
}

async function files(...sides: readonly (readonly object[])[]): Promise<string[]> {
  const folder = await tempFolder();
  return await Promise.all(
    sides.map((side, i) => writeJsonl(join(folder, `side${i}.jsonl`), side)),
  );
}

async function between(a: readonly object[], b: readonly object[], options = {}) {
  const [reference, current] = await files(a, b);
  return await drift(reference!, current!, options);
}

describe("drift", () => {
  test.each(answers.pairs)("is measured as SciPy does: $name", async ({ a, b, ...expected }) => {
    const side = (values: readonly number[]) => values.map((x) => ({ x }));
    const { x } = (await between(side(a), side(b))).columns;
    expect(x!.ks!.statistic).toBeCloseTo(expected.statistic, 12);
    expect(x!.ks!.pValue / expected.pValue).toBeCloseTo(1, 8);
    expect(x!.wasserstein! / (expected.wasserstein || 1)).toBeCloseTo(
      expected.wasserstein === 0 ? 0 : 1,
      8,
    );
  });

  test.each(answers.tables.slice(0, 2))(
    "of counts is measured as SciPy does: $a and $b",
    async ({ a, b, ...expected }) => {
      const side = (counts: readonly number[]) =>
        counts.flatMap((count, i) => Array.from({ length: count }, () => ({ x: `value ${i}` })));
      const { x } = (await between(side(a), side(b))).columns;
      expect(x!.chi2!.statistic).toBeCloseTo(expected.statistic, 9);
      expect(x!.chi2!.pValue).toBeCloseTo(expected.pValue, 9);
      expect(x!.chi2!.cramersV).toBeCloseTo(expected.cramersV, 9);
    },
  );

  test("is not found between a data set and itself, in any order", async () => {
    const side = rows();
    const found = await between(side, side.toReversed());
    expect(found.drifted).toEqual([]);
    expect(Object.values(found.columns).every(({ drifted }) => !drifted)).toBe(true);
    expect(found.columns["speed"]).toMatchObject({
      ks: { statistic: 0, pValue: 1 },
      psi: 0,
      wasserstein: 0,
    });
  });

  test("is not found between two samples of one distribution", async () => {
    for (let seed = 10; seed < 16; seed++) {
      const found = await between(rows({ seed }), rows({ seed: seed + 100, rows: 500 }));
      expect(found.drifted, `seed ${seed}`).toEqual([]);
    }
  });

  test("is found in the columns that moved, and in no other", async () => {
    const found = await between(rows(), rows({ shift: 0.5, seed: 2 }));
    expect(found.drifted).toEqual(["speed", "lang", "gap", "state"]);
    expect(found.columns["gap"]!.reasons).toEqual([
      expect.stringMatching(/^missing values: \d\.\d % before, 1\d\.\d % now$/),
    ]);
    const { dims } = found.columns["state"]!;
    expect(dims!.indexOf(Math.max(...dims!))).toBe(1);
  });

  test("does not depend on the order of the rows", async () => {
    const [a, b] = [rows({ rows: 80 }), rows({ rows: 60, shift: 0.4, seed: 2 })];
    const whole = await between(a, b, { ignore: ["state"] });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(b, { minLength: b.length }), async (shuffled) => {
        const { columns } = await between(a, shuffled, { ignore: ["state"] });
        for (const name of ["speed", "steady", "lang", "mode", "ok", "gap"]) {
          expect(columns[name]!.ks).toEqual(whole.columns[name]!.ks);
          expect(columns[name]!.psi).toBeCloseTo(whole.columns[name]!.psi!, 12);
          expect(columns[name]!.drifted).toBe(whole.columns[name]!.drifted);
        }
      }),
      { numRuns: 5 },
    );
  });

  test("is neither what is significant but small, nor what is large but may be chance", async () => {
    const side = (count: number, shift: number, seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: count }, () => ({ x: normal(random) + shift }));
    };
    const small = (await between(side(20_000, 0, 1), side(20_000, 0.06, 2))).columns["x"]!;
    expect(small.ks!.pValue).toBeLessThan(1e-3);
    expect(small.drifted).toBe(false);
    const few = (await between(side(12, 0, 3), side(12, 0.3, 4))).columns["x"]!;
    expect(few.ks!.statistic).toBeGreaterThan(0.1);
    expect(few.drifted).toBe(false);
  });

  test("of columns that came, went or are of another kind is told", async () => {
    const found = await between([{ a: 1, b: 2, c: "x" }], [{ a: 1, c: 5, d: 6 }]);
    expect(found.schema).toEqual({
      added: ["d"],
      removed: ["b"],
      retyped: [{ column: "c", from: "Utf8", to: "Int64" }],
    });
    expect(found.drifted).toEqual(["b", "c"]);
  });

  test("leaves out what it is told to", async () => {
    const sides = [rows(), rows({ shift: 0.5, seed: 2 })] as const;
    const named = await between(...sides, { columns: ["steady", "speed"] });
    expect(Object.keys(named.columns)).toEqual(["steady", "speed"]);
    const ignoring = await between(...sides, { ignore: ["speed", "lang", "gap", "state"] });
    expect(ignoring.drifted).toEqual([]);
    await expect(between(...sides, { columns: ["sped"] })).rejects.toMatchObject({
      message: 'The reference has no column "sped".',
      fix: "did you mean speed?",
    });
  });

  test("of lists of many lengths is that of their lengths", async () => {
    const lists = (least: number, seed: number) => {
      const random = seeded(seed);
      return Array.from({ length: 300 }, () => ({
        x: Array.from({ length: least + Math.floor(random() * 10) }, random),
      }));
    };
    const same = (await between(lists(5, 1), lists(5, 2))).columns["x"]!;
    expect([same.of, same.drifted, same.missing.reference]).toEqual(["length", false, 0]);
    const longer = (await between(lists(5, 1), lists(9, 2))).columns["x"]!;
    expect(longer.reasons[0]).toMatch(/^of the lengths the distributions are 0\.\d\d apart/);
  });

  test("is not said of a side without rows", async () => {
    await expect(between([{ x: 1 }], [])).rejects.toThrow();
    const folder = await tempFolder();
    const empty = join(folder, "empty.csv");
    await writeFile(empty, "x\n");
    const [side] = await files([{ x: 1 }]);
    await expect(drift(side!, empty)).rejects.toThrow("The data to compare have no rows.");
    await expect(drift(empty, side!)).rejects.toThrow("The reference has no rows.");
  });

  test("takes thresholds", async () => {
    const found = await between(rows(), rows({ shift: 0.5, seed: 2 }), {
      thresholds: { ks: 0.9, psi: 9, cramersV: 0.9, frechet: 9, missing: 0.9 },
    });
    expect(found.drifted).toEqual([]);
  });

  test("of more than fits into memory is of samples, and says so", async () => {
    const found = await between(rows({ rows: 3000 }), rows({ rows: 3000, shift: 0.5, seed: 2 }), {
      columns: ["speed", "steady"],
      memoryBytes: 32_000,
    });
    expect(found.columns["speed"]!.sampled).toEqual({ reference: 1000, current: 1000 });
    expect(found.drifted).toEqual(["speed"]);
  });

  test.each([
    ["nothing but missing values", [{ x: null }, { x: null }], [{ x: null }]],
    ["one value", [{ x: 1 }], [{ x: 1 }]],
    ["constants", [{ x: 1 }, { x: 1 }], [{ x: 2 }]],
    ["empty lists", [{ x: [] }], [{ x: [] }]],
    ["vectors of other lengths", [{ x: [1, 2] }], [{ x: [1, 2, 3] }]],
  ])("of %s is measured without failing", async (_, a, b) => {
    const { columns } = await between(a, b);
    expect(columns["x"]!.drifted).toBe(false);
    expect(JSON.parse(JSON.stringify(columns))).toEqual(columns);
  });

  test("writes a report and what it is made from", async () => {
    const folder = await tempFolder();
    const out = join(folder, "out");
    const found = await between(rows(), rows({ shift: 0.5, seed: 2 }), { out });
    expect(readdirSync(out).toSorted()).toEqual(["drift.json", "report.html"]);
    const report = await readFile(found.outputs["report"]!, "utf8");
    expect(report).toContain("<h1>4 of 8 columns drifted.</h1>");
    expect(JSON.parse(await readFile(join(out, "drift.json"), "utf8"))).toMatchObject({
      drifted: found.drifted,
      columns: { speed: { drifted: true } },
    });
    await expect(between(rows(), rows(), { out })).rejects.toThrow("is not empty");
  });
});

describe("a stored profile", () => {
  const quantiles = (values: readonly number[]): Record<string, number> => {
    const ordered = values.toSorted((a, b) => a - b);
    const shares = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
    return Object.fromEntries(
      shares.map((q) => [String(q), ordered[Math.floor(q * (ordered.length - 1))]!]),
    );
  };

  async function stored(): Promise<string> {
    const reference = rows({ rows: 2000 });
    const numbers = (name: string) => {
      const values = reference.flatMap((row) => (row[name] === null ? [] : [Number(row[name])]));
      const [min, max] = [Math.min(...values), Math.max(...values)];
      const edges = Array.from({ length: 11 }, (_, i) => min + ((max - min) * i) / 10);
      const counts = edges
        .slice(1)
        .map((edge, i) => values.filter((x) => x <= edge && (x > edges[i]! || i === 0)).length);
      return {
        type: "Float64",
        count: values.length,
        nulls: reference.length - values.length,
        min,
        max,
        quantiles: quantiles(values),
        histogram: { edges, counts },
      };
    };
    const counted = (name: string) => {
      const counts = Map.groupBy(reference, (row) => String(row[name]));
      const top = [...counts].map(([value, all]) => ({ value, count: all.length }));
      return { type: "Utf8", count: 2000, nulls: 0, distinct: top.length, top };
    };
    const path = join(await tempFolder(), "profile.json");
    const columns = {
      speed: numbers("speed"),
      steady: numbers("steady"),
      gap: numbers("gap"),
      lang: counted("lang"),
    };
    await writeFile(path, JSON.stringify({ rows: 2000, columns }));
    return path;
  }

  const columns = ["speed", "steady", "gap", "lang"];

  test("is enough to find what moved", async () => {
    const [current] = await files(rows({ shift: 0.5, seed: 2 }));
    const found = await drift(await stored(), current!, { columns });
    expect(found.reference).toBe("profile");
    expect(found.drifted).toEqual(["speed", "gap", "lang"]);
    expect(found.columns["speed"]!.ks).toBe(null);
  });

  test("is enough to find that nothing did", async () => {
    const [current] = await files(rows({ seed: 3 }));
    expect((await drift(await stored(), current!, { columns })).drifted).toEqual([]);
  });

  test("gives about the numbers that the values give", async () => {
    const [reference, current] = await files(
      rows({ rows: 2000 }),
      rows({ rows: 1500, shift: 0.5, seed: 2 }),
    );
    const exact = (await drift(reference!, current!, { columns })).columns;
    const approximate = (await drift(await stored(), current!, { columns })).columns;
    for (const name of ["speed", "steady"]) {
      expect(approximate[name]!.psi).toBeCloseTo(exact[name]!.psi!, 1);
      expect(approximate[name]!.wasserstein).toBeCloseTo(exact[name]!.wasserstein!, 1);
    }
    expect(approximate["lang"]!.chi2).toEqual(exact["lang"]!.chi2);
  });

  test.each([
    ["no JSON", "{"],
    ["no profile", "[]"],
    ["a number", "3"],
  ])("that is %s is refused", async (_, text) => {
    const path = join(await tempFolder(), "profile.json");
    await writeFile(path, text);
    const [current] = await files(rows({ rows: 3 }));
    await expect(drift(path, current!)).rejects.toThrow("is no profile of a data set");
  });
});

const shared =
  process.env["SLUICE_SHARED_DATA"] ??
  fileURLToPath(new URL("../../../shared/data", import.meta.url));

test.skipIf(!existsSync(shared))("robot episodes of others differ in their states", async () => {
  const folder = join(shared, "lerobot", "gr00t_pick_n_place");
  const { columns, drifted } = await drift(folder, folder);
  expect(drifted).toEqual([]);
  expect(columns["observation.state"]!.dims).toHaveLength(44);
});

describe("a profile that sluice profile wrote", () => {
  async function profiled(side: readonly object[]): Promise<string> {
    const [file] = await files(side);
    const out = join(await tempFolder(), "profile");
    await profile([file!], { out });
    return join(out, "profile.json");
  }

  test("finds what moved, and nothing else", async () => {
    const reference = await profiled(rows({ rows: 3000 }));
    const [same, moved] = await files(
      rows({ rows: 2500, seed: 21 }),
      rows({ rows: 2500, shift: 0.5, seed: 22 }),
    );
    expect((await drift(reference, same!)).drifted).toEqual([]);
    const found = await drift(reference, moved!);
    expect(found.drifted).toEqual(["speed", "lang", "gap", "state"]);
    const { dims } = found.columns["state"]!;
    expect(dims!.indexOf(Math.max(...dims!))).toBe(1);
  });

  test("finds that a constant is another one now", async () => {
    const constant = (x: number) => Array.from({ length: 50 }, () => ({ x, y: 1 }));
    const reference = await profiled(constant(3));
    for (const other of [2, 4]) {
      const [current] = await files(constant(other));
      expect((await drift(reference, current!)).drifted).toEqual(["x"]);
    }
  });
});

test("vectors that moved are told apart by a classifier, and those that did not are not", async () => {
  const folder = await tempFolder();
  const next = seeded(5);
  const made = (shift: number): object[] =>
    Array.from({ length: 200 }, () => ({ v: [normal(next), normal(next) + shift] }));
  const [a, b, c] = [0, 0, 3].map((shift, i) => [join(folder, `${i}.jsonl`), made(shift)] as const);
  for (const [file, all] of [a!, b!, c!]) await writeJsonl(file, all);
  const { classifier: same } = (await drift(a![0], b![0])).columns["v"]!;
  const { classifier: moved } = (await drift(a![0], c![0])).columns["v"]!;
  expect(same!.auc).toBeLessThan(0.6);
  expect(same!.pValue).toBeGreaterThan(0.05);
  expect(moved).toMatchObject({ rows: [200, 200] });
  expect(moved!.auc).toBeGreaterThan(0.95);
  expect(moved!.pValue).toBeLessThan(1e-4);
});
