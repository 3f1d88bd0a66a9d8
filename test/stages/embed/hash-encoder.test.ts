import { afterAll, describe, expect, test } from "vitest";
import { NULL_TEXT, textColumn } from "../../../src/core/text-column.ts";
import type { Device } from "../../../src/graph/device.ts";
import { openHashEncoder } from "../../../src/stages/embed/hash-encoder.ts";
import { openTestDevices } from "../../support/devices.ts";
import { knownTexts } from "../../support/texts.ts";

const settings = { dims: undefined, seed: 1, unit: true };

describe.each(openTestDevices())("the hash encoder on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  async function encode(
    texts: readonly (string | Uint8Array)[],
    options: Partial<Parameters<typeof openHashEncoder>[1]> = {},
  ): Promise<{ rows: Float32Array[]; valid: Uint8Array | undefined }> {
    await using encoder = openHashEncoder(await opened(), { ...settings, ...options });
    const { values, dims, valid } = await encoder.encode(textColumn(texts));
    const rows = texts.map((__, row) => values.slice(row * dims, (row + 1) * dims));
    return { rows, valid };
  }

  // Half the sums of an implementation of the description in Python.
  test("gives the sums of words, pairs and characters, whatever their case", async () => {
    const { rows } = await encode(["The QUICK brown fox", "快速的棕色狐狸", ""], {
      ...{ dims: 16, unit: false },
    });
    expect(rows.map((row) => [...row])).toEqual([
      [1, 3.5, -2, -2.5, -1.5, 1.5, -2.5, 2, -1, -1.5, -0.5, 2, 1.5, -2.5, 0.5, 0],
      [0, -0.5, 0, 2.5, 0, -1, 0, -0.5, 0, 1.5, 0, 0, -1, 0.5, 0.5, -1],
      Array(16).fill(0),
    ]);
  });

  test("gives the same floats on every device, of length 1 or 0", async () => {
    const texts = [...knownTexts, Uint8Array.of(0xff, 0x80, 0x41, 0xc3), Uint8Array.of(0x80, 0x80)];
    const { rows } = await encode(texts);
    await using reference = openHashEncoder(await openReference(), settings);
    const { values } = await reference.encode(textColumn(texts));
    rows.forEach((row, i) => {
      expect(row).toEqual(values.slice(i * 384, (i + 1) * 384));
      // A text of continuation bytes alone is a word, but has no characters.
      expect(Math.hypot(...row)).toBeCloseTo(texts[i]!.length === 0 ? 0 : 1, 6);
    });
  });

  test("has no vector for null", async () => {
    const { valid } = await encode(["a", Uint8Array.of(NULL_TEXT), ""]);
    expect(valid).toEqual(Uint8Array.of(1, 0, 1));
  });

  test("puts texts that share words close to each other", async () => {
    const { rows } = await encode([
      "The robot picks up the red cube and puts it into the box.",
      "the robot picks up a red cube and puts it in the box",
      "Quarterly revenue rose by 12 % to 3.4 billion euros.",
    ]);
    const cosine = (i: number, j: number): number =>
      rows[i]!.reduce((sum, value, at) => sum + value * rows[j]![at]!, 0);
    expect(cosine(0, 1)).toBeGreaterThan(0.7);
    expect(cosine(0, 2)).toBeLessThan(0.3);
  });

  test("differs by seed", async () => {
    const one = await encode(["a text"]);
    const other = await encode(["a text"], { seed: 2 });
    expect(one.rows).not.toEqual(other.rows);
  });

  test("refuses more dimensions than it has", async () => {
    await expect(encode([], { dims: 4096 })).rejects.toThrow(/no 4096 dimensions/);
  });
});

async function openReference(): Promise<Device> {
  const [, open] = openTestDevices().find(([name]) => name === "cpu")!;
  return await open();
}
