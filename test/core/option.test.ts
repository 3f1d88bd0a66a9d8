import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { OptionError } from "../../src/core/errors.ts";
import { namedOptions, nearest, option, parseOptions } from "../../src/core/option.ts";

const declared = {
  columns: option.strings("Columns to compare", { alias: "column" }),
  threshold: option.number("Similarity", { default: 0.8, min: 0.1, max: 1 }),
  bands: option.number("Bands", { default: undefined, min: 1, integer: true }),
  unit: option.oneOf("Unit", ["char", "word"], { default: "char" }),
  strict: option.boolean("Strict"),
  keep: option.string("Rule", {
    default: "first",
    check: (value) => (value === "first" ? undefined : "first"),
  }),
};

const parse = (given: Record<string, unknown>) => parseOptions(declared, given, "stage");

function refusal(given: Record<string, unknown>): OptionError {
  try {
    parse(given);
  } catch (error) {
    if (error instanceof OptionError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("what is not given has its default", () => {
  const defaults = {
    columns: [],
    threshold: 0.8,
    bands: undefined,
    unit: "char",
    strict: false,
    keep: "first",
  };
  expect(parse({})).toEqual(defaults);
  expect(parse({ threshold: undefined, column: undefined })).toEqual(defaults);
});

describe("another name of an option", () => {
  test.each([{ column: "text" }, { column: ["text"] }, { columns: "text" }, { columns: ["text"] }])(
    "%j says the same",
    (given) => {
      expect(parse(given).columns).toEqual(["text"]);
      expect(namedOptions(declared, given, "stage")).toEqual({ columns: ["text"] });
    },
  );

  test("is refused beside the first one", () => {
    expect(refusal({ column: "a", columns: ["b"] })).toMatchObject({
      path: "stage.columns",
      message: "columns and column are one option of stage.",
      fix: "leave out column",
    });
  });

  test("is suggested, too", () => {
    expect(refusal({ colum: "a" }).fix).toBe("did you mean column?");
  });
});

test.each([
  [{ threshold: 2 }, "threshold must be a number from 0.1 to 1; it is 2."],
  [{ threshold: "0.8" }, 'threshold must be a number from 0.1 to 1; it is "0.8".'],
  [{ bands: 1.5 }, "bands must be a whole number of at least 1; it is 1.5."],
  [{ unit: "byte" }, 'unit must be one of char, word; it is "byte".'],
  [{ strict: "yes" }, 'strict must be true or false; it is "yes".'],
  [{ column: [1] }, "columns must be a list of texts; it is [1]."],
  [{ column: 1 }, "columns must be a list of texts; it is 1."],
  [{ keep: "best" }, 'keep must be first; it is "best".'],
  [{ other: 1 }, 'There is no option "other" in stage.'],
])("%j is refused: %s", (given, message) => {
  expect(refusal(given).message).toBe(message);
});

test("names nearer than a third of their length are suggested, and no others", () => {
  const known = ["threshold", "columns"];
  expect(nearest("treshold", known)).toEqual({ fix: "did you mean threshold?" });
  expect(nearest("COLUMNS", known)).toEqual({ fix: "did you mean columns?" });
  expect(nearest("bananas", known)).toEqual({});
});

test("options by their first names stay as they are", () => {
  const values = fc.record(
    {
      columns: fc.array(fc.string()),
      threshold: fc.double({ min: 0.1, max: 1, noNaN: true }),
      unit: fc.constantFrom("char", "word"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(values, (given) => {
      expect(namedOptions(declared, given, "stage")).toEqual(given);
    }),
  );
});
