import { describe, expect, test } from "vitest";
import { dark, fates, light } from "../../../src/pipeline/report/tokens.ts";

type Rgb = readonly [number, number, number];

function linearRgb(hex: string): Rgb {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
}

/** WCAG 2. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [a, b]
    .map((hex) => {
      const [red, green, blue] = linearRgb(hex);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, full severity. */
const vision = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [
    0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998,
  ],
  deuteranopia: [
    0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881,
  ],
  tritanopia: [
    1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039,
  ],
} as const;

const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);

function lab(hex: string, matrix: readonly number[]): Rgb {
  const rgb = linearRgb(hex);
  const seen = (row: number) =>
    Math.min(
      1,
      Math.max(
        0,
        rgb.reduce((sum, value, i) => sum + value * (matrix[row * 3 + i] ?? 0), 0),
      ),
    );
  const [red, green, blue] = [seen(0), seen(1), seen(2)];
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe.each([
  ["light", light],
  ["dark", dark],
])("in the %s theme", (_name, tokens) => {
  test.each(["ink", "ink2", "ink3", "link", "ok", "warn", "bad", "focus"] as const)(
    "%s can be read as text on the page and on a panel",
    (name) => {
      expect(contrast(tokens[name], tokens.bg)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(tokens[name], tokens.surface)).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(fates)("%s can be seen as a mark on the page and on a panel", (fate) => {
    expect(contrast(tokens[fate], tokens.bg)).toBeGreaterThanOrEqual(3);
    expect(contrast(tokens[fate], tokens.surface)).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ["keptInk", "kept"],
    ["ins", "insBg"],
    ["del", "delBg"],
    ["warn", "warnBg"],
    ["ok", "okBg"],
    ["bad", "badBg"],
    ["ink2", "sunk"],
    ["ink", "sunk"],
  ] as const)("%s can be read on %s", (ink, ground) => {
    expect(contrast(tokens[ink], tokens[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.entries(vision))("the fates stay apart with %s", (_vision, matrix) => {
    const colours = fates.map((fate) => lab(tokens[fate], matrix));
    for (const [i, a] of colours.entries()) {
      for (const b of colours.slice(i + 1)) {
        expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThanOrEqual(10);
      }
    }
  });
});
