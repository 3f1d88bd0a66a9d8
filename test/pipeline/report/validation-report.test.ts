import { expect, test } from "vitest";
import { renderValidationReport } from "../../../src/pipeline/report/validation-report.ts";
import { soundReport, validationReport } from "../../support/validation-fixture.ts";

const page = renderValidationReport(validationReport());
/** What is read of the page, without its tags. */
const words = page
  .slice(page.indexOf("<main"))
  .replace(/<[^>]*>/g, " ")
  .replace(/\s+/g, " ");

test("says in its heading how much is broken", () => {
  expect(words).toContain("5 rules are broken, in 1 243 rows.");
  expect(words).toContain("Most often broken is range of score, 1 234 times.");
});

test("has each broken rule with its column, how often, and its share of the rows", () => {
  expect(words).toMatch(/score range 1 234 times 1\.0 %/);
  expect(words).toMatch(/all columns expression 2 times &lt; 0\.01 %/);
  // That a column is missing is no row's fault.
  expect(words).toContain("gone required 1 time all columns read");
});

test("shows rows that break a rule, a few of each, and says how many more there are", () => {
  expect(words).toContain("row 1 000 data/part-0.parquet the value must be at most 1; it is 1.5");
  expect(words).toContain("row 1 005");
  expect(words).not.toContain("row 1 006");
  expect(words).toContain("1 228 more; validation.json lists more.");
  expect(words).toContain("column the column is missing");
});

test("says how the columns differ from the schema", () => {
  expect(words).toContain("removed gone it is declared, and not there");
  expect(words).toContain("retyped id Int64 was declared, it is Utf8");
  expect(words).toContain("nullable score it has missing values");
  expect(words).toContain("added extra the schema does not declare it");
});

test("takes no name and no value for markup", () => {
  expect(page).not.toContain("<script>alert(1)");
  expect(page).not.toContain("<b>meta");
  expect(page).toContain("&lt;b&gt;meta.lang &amp; more&lt;/b&gt;");
});

test("of data that keep to the schema says so, and has no empty tables", () => {
  const sound = renderValidationReport(soundReport());
  expect(sound).toContain("Every row keeps to the schema.");
  expect(sound).toContain("The columns are those that the schema declares.");
  expect(sound).not.toContain('id="rules"');
  expect(sound).not.toContain('id="examples"');
});
