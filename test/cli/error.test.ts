import { expect, test } from "vitest";
import { errorLines, exitCodeOf, toFailure } from "../../src/cli/error.ts";
import { createStyle } from "../../src/cli/style.ts";
import { FormatError, OptionError, SchemaError, UnsupportedError } from "../../src/core/errors.ts";

const plain = createStyle({ color: false, unicode: true });
const color = createStyle({ color: true, unicode: true });

const missing = new SchemaError("instructions", 'There is no column "instructions".', {
  where: "data/lab-a.parquet, and 52 more files with the same schema",
  rule: "--column names a text column: instruction, caption, note",
  fix: "did you mean --column instruction?",
});

test("an error has four parts in one order", () => {
  expect(errorLines(toFailure(missing), plain)).toEqual([
    'error  There is no column "instructions".',
    "  where   data/lab-a.parquet, and 52 more files with the same schema",
    "  rule    --column names a text column: instruction, caption, note",
    "  fix     did you mean --column instruction?",
  ]);
});

const fixOf = (fix: string): string =>
  errorLines({ code: "X", message: "", fix }, color)[1]!.slice("  \x1b[2mfix\x1b[0m     ".length);

test("what can be typed is coloured in the advice", () => {
  expect(fixOf("did you mean --column instruction?")).toBe(
    "did you mean \x1b[36m--column instruction\x1b[0m?",
  );
  expect(fixOf("read what is whole: sluice inspect run-19.mcap --recover")).toBe(
    "read what is whole: \x1b[36msluice inspect run-19.mcap --recover\x1b[0m",
  );
  expect(fixOf("sluice doctor says what to install; --device auto runs on wasm")).toBe(
    "\x1b[36msluice doctor\x1b[0m says what to install; \x1b[36m--device auto\x1b[0m runs on wasm",
  );
  expect(fixOf("--force replaces it, --resume goes on")).toBe(
    "\x1b[36m--force\x1b[0m replaces it, \x1b[36m--resume\x1b[0m goes on",
  );
});

test("labels are quiet and the word error is red", () => {
  expect(errorLines(toFailure(missing), color).slice(0, 2)).toEqual([
    '\x1b[1;31merror\x1b[0m  There is no column "instructions".',
    "  \x1b[2mwhere\x1b[0m   data/lab-a.parquet, and 52 more files with the same schema",
  ]);
});

test("parts that an error lacks are left out", () => {
  expect(errorLines(toFailure(new FormatError("mcap", "run.mcap", 12, "It ends.")), plain)).toEqual(
    ["error  It ends.", "  where   run.mcap, byte 12"],
  );
});

test("an error that nobody foresaw says that it is a bug", () => {
  expect(errorLines(toFailure(new TypeError("x is not a function")), plain)).toEqual([
    "error  x is not a function",
    "  rule    an error without advice is a bug in Sluice",
    "  fix     run it again with --debug, and report what it prints",
  ]);
});

test("a usage error exits with 2, a failed run with 1, a stopped one with 130", () => {
  const failures = [
    missing,
    new OptionError("fuzzy-dedup.threshold", "threshold must be a number."),
    new FormatError("mcap", "run.mcap", 12, "It ends."),
    new UnsupportedError("WebGPU has no adapter on this machine."),
    new Error("unforeseen"),
  ];
  expect(failures.map((error) => exitCodeOf(toFailure(error)))).toEqual([2, 2, 1, 1, 1]);
  expect(exitCodeOf({ code: "STOPPED", message: "" })).toBe(130);
});
