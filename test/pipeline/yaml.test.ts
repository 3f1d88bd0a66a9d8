import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OptionError } from "../../src/core/errors.ts";
import type { Option } from "../../src/core/option.ts";
import type { Plan, PlanStage } from "../../src/pipeline/plan.ts";
import { parsePlan, printPlan } from "../../src/pipeline/yaml.ts";
import { stages } from "../../src/stages/index.ts";

function refusal(text: string, overrides: Record<string, unknown> = {}): OptionError {
  try {
    parsePlan(text, overrides);
  } catch (error) {
    if (error instanceof OptionError) return error;
    throw error;
  }
  throw new Error(`nothing was refused in ${text}`);
}

const base = "inputs: [a.jsonl]\nout: out\n";

/** Any value that a declared option takes; the texts are ones that YAML could take for others. */
function valueOf({ kind, check }: Option): fc.Arbitrary<unknown> {
  const text = fc.oneof(
    fc.string({ unit: "binary", minLength: 1 }),
    fc.constantFrom(
      "null",
      "~",
      "yes",
      "1e3",
      "0x1f",
      "2026-01-15",
      "- a",
      "a: b",
      "#",
      " x ",
      "&a",
    ),
  );
  switch (kind.type) {
    case "number": {
      const { min = -1e6, max = 1e6, integer } = kind;
      return integer
        ? fc.integer({ min, max: Math.min(max, 2 ** 31) })
        : fc.double({ min, max, noNaN: true }).filter((value) => !Object.is(value, -0));
    }
    case "boolean":
      return fc.boolean();
    case "string":
      return check ? fc.constantFrom("first", "highest:a b", "lowest:#x: y") : text;
    case "strings":
      return check ? fc.subarray(["nfc", "case", "none"]) : fc.array(text);
    case "oneOf":
      return fc.constantFrom(...kind.values);
    default:
      return kind satisfies never;
  }
}

const accepted = (plan: Plan): boolean => {
  try {
    parsePlan(printPlan(plan));
    return true;
  } catch (error) {
    if (error instanceof OptionError) return false;
    throw error;
  }
};

const planStages = fc.oneof(
  ...stages.map(({ name, options }): fc.Arbitrary<PlanStage> => {
    const requiredKeys = Object.keys(options).filter((key) => key === "column");
    const values = Object.entries(options).map(([key, each]) => [key, valueOf(each)] as const);
    return fc
      .record(Object.fromEntries(values), { requiredKeys, noNullPrototype: true })
      .map((given) => ({ name, options: given }));
  }),
);

const text = fc.string({ unit: "binary", minLength: 1 });
const plans: fc.Arbitrary<Plan> = fc.record(
  {
    inputs: fc.array(text, { minLength: 1 }),
    out: text,
    stages: fc.array(planStages, { maxLength: 3 }),
    format: text,
    to: text,
    index: text,
    against: fc.constantFrom("all" as const, "index" as const, "self" as const),
    strict: fc.boolean(),
    skipBadFiles: fc.boolean(),
  },
  { requiredKeys: ["inputs", "out", "stages"], noNullPrototype: true },
);

test("every plan that is printed is read back as it was", () => {
  fc.assert(
    fc.property(plans.filter(accepted), (plan) => {
      expect(parsePlan(printPlan(plan))).toEqual({ plan, runOptions: {} });
    }),
    { numRuns: 300 },
  );
});

test("a plan says the same however it is spelt", () => {
  const spelt = `
inputs: a.jsonl
out: out
stages:
  - exact-dedup: { column: text, normalize: case }
  - exact-dedup
  - exact-dedup:
`;
  expect(parsePlan(spelt).plan).toEqual({
    inputs: ["a.jsonl"],
    out: "out",
    stages: [
      { name: "exact-dedup", options: { columns: ["text"], normalize: ["case"] } },
      { name: "exact-dedup", options: {} },
      { name: "exact-dedup", options: {} },
    ],
  });
});

