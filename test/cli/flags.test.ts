import { Command } from "commander";
import fc from "fast-check";
import { expect, test } from "vitest";
import { flagText, kebab, pickValues, toFlags } from "../../src/cli/flags.ts";
import type { FlagValues } from "../../src/cli/flags.ts";
import { option } from "../../src/core/option.ts";
import type { Options } from "../../src/core/option.ts";

const declared = {
  threshold: option.number("Similarity", { default: 0.8, min: 0, max: 1, placeholder: "0..1" }),
  bandCount: option.number("Bands", { default: 16, integer: true }),
  column: option.string("Column", { default: undefined }),
  keepColumns: option.strings("Columns", { alias: "keep-column" }),
  skipBadFiles: option.boolean("Skip"),
  verify: option.boolean("Verify", true),
  unit: option.oneOf("Unit", ["char", "word"], { default: "char" }),
} satisfies Options;

function parse(args: readonly string[], options: Options = declared): FlagValues {
  const command = new Command().exitOverride();
  for (const flag of toFlags(options)) command.addOption(flag);
  return pickValues(options, command.parse(args, { from: "user" }).opts());
}

function toArguments(values: FlagValues): string[] {
  return Object.entries(values).map(([name, value]) => {
    if (typeof value === "boolean") return `--${value ? "" : "no-"}${kebab(name)}`;
    return `--${kebab(name)}=${String(value)}`;
  });
}

test("values survive the way through flags and back", () => {
  const item = fc
    .string({ minLength: 1 })
    .filter((text) => text.trim() === text && !text.includes(","));
  const values = fc.record(
    {
      threshold: fc
        .double({ min: 0, max: 1, noNaN: true })
        .filter((value) => !Object.is(value, -0)),
      bandCount: fc.integer(),
      column: fc.string(),
      keepColumns: fc.array(item, { minLength: 1 }),
      skipBadFiles: fc.boolean(),
      verify: fc.boolean(),
      unit: fc.constantFrom("char", "word"),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(values, (given) => {
      expect(parse(toArguments(given))).toEqual(given);
    }),
  );
});

test("nothing given is nothing said, so that the engine's defaults hold", () => {
  expect(parse([])).toEqual({});
});

test("a list is given at once or piece by piece", () => {
  const expected = { keepColumns: ["a", "b", "c"] };
  expect(parse(["--keep-columns", "a, b,c"])).toEqual(expected);
  expect(parse(["--keep-columns", "a", "--keep-columns", "b,c"])).toEqual(expected);
  expect(parse(["--keep-columns", ""])).toEqual({ keepColumns: [] });
});

test("an alias says the same as its option", () => {
  expect(parse(["--keep-column", "a"])).toEqual({ keepColumns: ["a"] });
});

test("an option given under both names reaches the engine, which refuses it", () => {
  expect(parse(["--keep-columns", "a", "--keep-column", "b"])).toEqual({
    keepColumns: ["a"],
    "keep-column": ["b"],
  });
});

test("what is no number is left for the engine to refuse in its own words", () => {
  expect(parse(["--threshold", "high", "--band-count", " "])).toEqual({
    threshold: "high",
    bandCount: " ",
  });
});

test("flags are called as help calls them", () => {
  expect(Object.entries(declared).map(([name, each]) => flagText(name, each))).toEqual([
    "--threshold 0..1",
    "--band-count N",
    "--column NAME",
    "--keep-column LIST",
    "--skip-bad-files",
    "--verify",
    "--unit NAME",
  ]);
});
