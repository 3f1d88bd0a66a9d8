import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunOutcome } from "../../src/cli/api.ts";
import { createStyle } from "../../src/cli/style.ts";
import {
  doneLine,
  ledgerLines,
  plainLedgerLines,
  plainWrittenLine,
  recallLine,
  writtenLines,
} from "../../src/cli/summary.ts";
import { stringWidth } from "../../src/cli/width.ts";
import { sampleOutcome } from "../support/cli-shell.ts";

const plain = createStyle({ color: false, unicode: true });
const color = createStyle({ color: true, unicode: true });
const ascii = createStyle({ color: false, unicode: false });

test("the ledger shows where every row went", () => {
  expect(ledgerLines(sampleOutcome, 80, plain)).toEqual([
    "  Rows in              12 400 000",
    "  − exact duplicates      964 120     7.8 %",
    "  − fuzzy duplicates    1 589 300    12.8 %   708 347 clusters, largest 4 127",
    "  − rejected               34 540     0.3 %   empty text 34 102, not UTF-8 438",
    "  = rows out            9 812 040    79.1 %   ✓ every row accounted for",
  ]);
});

test("the ledger has an ASCII form", () => {
  expect(ledgerLines(sampleOutcome, 80, ascii).slice(1)).toEqual([
    "  - exact duplicates      964 120     7.8 %",
    "  - fuzzy duplicates    1 589 300    12.8 %   708 347 clusters, largest 4 127",
    "  - rejected               34 540     0.3 %   empty text 34 102, not UTF-8 438",
    "  = rows out            9 812 040    79.1 %   ok every row accounted for",
  ]);
});

test("only the proof of the ledger is coloured", () => {
  const lines = ledgerLines(sampleOutcome, 80, color);
  expect(lines.filter((line) => line.includes("\x1b["))).toEqual([
    "  = rows out            9 812 040    79.1 %   \x1b[32m✓ every row accounted for\x1b[0m",
  ]);
});

test("the counts of the plain ledger end in one column, whatever the stages are called", () => {
  const stages = sampleOutcome.stages.map((stage) =>
    stage.name === "fuzzy-dedup" ? { ...stage, name: "semantic-dedup" } : stage,
  );
  const lines = plainLedgerLines({ ...sampleOutcome, stages });
  expect(lines[2]).toBe("semantic duplicates     1589300");
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});

test("a single reason needs no count of its own", () => {
  const outcome = { ...sampleOutcome, rejectedReasons: [{ reason: "empty text", count: 34_540 }] };
  expect(ledgerLines(outcome, 80, plain)[3]).toBe(
    "  − rejected               34 540     0.3 %   empty text",
  );
});

test("a ledger that does not add up is an error, on a terminal and off it", () => {
  const wrong = { ...sampleOutcome, rowsOut: sampleOutcome.rowsOut + 1 };
  for (const print of [() => ledgerLines(wrong, 80, plain), () => plainLedgerLines(wrong)]) {
    expect(print).toThrow("12 400 000 rows came in, 12400001 are told of.");
  }
});

test("off a terminal the ledger is for awk", () => {
  expect(plainLedgerLines(sampleOutcome)).toEqual([
    "rows in             12400000",
    "exact duplicates      964120",
    "fuzzy duplicates     1589300",
    "rejected               34540",
    "rows out             9812040",
  ]);
  expect(plainWrittenLine(sampleOutcome.outputs, "out")).toBe(
    "written to out: report.html data/ duplicates.parquet rejected.parquet",
  );
});

test("the first line says what happened", () => {
  expect(doneLine(sampleOutcome, plain)).toBe(
    "✓ Done in 38.6 s. 9 812 040 of 12 400 000 rows kept; 20.9 % removed.",
  );
  expect(doneLine(sampleOutcome, color)).toBe(
    "\x1b[1;32m✓\x1b[0m \x1b[1mDone in 38.6 s.\x1b[0m 9 812 040 of 12 400 000 rows kept; 20.9 % removed.",
  );
});

test("recall is told where there is one to tell", () => {
  expect(recallLine(sampleOutcome)).toEqual(["  Recall at 0.80: 94.7 % predicted"]);
  const recall = { ...sampleOutcome.recall!, measured: { value: 0.951, sample: 20_000 } };
  expect(recallLine({ ...sampleOutcome, recall })).toEqual([
    "  Recall at 0.80: 94.7 % predicted, 95.1 % measured on 20 000 sampled rows",
  ]);
  const { recall: _, ...exact } = sampleOutcome;
  expect(recallLine(exact)).toEqual([]);
});

test("the files are listed with their rows and sizes in columns", () => {
  expect(writtenLines(sampleOutcome.outputs, "out", 80, plain)).toEqual([
    "Written to out",
    "  report.html                            1.1 MB   open this first",
    "  data/                9 812 040 rows   2.28 GB   the curated data set",
    "  duplicates.parquet   2 553 420 rows   71.4 MB   each removed row, and why",
    "  rejected.parquet        34 540 rows    1.2 MB   rows that broke a rule",
    "  manifest.json                           14 kB   config, device, digests",
  ]);
});

test("a narrow terminal loses the comments first", () => {
  expect(writtenLines(sampleOutcome.outputs, "out", 60, plain)[2]).toBe(
    "  data/                9 812 040 rows   2.28 GB",
  );
});

const outcomes: fc.Arbitrary<RunOutcome> = fc
  .record({
    exact: fc.nat(2 ** 35),
    fuzzy: fc.nat(2 ** 35),
    rejected: fc.nat(2 ** 35),
    rowsOut: fc.nat(2 ** 35),
    reason: fc.string({ unit: "grapheme", maxLength: 90 }),
    clusters: fc.nat(2 ** 35),
    bytes: fc.nat(2 ** 50),
  })
  .map(({ exact, fuzzy, rejected, rowsOut, reason, clusters, bytes }) => {
    const rowsIn = exact + fuzzy + rejected + rowsOut;
    const [first, second] = sampleOutcome.stages;
    const file = { path: "out/data", byteLength: bytes, rows: rowsOut };
    return Object.assign({}, sampleOutcome, {
      rowsIn,
      rowsOut,
      rejected,
      duplicates: exact + fuzzy,
      stages: [
        { ...first!, duplicates: exact },
        { ...second!, duplicates: fuzzy, clusters, largestCluster: clusters },
      ],
      outputs: { ...sampleOutcome.outputs, data: file },
      rejectedReasons: [{ reason, count: rejected }],
    });
  });

test("summaries fit 80 columns, whatever the numbers", () => {
  fc.assert(
    fc.property(
      outcomes,
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 120 }),
      (outcome, out) => {
        const lines = [
          ...ledgerLines(outcome, 80, plain),
          ...writtenLines(outcome.outputs, out, 80, plain),
        ];
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
        expect(stringWidth(doneLine(outcome, plain))).toBeLessThanOrEqual(80);
      },
    ),
  );
});

test("the counts of the printed ledger add up", () => {
  fc.assert(
    fc.property(outcomes, (outcome) => {
      const counts = plainLedgerLines(outcome).map((line) => Number(line.slice(16)));
      const [rowsIn, ...rest] = counts;
      expect(rest.reduce((sum, count) => sum + count, 0)).toBe(rowsIn);
    }),
  );
});
