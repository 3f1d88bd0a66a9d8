import { expect, test } from "vitest";
import answers from "../data/case-fold.json" with { type: "json" };
import { caseFold } from "../../src/core/case-fold.ts";

/** What Python's `str.casefold` made of every character whose `str.lower` differs. */
const folds = new Map(Object.entries(answers.folds));

test("folds every character as Python does", () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const char = String.fromCodePoint(code);
    if (caseFold(char) !== (folds.get(char) ?? char.toLowerCase())) wrong.push(char);
  }
  expect(wrong).toEqual([]);
  expect(folds.size).toBeGreaterThan(250);
});

test.each([
  ["Straße", "STRASSE"],
  ["ΑΣ ΟΔΟΣ", "ας οδος"],
  ["ﬁancée", "FIANCÉE"],
  ["ᏣᎳᎩ", "ꮳꮃꭹ"],
])("takes %s for equal to %s", (a, b) => {
  expect(caseFold(a)).toBe(caseFold(b));
});

test("keeps the dotless i apart from i, and the letters around it folded", () => {
  expect(caseFold("ISPARTALI KIZ ılık IŞIK")).toBe("ispartali kiz ılık işik");
});