test("a device goes beside the plan", () => {
  expect(parsePlan(`${base}device: { prefer: wasm, threads: 2 }\n`)).toMatchObject({
    plan: { inputs: ["a.jsonl"], out: "out", stages: [] },
    runOptions: { device: { prefer: "wasm", threads: 2 } },
  });
});

describe("what is no plan is refused with its place:", () => {
  test.each([
    ["inputs: [a.jsonl\nout: out\n", { where: "line 2, column 1" }],
    [`${base}out: other\n`, { where: "line 3, column 1", message: /unique/ }],
    ["- a\n", { message: /^plan must be a mapping; it is \["a"\]\.$/ }],
    ["", { message: /^plan must be a mapping; it is null\.$/ }],
    ["out: out\n", { message: "The plan does not say inputs." }],
    ["inputs: []\nout: out\n", { where: "plan.inputs" }],
    ["inputs: [a]\nout: 3\n", { message: "out must be a text; it is 3." }],
    [`${base}outt: o\n`, { where: "plan.outt", fix: "did you mean out?" }],
    [`${base}skipBadFile: true\n`, { fix: "did you mean skipBadFiles?" }],
    [
      `${base}against: everything\n`,
      {
        where: "plan.against",
        message: 'against must be one of all, index, self; it is "everything".',
      },
    ],
    [`${base}device: { prefer: gpu }\n`, { where: "device.prefer" }],
    [`${base}device: { thread: 2 }\n`, { fix: "did you mean threads?" }],
    [`${base}stages: exact-dedup\n`, { message: "stages must be a list." }],
    [`${base}stages: [fuzy-dedup]\n`, { fix: "did you mean fuzzy-dedup?" }],
    [`${base}stages: [{ exact-dedup: {}, fuzzy-dedup: {} }]\n`, { where: /^stages\.0: / }],
    [`${base}stages: [fuzzy-dedup]\n`, { where: "fuzzy-dedup.column" }],
    [
      `${base}stages:\n  - fuzzy-dedup: { column: text, treshold: 0.8 }\n`,
      { where: "fuzzy-dedup.treshold", fix: "did you mean threshold?" },
    ],
    [
      `${base}stages:\n  - exact-dedup: { column: text, columns: [id] }\n`,
      { message: "columns and column are one option of exact-dedup." },
    ],
  ])("%j", (yaml, expected) => {
    const { message, where, fix } = refusal(yaml);
    for (const [part, wanted] of Object.entries(expected)) {
      const said = { message, where, fix }[part];
      if (wanted instanceof RegExp) expect(said).toMatch(wanted);
      else expect(said).toBe(wanted);
    }
  });
});

describe("an override", () => {
  const yaml = `${base}stages:\n  - fuzzy-dedup: { column: text }\n`;

  test("replaces a value, and adds one that is not there", () => {
    const overrides = {
      out: "elsewhere",
      "inputs.0": "b.jsonl",
      "stages.0.fuzzy-dedup.threshold": 0.9,
      strict: true,
      "device.prefer": "cpu",
    };
    expect(parsePlan(yaml, overrides)).toEqual({
      plan: {
        inputs: ["b.jsonl"],
        out: "elsewhere",
        strict: true,
        stages: [{ name: "fuzzy-dedup", options: { column: "text", threshold: 0.9 } }],
      },
      runOptions: { device: { prefer: "cpu" } },
    });
  });

  test.each([
    [{ "stages.0.fuzzy-dedup.threshold": 9 }, "fuzzy-dedup.threshold"],
    [{ otu: "x" }, "plan.otu"],
    [{ "out.folder": "x" }, "out.folder"],
    [{ "stages.0.fuzzy-dedup.column.name": "x" }, "stages.0.fuzzy-dedup.column.name"],
  ])("%j is held to the same rules", (overrides, where) => {
    expect(refusal(yaml, overrides).where).toBe(where);
  });
});
