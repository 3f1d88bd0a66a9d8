import { expect, test } from "vitest";
import { createStyle, wantsColor, wantsUnicode } from "../../src/cli/style.ts";
import type { ColorChoice, Environment } from "../../src/cli/style.ts";

const cases: [string, ColorChoice, Environment, boolean, boolean][] = [
  ["a terminal has colour", "auto", {}, true, true],
  ["a pipe has none", "auto", {}, false, false],
  ["--color always wins over NO_COLOR", "always", { NO_COLOR: "1" }, false, true],
  ["--color never wins over FORCE_COLOR", "never", { FORCE_COLOR: "1" }, true, false],
  ["NO_COLOR wins over FORCE_COLOR", "auto", { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
  ["an empty NO_COLOR says nothing", "auto", { NO_COLOR: "" }, true, true],
  ["FORCE_COLOR colours a pipe", "auto", { FORCE_COLOR: "1" }, false, true],
  ["FORCE_COLOR=0 says nothing", "auto", { FORCE_COLOR: "0" }, false, false],
  ["FORCE_COLOR wins over a dumb terminal", "auto", { FORCE_COLOR: "1", TERM: "dumb" }, true, true],
  ["a dumb terminal has none", "auto", { TERM: "dumb" }, true, false],
];

test.each(cases)("colour: %s", (_, choice, env, terminal, expected) => {
  expect(wantsColor(choice, env, terminal)).toBe(expected);
});

const locales: [string, Environment, string, boolean][] = [
  ["a UTF-8 locale", { LANG: "en_GB.UTF-8" }, "linux", true],
  ["utf8 without the hyphen", { LC_CTYPE: "C.utf8" }, "linux", true],
  ["no locale", {}, "linux", false],
  ["LC_ALL before LANG", { LC_ALL: "C", LANG: "en_GB.UTF-8" }, "linux", false],
  ["the console of Linux", { TERM: "linux", LANG: "en_GB.UTF-8" }, "linux", false],
  ["Windows Terminal", { WT_SESSION: "x" }, "win32", true],
  ["an old Windows console", {}, "win32", false],
];

test.each(locales)("signs outside ASCII: %s", (_, env, platform, expected) => {
  expect(wantsUnicode(env, platform)).toBe(expected);
});

test("colours are of the sixteen, without a background", () => {
  const { paint } = createStyle({ color: true, unicode: true });
  expect(paint("accent", "x")).toBe("\x1b[36mx\x1b[0m");
  expect(paint("keptWord", "x")).toBe("\x1b[36;4mx\x1b[0m");
  expect(paint("quiet", "")).toBe("");
});

test("without colour, differing words are marked and the rest is plain", () => {
  const { paint } = createStyle({ color: false, unicode: true });
  expect([paint("keptWord", "red"), paint("removedWord", "blue"), paint("wrong", "x")]).toEqual([
    "[-red-]",
    "{+blue+}",
    "x",
  ]);
});

test("the fallback signs are ASCII", () => {
  const { signs } = createStyle({ color: false, unicode: false });
  expect(Object.values(signs).join("")).toMatch(/^[\x20-\x7e]+$/);
});
