import { expect, test } from "vitest";
import { median, samples } from "../../bench/support/measure.ts";
import { logLogPlot } from "../../bench/support/plot.ts";
import {
  duration,
  formatTable,
  markdownTable,
  percent,
  quantity,
  ratio,
} from "../../bench/support/table.ts";

test.each([
  [0, "0.00"],
  [0.005, "0.0050"],
  [1.234, "1.23"],
  [12.34, "12.3"],
  [999.4, "999"],
  [999.6, "1.00 k"],
  [20_971_520, "21.0 M"],
  [4.3e12, "4.30 T"],
  [Number.NaN, "-"],
])("writes the quantity %d as %s", (value, text) => {
  expect(quantity(value)).toBe(text);
});

test("writes units, times, shares and ratios", () => {
  expect(quantity(14_700_000_000, "B/s")).toBe("14.7 GB/s");
  expect([2.5, 0.0123, 45e-6].map(duration)).toEqual(["2.50 s", "12.3 ms", "45.0 µs"]);
  expect([percent(0.7104), percent(Number.NaN)]).toEqual(["71.0 %", "-"]);
  expect([ratio(7.79), ratio(120.4)]).toEqual(["7.79 x", "120 x"]);
});

const table = {
  title: "Times",
  columns: ["kernel", "time", "size"],
  rows: [
    ["scan", "1.20 ms", "8 k keys"],
    ["radix-sort", "-", "16 k keys"],
  ],
  note: "Medians.",
};

test("sets words flush left and numbers flush right", () => {
  expect(formatTable(table).split("\n")).toEqual([
    "Times",
    "",
    "kernel         time       size",
    "----------  -------  ---------",
    "scan        1.20 ms   8 k keys",
    "radix-sort        -  16 k keys",
    "",
    "Medians.",
    "",
  ]);
});

test("writes the same as Markdown, bars escaped", () => {
  const rows = [["a|b", "1", "2"]];
  expect(
    markdownTable({ ...table, rows })
      .split("\n")
      .slice(2, 5),
  ).toEqual(["| kernel | time | size |", "| --- | ---: | ---: |", "| a\\|b | 1 | 2 |"]);
});

test("the median is the middle", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNaN();
});

test("samples until the time is spent, but never too few or too many", async () => {
  const once = async (): Promise<number> => 1;
  expect(await samples({ seconds: 0, runs: 3 }, once)).toHaveLength(3);
  expect(await samples({ seconds: 60, runs: 1, maxRuns: 5 }, once)).toHaveLength(5);
});

test("plots each series on logarithmic axes", () => {
  const svg = logLogPlot({
    title: "a < b",
    x: "rows",
    y: "time",
    series: [
      {
        name: "us & them",
        points: [
          [1e4, 10],
          [1e6, 1000],
        ],
      },
    ],
  });
  expect(svg).toContain("a &lt; b");
  expect(svg).toContain("us &amp; them");
  // From one corner of the axes to the other.
  expect(svg).toContain('d="M76.0 368.0L530.0 48.0"');
});
