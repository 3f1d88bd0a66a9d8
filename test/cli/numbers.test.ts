import fc from "fast-check";
import { expect, test } from "vitest";
import {
  byteRate,
  byteSize,
  columnDuration,
  counted,
  duration,
  exactCount,
  remaining,
  roundedCount,
  share,
} from "../../src/cli/numbers.ts";

test("exact counts stand in groups of three", () => {
  expect([0, 999, 1000, 31_044, 12_400_000].map((count) => exactCount(count))).toEqual([
    "0",
    "999",
    "1 000",
    "31 044",
    "12 400 000",
  ]);
});

test("rounded counts have three digits and a unit", () => {
  const values = [7, 612, 1240, 593_000, 999_600, 1_240_000, 73_200_000, 12_400_000_000, 0.5];
  expect(values.map(roundedCount)).toEqual([
    "7",
    "612",
    "1.24 k",
    "593 k",
    "1.00 M",
    "1.24 M",
    "73.2 M",
    "12.4 G",
    "0.50",
  ]);
});

test("bytes are decimal, and carry into the next unit", () => {
  const values = [
    0, 812, 6000, 310_000, 999_700, 1_100_000, 71_400_000, 118e6, 2.28e9, 18e9, 128e9,
  ];
  expect(values.map(byteSize)).toEqual([
    "0 B",
    "812 B",
    "6 kB",
    "310 kB",
    "1.0 MB",
    "1.1 MB",
    "71.4 MB",
    "118 MB",
    "2.28 GB",
    "18.0 GB",
    "128 GB",
  ]);
});

test("speeds say no more than their column needs", () => {
  expect([9_400_000, 9_960_000, 79_000_000, 890_000_000, 1_240_000_000].map(byteRate)).toEqual([
    "9.4 MB/s",
    "10 MB/s",
    "79 MB/s",
    "890 MB/s",
    "1.24 GB/s",
  ]);
});

test("times change their unit as they grow", () => {
  expect([0.6, 0.9996, 12.4, 59.96, 130, 3599.6, 3900].map(duration)).toEqual([
    "600 ms",
    "1.0 s",
    "12.4 s",
    "1 min 00 s",
    "2 min 10 s",
    "1 h 00 min",
    "1 h 05 min",
  ]);
  expect([0.004, 0.2, 20.7].map(columnDuration)).toEqual(["4 ms", "0.2 s", "20.7 s"]);
});

test("time left is rounded to what can be known", () => {
  expect([8.04, 9.96, 26.4, 59.6, 130.2, 3900].map(remaining)).toEqual([
    "8.0 s",
    "10 s",
    "26 s",
    "59.6 s",
    "2 min 10 s",
    "1 h 05 min",
  ]);
});

test("a share never claims all or nothing falsely", () => {
  expect([share(0, 10), share(78, 1000), share(1, 100_000), share(99_999, 100_000)]).toEqual([
    "0.0 %",
    "7.8 %",
    "< 0.1 %",
    "> 99.9 %",
  ]);
  expect(share(10, 10)).toBe("100 %");
});

test("one row is not rows", () => {
  expect([counted(1, "row"), counted(0, "row"), counted(2201, "row")]).toEqual([
    "1 row",
    "0 rows",
    "2 201 rows",
  ]);
});

test("every number fits the column it was made for", () => {
  const rate = fc.double({ min: 0, max: 9e17, noNaN: true });
  fc.assert(
    fc.property(rate, (value) => {
      expect(byteRate(value).length).toBeLessThanOrEqual(9);
      expect(byteSize(value).length).toBeLessThanOrEqual(7);
      expect(remaining(value % 1e6).length).toBeLessThanOrEqual(12);
    }),
  );
});
