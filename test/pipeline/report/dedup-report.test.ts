import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterScript } from "../../../src/pipeline/report/clusters.ts";
import type { DedupReport } from "../../../src/pipeline/report/data.ts";
import { renderDedupReport } from "../../../src/pipeline/report/dedup-report.ts";
import { count } from "../../../src/pipeline/report/numbers.ts";
import { themeScript } from "../../../src/pipeline/report/page.ts";
import { wilson } from "../../../src/pipeline/report/recall.ts";
import {
  dedupReport,
  edgeReports,
  hostileTexts,
  runResult,
  sampleClusters,
} from "../../support/dedup-report-fixture.ts";

const reports = Object.entries({ "a full run": dedupReport, ...edgeReports });

const withoutCode = (page: string) => page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, "");

const tags = (page: string) => withoutCode(page).match(/<[^>]*>/g) ?? [];

/** What a reader sees, without the words of scripts and styles. */
const words = (page: string) =>
  withoutCode(page)
    .replace(/<[^>]*>/g, " ")
    .replace(/[ \n]+/g, " ");

const row = (part: string) => new RegExp(`${part}(?!\u202f?\\d)`);

describe.each(reports)("the report of %s", (_name, make) => {
  const report = make();
  const page = renderDedupReport(report);

  test("shows the exact counts, and that they add up", () => {
    const { rowsIn, rowsOut, rejected, stages } = report.result;
    const equation = /<p class="eq">[\s\S]*?<\/p>/.exec(page)?.[0] ?? "";
    const numbers = [...equation.matchAll(/<b>([^<]*)<\/b>/g)].map(([, digits = ""]) =>
      Number(digits.replaceAll("\u202f", "")),
    );
    expect(numbers[0]).toBe(rowsIn);
    expect(numbers.slice(1).reduce((sum, rows) => sum + rows, 0)).toBe(rowsIn);
    expect(numbers).toEqual([
      rowsIn,
      rowsOut,
      ...stages.map((stage) => stage.duplicates),
      rejected,
    ]);
    expect(equation).toContain("✓ Every row is accounted for");
  });

  test("asks for nothing outside of itself", () => {
    for (const tag of tags(page)) {
      expect(tag).not.toMatch(
        /\ssrc(set)?=|\ssrcdoc=|\son\w+=|<(link|iframe|object|embed|base|img)\b/i,
      );
      expect(tag.match(/\shref="([^"]*)"/)?.[1] ?? "#").toMatch(/^#/);
    }
    expect(page).not.toMatch(/@import|url\(|href="http/);
    expect(page).toContain("default-src 'none'");
  });

  test("links only to sections that are there", () => {
    const ids = new Set([...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
    for (const [, target] of page.matchAll(/\shref="#([^"]*)"/g)) expect(ids).toContain(target);
  });

  test("draws no coordinate that is not a number", () => {
    expect(withoutCode(page)).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  test("closes every element that it opens", () => {
    const open: string[] = [];
    for (const tag of tags(page).slice(1)) {
      const [, slash, name = ""] = /^<(\/?)([\w-]+)/.exec(tag) ?? [];
      if (/^(meta|input|br)$/.test(name) || tag.endsWith("/>")) continue;
      if (slash === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  });

  test("is the same bytes for the same data", () => {
    expect(renderDedupReport(make())).toBe(page);
  });
});

describe("the scripts", () => {
  test.each([
    ["of the theme button", themeScript],
    ["of the cluster search", clusterScript],
  ])("%s are the ones that the policy names", (_name, { text, digest }) => {
    expect(digest).toBe(`sha256-${createHash("sha256").update(text).digest("base64")}`);
    expect(text).not.toContain("</");
    expect(renderDedupReport(dedupReport())).toContain(`'${digest}'`);
  });
});

describe("user values", () => {
  test("never become markup, wherever they stand", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tail) => {
        const bad = `"'><x-bad ${tail}`;
        const report = reportNaming(bad);
        const unquoted = tags(renderDedupReport(report)).map((tag) => tag.replace(/"[^"]*"/g, ""));
        expect(unquoted.filter((tag) => tag.includes("x-bad"))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test("of a hostile text are shown as text", () => {
    const page = renderDedupReport(edgeReports["huge counts"]?.() ?? dedupReport());
    expect(page.match(/<script>/g)).toHaveLength(2);
    expect(words(page)).toContain("&lt;/script&gt;&lt;script&gt;document.title");
    expect(words(page)).toContain(String.raw`lines\x00\x07\x1b[31m\x7f`);
  });
});

/** Every text that a user can choose is this one. */
function reportNaming(bad: string): DedupReport {
  const report = dedupReport();
  const { outputs, device } = report.result;
  const file = { ...outputs.data, path: bad };
  return {
    ...report,
    dataset: bad,
    column: bad,
    date: bad,
    version: bad,
    method: [bad],
    rejectedReasons: [{ reason: bad, count: 1 }],
    phases: [{ name: bad, start: 0, seconds: 1, items: 3, unit: bad }],
    manifest: { [bad]: bad },
    clusters: [
      {
        id: bad,
        size: 3,
        from: 0.8,
        to: 0.9,
        kept: { text: bad, source: bad, rowIndex: 1 },
        pairs: [{ text: `${bad} more`, source: bad, rowIndex: 2, similarity: 0.9, method: bad }],
      },
    ],
    result: {
      ...report.result,
      stages: report.result.stages.map((stage) =>
        Object.assign({}, stage, { name: stage.name + bad }),
      ),
      device: { ...device, backend: bad, name: bad, reason: bad },
      outputs: { data: file, duplicates: file, rejected: file, report: file, manifest: file },
    },
  };
}

test("counts that do not add up are refused instead of drawn", () => {
  const result = { ...runResult({ rowsIn: 100, exact: 10, rejected: 5 }), rowsOut: 86 };
  expect(() => renderDedupReport(dedupReport({ result }))).toThrow(/100 rows in/);
  const rejectedReasons = [{ reason: "empty", count: 34_541 }];
  expect(() => renderDedupReport(dedupReport({ rejectedReasons }))).toThrow(/34541 rejected rows/);
});

test("a cluster's similarities are those of all its rows, listed or not", () => {
  const clusters = sampleClusters(2).map((cluster, i) =>
    Object.assign({}, cluster, { from: 0.805, to: i === 0 ? 0.999 : 0.805 }),
  );
  const page = renderDedupReport(dedupReport({ clusters }));
  expect([...page.matchAll(/<span class="cr">([^<]*)</g)].map(([, range]) => range)).toEqual([
    "0.80 to 0.99",
    "0.80",
  ]);
});

test("fifty clusters of three long pairs stay under 1.5 MB", () => {
  const long = hostileTexts.join(" <&> ").repeat(40);
  const clusters = sampleClusters(80).map(({ id, size, kept }) => ({
    id,
    size,
    from: 0.8,
    to: 0.8,
    kept: Object.assign({}, kept, { text: long }),
    pairs: Array.from({ length: 6 }, (_, i) => ({
      text: long.replaceAll("sample", `changed ${i}`),
      source: "s".repeat(120),
      rowIndex: i,
      similarity: 0.8,
      method: "fuzzy",
    })),
  }));
  const manifest = { inputs: Array.from({ length: 20_000 }, (_, i) => `file <${i}>`) };
  const page = renderDedupReport(dedupReport({ clusters, manifest }));
  expect(new TextEncoder().encode(page).length).toBeLessThan(1_500_000);
  expect(page.match(/<details class="cluster"/g)).toHaveLength(50);
  expect(page.match(/<div class="pair"/g)).toHaveLength(150);
  expect(words(page)).toContain("Cut after 200\u202f000 characters.");
});

function shown(changes: Partial<DedupReport>): string {
  return words(renderDedupReport(dedupReport(changes)));
}

describe("what is shown", () => {
  test("an invented data set is marked, a real one is not", () => {
    expect(shown({})).toContain("SAMPLE DATA");
    expect(shown({ sample: false })).not.toMatch(/sample data/i);
  });

  test("an exact run has neither a histogram nor a threshold nor recall", () => {
    const page = words(renderDedupReport(edgeReports["exact only"]?.() ?? dedupReport()));
    expect(page).not.toMatch(
      /(of the|at the) threshold|threshold 0|Similarity of the removed rows|Did it find/,
    );
    expect(page).toContain("Clusters by size");
    expect(page).toContain("sluice dedup fuzzy out/data --column COLUMN --out DIR");
  });

  test("each bin of the histogram has its number", () => {
    const report = dedupReport();
    const page = shown({});
    for (const rows of report.similarity.counts) expect(page).toMatch(row(count(rows)));
    expect(page).toContain("0.80 to 0.81");
  });

  test("cluster sizes are counted in groups that double", () => {
    const clusterSizes = [
      { size: 2, count: 40 },
      { size: 5, count: 3 },
      { size: 8, count: 4 },
      { size: 5000, count: 1 },
    ];
    expect(shown({ clusterSizes })).toMatch(/2 40 3 0 4 0 5–8 7 9–16 0 .* over 1\u202f024 1 /);
  });

  test("a pile at the threshold is worth a look", () => {
    const similarity = { from: 0.8, width: 0.05, counts: [30, 70, 0, 0] };
    expect(shown({ similarity })).toContain(
      "30.0\u202f% of the fuzzy duplicates lie between 0.80 and 0.85: they only just repeat another row.",
    );
    expect(shown({})).not.toContain("only just repeat");
  });

  test("rows joined by others are told apart below the threshold", () => {
    const similarity = { from: 0.6, width: 0.1, counts: [10, 0, 50, 40] };
    expect(shown({ similarity })).toContain(
      "10.0\u202f% are less similar to the kept row than the threshold",
    );
  });

  test("many rejected rows are worth a look, with the most frequent reason", () => {
    const result = runResult({ rowsIn: 1000, exact: 10, rejected: 50 });
    const rejectedReasons = [
      { reason: "empty text", count: 30 },
      { reason: "not JSON", count: 15 },
    ];
    const page = shown({ result, rejectedReasons });
    expect(page).toMatch(
      /Look 50 rows \(5\.0\u202f%\) broke a rule; the most frequent reason is “empty text”/,
    );
    expect(page).toMatch(
      /empty text 30 60\.0\u202f% not JSON 15 30\.0\u202f% other reasons 5 10\.0\u202f%/,
    );
  });

  test("measured recall has its sample and its interval", () => {
    const page = shown({});
    expect(page).toContain(
      "Brute force on 20\u202f000 sampled rows says 95.1\u202f% of the true pairs were found.",
    );
    expect(page).toContain("94.3\u202f% to 95.8\u202f%");
    expect(page).toContain("3\u202f184 true pairs");
  });

  test("recall is worth a look only where much is missed", () => {
    const missed = { value: 0.8, sample: 100 };
    const measuredRecall = undefined;
    expect(shown({ measuredRecall: missed })).toContain(
      "Only 80.0\u202f% of the true pairs were found",
    );
    expect(shown({ measuredRecall, predictedRecall: 0.7 })).toContain(
      "Only 70.0\u202f% of the pairs at the threshold are found",
    );
    expect(shown({ measuredRecall, predictedRecall: 0.867 })).not.toContain("Only 86.7");
  });

  test("one text that stands for a tenth of the rows is worth a look", () => {
    const clusterSizes = [{ size: 2_000_000, count: 1 }];
    expect(shown({ clusterSizes })).toMatch(
      /Look One text stands for 2\u202f000\u202f000 rows, 16\.1\u202f%/,
    );
  });

  test("a path with a space can be pasted into a shell", () => {
    const result = runResult({ rowsIn: 100, exact: 10, rejected: 0 });
    const data = { path: "it's out/data", byteLength: 1 };
    expect(shown({ result: { ...result, outputs: { ...result.outputs, data } } })).toContain(
      "sluice dedup fuzzy &#39;it&#39;\\&#39;&#39;s out/data&#39; --column",
    );
  });
});

test("an interval holds its estimate, and is that of Wilson", () => {
  const [low, high] = wilson(0.5, 100);
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.4038", "0.5962"]);
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 1e6 }),
      (p, n) => {
        const [from, to] = wilson(p, n);
        expect(from).toBeLessThanOrEqual(p + 1e-9);
        expect(to).toBeGreaterThanOrEqual(p - 1e-9);
      },
    ),
  );
});

test("a run that compared nothing does not speak of repeats", () => {
  const report = { ...edgeReports["no duplicates"]!(), column: "" };
  const text = words(renderDedupReport(report));
  expect(text).toContain("Every row is written.");
  expect(text).not.toMatch(
    /nothing repeats|no repeats|how alike|compared by|few words|dedup report/i,
  );
});
