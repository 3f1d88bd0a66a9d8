import { describe, expect, test } from "vitest";
import { textColumn } from "../../src/core/text-column.ts";
import { cudfSignature } from "../../src/ops/index.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";
import { knownTexts } from "../support/texts.ts";

/**
 * What numpy and mmh3 give for each known text; a and b are drawn as NeMo Curator draws them, and
 * sums are modulo 2^32:
 *
 *     windows = [text[i:i + ngram] for i in range(max(1, len(text) - ngram + 1))]
 *     hashes = np.array([max(1, mmh3.hash(w, a[0], signed=False)) for w in windows], np.uint32)
 *     signature = [(hashes * x + y).min() for x, y in zip(a, b)]
 */
const known = {
  "NeMo Curator's defaults": {
    options: { ngram: 24, slots: 260, seed: 42 },
    answers: [
      { windows: 0, first: [0, 0, 0], last: 0, sum: 0 },
      {
        windows: 1,
        first: [0x43123f60, 0xc1f093cd, 0xb6b47120],
        last: 0x93e28a79,
        sum: 0x4147a44d,
      },
      {
        windows: 1,
        first: [0x4512b4d4, 0x3136dd09, 0x4a28e044],
        last: 0xb193f899,
        sum: 0x3014f409,
      },
      {
        windows: 21,
        first: [0x11320063, 0x0dd39350, 0x0a792f1c],
        last: 0x11862661,
        sum: 0xe2d48141,
      },
      {
        windows: 22,
        first: [0x331fd844, 0x13ab5671, 0x005050c0],
        last: 0x00d18ce9,
        sum: 0x3a55a66a,
      },
      {
        windows: 1,
        first: [0xbf8bafb9, 0x415f48b0, 0x45931e75],
        last: 0x8d18b961,
        sum: 0x0ed04250,
      },
      {
        windows: 1,
        first: [0x2de00069, 0xe49cf340, 0x529dde65],
        last: 0xdee384e1,
        sum: 0xde51a2e0,
      },
      {
        windows: 1,
        first: [0x0c7d2bc7, 0x8ebf472a, 0x5833358b],
        last: 0xd3bd9991,
        sum: 0x34da868a,
      },
      {
        windows: 1,
        first: [0x36154915, 0x587ba764, 0x95aa20e1],
        last: 0xdef6ebc1,
        sum: 0x0fa6d484,
      },
      {
        windows: 1177,
        first: [0x06645277, 0x273e83ba, 0x436ffbae],
        last: 0x55c4cc69,
        sum: 0xe2dddaa3,
      },
    ],
  },
  "128 slots of 5 characters": {
    options: { ngram: 5, slots: 128, seed: 42 },
    answers: [
      { windows: 0, first: [0, 0, 0], last: 0, sum: 0 },
      {
        windows: 1,
        first: [0x43123f60, 0xc1f093cd, 0xb6b47120],
        last: 0x359593c5,
        sum: 0x9858d916,
      },
      {
        windows: 1,
        first: [0x4512b4d4, 0x3136dd09, 0x4a28e044],
        last: 0x40ffa411,
        sum: 0x05082552,
      },
      {
        windows: 40,
        first: [0x063dc011, 0x0c8f4f11, 0x0899a1ba],
        last: 0x007435cc,
        sum: 0xe9631558,
      },
      {
        windows: 41,
        first: [0x063dc011, 0x00007e68, 0x0899a1ba],
        last: 0x007435cc,
        sum: 0x8c02852e,
      },
      {
        windows: 18,
        first: [0x31ab6b02, 0x43cbb8df, 0x36307574],
        last: 0x10607c27,
        sum: 0x228b2d6e,
      },
      {
        windows: 8,
        first: [0x1a2a4e5c, 0x032c29ed, 0x2ac82c90],
        last: 0x22ac43b7,
        sum: 0xe2999916,
      },
      {
        windows: 9,
        first: [0x5ed77728, 0x029dab25, 0x0e899cc8],
        last: 0x208685bd,
        sum: 0x9170d129,
      },
      {
        windows: 6,
        first: [0x11336191, 0x68a2de78, 0x2c4dbb49],
        last: 0x1a1029f8,
        sum: 0xb0c52c16,
      },
      {
        windows: 1196,
        first: [0x3e90be9d, 0x0f248aff, 0x5cdc0a3e],
        last: 0x11700ff8,
        sum: 0x787ef664,
      },
    ],
  },
};

describe.each(openTestDevices())("cudfSignature on %s", (_, open) => {
  const texts = textColumn(knownTexts);

  describe.each(Object.entries(known))("with %s", (__, { options, answers }) => {
    const run = opRunner(open, (graph) => {
      const text = {
        offsets: graph.input("offsets", "u32", texts.offsets.length),
        words: graph.input("words", "u32", texts.words.length),
      };
      const { signatures, shingleCounts } = cudfSignature(graph, text, texts.rowCount, options);
      graph.output("signatures", signatures);
      graph.output("shingleCounts", shingleCounts);
    });

    test("gives the known answers", async () => {
      const found = await run({ offsets: texts.offsets, words: texts.words });
      const { slots } = options;
      const rows = knownTexts.map((___, row) => {
        const least = found["signatures"]!.subarray(row * slots, (row + 1) * slots);
        return {
          windows: found["shingleCounts"]![row],
          first: [...least.subarray(0, 3)],
          last: least.at(-1),
          sum: least.reduce((a, b) => (a + b) >>> 0, 0),
        };
      });
      expect(rows).toEqual(answers);
    });
  });
});
