import { describe, expect, test } from "vitest";
import { textColumn } from "../../src/core/text-column.ts";
import { bandKeys, signature } from "../../src/ops/index.ts";
import { openTestDevices } from "../support/devices.ts";
import { opRunner } from "../support/op-runner.ts";
import { knownTexts } from "../support/texts.ts";

/**
 * What implementations of the specification in Python, JavaScript and C++ agreed on: signatures
 * of 5 characters in 128 slots with 14 bands of 9, sums modulo 2^32, slots 0 to 3 of 3 words.
 */
const known = [
  {
    windows: 0,
    first: [
      0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
      0xffffffff,
    ],
    band0: [0x71a76a04, 0x47a2e676],
    band13: [0xec8a9187, 0x397a5b0e],
    sum: 0xffffff80,
    sum256: 0xffffff00,
    words: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
  },
  {
    windows: 1,
    first: [
      0x30d9951c, 0x34902500, 0xffe1533c, 0x69cef619, 0x0e0d851e, 0x05023209, 0x6dcb1983,
      0x5fbaf39e,
    ],
    band0: [0xed7a7152, 0xdc84aa0d],
    band13: [0x88284b83, 0xf5079132],
    sum: 0x96b9792d,
    sum256: 0xcab9ab59,
    words: [0xffcdcd56, 0x1d35eff5, 0x62b3025e, 0xff2ef79b],
  },
  {
    windows: 1,
    first: [
      0xffb1ffd5, 0xff7c30a9, 0xfff9acee, 0x74efd723, 0x01b06896, 0x09800305, 0x037c13d9,
      0xffb2b15f,
    ],
    band0: [0x861083e6, 0x8ea8eff2],
    band13: [0x5576fc22, 0x2a5b589e],
    sum: 0x461ff7c3,
    sum256: 0x3a56be7e,
    words: [0xff2629f9, 0xffa545c5, 0xffeaca5a, 0xff417158],
  },
  {
    windows: 40,
    first: [
      0x02320224, 0x03905d89, 0x01031de6, 0x010c2e61, 0x0343b0c9, 0x006317d9, 0x0beba38d,
      0x07252bc5,
    ],
    band0: [0x471952ef, 0xbf268282],
    band13: [0x136264f5, 0x46fe5a68],
    sum: 0xa22d98c7,
    sum256: 0x8d29dd2d,
    words: [0x0f7ad3b4, 0x322b5d55, 0x02792d73, 0x033c33b0],
  },
  {
    windows: 41,
    first: [
      0x02320224, 0x09345dc2, 0x01031de6, 0x010c2e61, 0x0343b0c9, 0x08d6e8a9, 0x0beba38d,
      0x07252bc5,
    ],
    band0: [0xd408db96, 0xcbe18d32],
    band13: [0x0dbc6a14, 0x663e2160],
    sum: 0xac4e2ded,
    sum256: 0x3e183f43,
    words: [0x102fc57d, 0x1de09952, 0x02792d73, 0x4cc3b863],
  },
  {
    windows: 18,
    first: [
      0x01a05dc4, 0x01811169, 0x0386e0ea, 0x0576b721, 0x07bfd5dd, 0x032d339b, 0x02f01641,
      0x0131b0a3,
    ],
    band0: [0x25b7036b, 0x971a9935],
    band13: [0xfd756bfd, 0xd3b4be95],
    sum: 0x84c9ba70,
    sum256: 0x46969a6a,
    words: [0x1d686543, 0x160aae76, 0x475f2f91, 0x0aec49a9],
  },
  {
    windows: 8,
    first: [
      0x0934a469, 0x527ddc4b, 0x02ffe9ce, 0x05c193f4, 0x2b4facd0, 0x002ef230, 0x1692f8ef,
      0x040b8f34,
    ],
    band0: [0xd51db980, 0x1d9e6c31],
    band13: [0x5c691156, 0xa3a8d9ca],
    sum: 0x445de5d3,
    sum256: 0xfb5dfbad,
    words: [0x546a5df3, 0xff290a33, 0xfffce170, 0x5f183b62],
  },
  {
    windows: 9,
    first: [
      0x13976d76, 0x02372706, 0x07c6419d, 0x02e2300e, 0x14587026, 0x14c5ed3b, 0x0bc06a82,
      0x0cef4ba0,
    ],
    band0: [0x94a2614d, 0x5ca4a568],
    band13: [0x6f917fc7, 0xae0d88e5],
    sum: 0x85e27013,
    sum256: 0x790ad278,
    words: [0x2604650b, 0xff72a3e1, 0x28501638, 0xff889cb4],
  },
  {
    windows: 6,
    first: [
      0x05e42d9d, 0x14333f37, 0x0fec191b, 0x0ae5dcc3, 0x00328265, 0x275d1178, 0x19ea6e44,
      0x0ad54b24,
    ],
    band0: [0xd3d862f6, 0x03589633],
    band13: [0x39d3c525, 0x4ec81c43],
    sum: 0xecebe883,
    sum256: 0x3705e9f6,
    words: [0x0fefa3c4, 0x07a47cd5, 0x5cd61a1a, 0xff6d59a9],
  },
  {
    windows: 1196,
    first: [
      0x78fd958f, 0x03400b0e, 0x5c1abf11, 0x0f527764, 0x29cdc97e, 0x464cc6db, 0x1af0981c,
      0x39604a47,
    ],
    band0: [0xc3803e59, 0xedea83da],
    band13: [0x114d29cb, 0xffc06831],
    sum: 0x3987816c,
    sum256: 0x9e9ebf17,
    words: [0xff9f33b7, 0xff9ccd67, 0x19afcc1a, 0xff44735a],
  },
];

function sum(words: Uint32Array): number {
  return words.reduce((a, b) => (a + b) >>> 0, 0);
}

describe.each(openTestDevices())("signature and bandKeys on %s", (_, open) => {
  const texts = textColumn(knownTexts);
  const run = opRunner(open, (graph) => {
    const text = {
      offsets: graph.input("offsets", "u32", texts.offsets.length),
      words: graph.input("words", "u32", texts.words.length),
    };
    const rowCount = texts.rowCount;
    const chars = { unit: "char", ngram: 5, seed: 0 } as const;
    const { signatures, shingleCounts } = signature(graph, text, rowCount, {
      ...chars,
      slots: 128,
    });
    const keys = bandKeys(graph, signatures, rowCount, { slots: 128, bands: 14, rowsPerBand: 9 });
    const wide = signature(graph, text, rowCount, { ...chars, slots: 256 });
    const words = signature(graph, text, rowCount, {
      unit: "word",
      ngram: 3,
      seed: 0,
      slots: 128,
    });
    graph.output("signatures", signatures);
    graph.output("shingleCounts", shingleCounts);
    graph.output("wide", wide.signatures);
    graph.output("words", words.signatures);
    graph.output("hi", keys.hi);
    graph.output("lo", keys.lo);
  });

  test("gives the known answers", async () => {
    const found = await run({ offsets: texts.offsets, words: texts.words });
    const answers = knownTexts.map((__, row) => {
      const slots = found["signatures"]!.subarray(row * 128, (row + 1) * 128);
      const key = (band: number): number[] => [
        found["hi"]![band * 10 + row]!,
        found["lo"]![band * 10 + row]!,
      ];
      return {
        windows: found["shingleCounts"]![row],
        first: [...slots.subarray(0, 8)],
        band0: key(0),
        band13: key(13),
        sum: sum(slots),
        sum256: sum(found["wide"]!.subarray(row * 256, (row + 1) * 256)),
        words: [...found["words"]!.subarray(row * 128, row * 128 + 4)],
      };
    });
    expect(answers).toEqual(known);
  });
});
