import fc from "fast-check";
import { textColumn } from "../../src/core/text-column.ts";
import type { TextColumn } from "../../src/core/text-column.ts";
import { cudfSignature } from "../../src/kernels/cudf-signature.ts";
import { kernelSuite } from "../support/kernel-suite.ts";
import { anyTexts } from "../support/texts.ts";

interface Options {
  readonly ngram: number;
  readonly hashSeed: number;
}

/** A call with these a and b in turn. */
function call({ rowCount, offsets, words }: TextColumn, parameters: Uint32Array, options: Options) {
  const slots = parameters.length / 2;
  return {
    buffers: {
      offsets,
      words,
      parameters,
      signatures: new Uint32Array(rowCount * slots),
      shingleCounts: new Uint32Array(rowCount),
    },
    params: { rowCount, slots, ...options },
  };
}

/** Slots whose a and b are the same number, as in cuDF's tests: `first`, the next and so on. */
function counting(first: number, slots: number): Uint32Array {
  return new Uint32Array(2 * slots).map((_, i) => first + (i >> 1));
}

const cudf = { ngram: 4, hashSeed: 0 };
const small = "x".repeat(2 << 10);
const wide = "y".repeat(2 << 19);

// Of cuDF: cpp/tests/text/minhash_tests.cpp and python/cudf/cudf/tests/text/test_text_methods.py.
kernelSuite(cudfSignature, {
  examples: [
    {
      title: "gives the answers of cuDF's test Permuted",
      ...call(
        textColumn([
          "doc 1",
          "this is doc 2",
          "doc 3",
          "d",
          "The quick brown fox jumpéd over the lazy brown dog.",
          "line six",
          "line seven",
          "line eight",
          "line nine",
          "line ten",
        ]),
        counting(10, 3),
        cudf,
      ),
      outputs: {
        signatures: Uint32Array.of(
          ...[1392101586, 394869177, 811528444],
          ...[211415830, 187088503, 130291444],
          ...[2098117052, 394869177, 799753544],
          ...[2264583304, 2920538364, 3576493424],
          ...[253327882, 41747273, 302030804],
          ...[2109809594, 1017470651, 326988172],
          ...[1303819864, 850676747, 147107852],
          ...[736021564, 720812292, 1405158760],
          ...[902780242, 134064807, 1613944636],
          ...[547084870, 1748895564, 656501844],
        ),
        shingleCounts: Uint32Array.of(2, 10, 2, 1, 48, 5, 7, 7, 6, 5),
      },
    },
    {
      title: "gives the answers of cuDF's test PermutedWide, of a row of 1 MiB",
      ...call(textColumn([small, wide]), counting(20, 3), cudf),
      outputs: {
        signatures: Uint32Array.of(
          ...[1731998032, 315359380, 3193688024],
          ...[1293098788, 2860992281, 133918478],
        ),
        shingleCounts: Uint32Array.of(2045, 1048573),
      },
    },
    {
      title: "gives the answers of cuDF's test PermutedManyParameters",
      ...call(textColumn([small, wide]), counting(20, 31), cudf),
      outputs: {
        signatures: Uint32Array.of(
          ...[1731998032, 315359380, 3193688024, 1777049372, 360410720, 3238739364, 1822100712],
          ...[405462060, 3283790704, 1867152052, 450513400, 3328842044, 1912203392, 495564740],
          ...[3373893384, 1957254732, 540616080, 3418944724, 2002306072, 585667420, 3463996064],
          ...[2047357412, 630718760, 3509047404, 2092408752, 675770100, 3554098744, 2137460092],
          ...[720821440, 3599150084, 2182511432],
          ...[1293098788, 2860992281, 133918478, 1701811971, 3269705464, 542631661, 2110525154],
          ...[3678418647, 951344844, 2519238337, 4087131830, 1360058027, 2927951520, 200877717],
          ...[1768771210, 3336664703, 609590900, 2177484393, 3745377886, 1018304083, 2586197576],
          ...[4154091069, 1427017266, 2994910759, 267836956, 1835730449, 3403623942, 676550139],
          ...[2244443632, 3812337125, 1085263322],
        ),
      },
    },
    {
      title: "gives the answers of cuDF's Python test, zeros for an empty text",
      ...call(textColumn(["this is my", "favorite book", ""]), counting(1, 3), {
        ngram: 5,
        hashSeed: 0,
      }),
      outputs: {
        signatures: Uint32Array.of(
          ...[1305480168, 462824406, 74608229],
          ...[32665385, 65330770, 97996155],
          ...[0, 0, 0],
        ),
        shingleCounts: Uint32Array.of(6, 9, 0),
      },
    },
    {
      title: "gives the answers of cuDF's Python manual, a and b apart",
      ...call(textColumn(["this is my", "favorite book"]), Uint32Array.of(1, 4, 2, 5, 3, 6), {
        ngram: 5,
        hashSeed: 0,
      }),
      outputs: {
        signatures: Uint32Array.of(
          ...[1305480171, 462824409, 74608232],
          ...[32665388, 65330773, 97996158],
        ),
      },
    },
    {
      title: "takes a hash of 0 for 1",
      ...call(textColumn(["zero", "a zero"]), Uint32Array.of(5, 7, 1, 0), {
        ngram: 4,
        // The seed with which MurmurHash3_x86_32 of "zero" is 0.
        hashSeed: 0x47c01cb2,
      }),
      outputs: {
        signatures: Uint32Array.of(12, 1, 12, 1),
        shingleCounts: Uint32Array.of(1, 3),
      },
    },
    {
      title: "gives ones where bytes are left over before less than a window, as for a null",
      ...call(
        textColumn([Uint8Array.of(0x80), Uint8Array.of(0x80, 0x64), Uint8Array.of(0x64)]),
        counting(10, 3),
        cudf,
      ),
      outputs: {
        signatures: Uint32Array.of(
          ...Array<number>(6).fill(0xffffffff),
          ...[2264583304, 2920538364, 3576493424],
        ),
        shingleCounts: Uint32Array.of(0, 0, 1),
      },
    },
    {
      // By numpy and mmh3: 4095 windows of 17 bytes alike, and one of 18.
      title: "counts a stray continuation byte to the code point before it",
      ...call(
        textColumn([Uint8Array.from([...Array<number>(4112).fill(0x61), 0x80])]),
        counting(10, 6),
        { ngram: 17, hashSeed: 0 },
      ),
      outputs: {
        signatures: Uint32Array.of(
          ...[937269640, 1965671578, 1124723568, 1932614838, 1312177496, 1899558098],
        ),
        shingleCounts: Uint32Array.of(4096),
      },
    },
  ],
  calls: fc
    .tuple(
      anyTexts,
      fc.oneof(fc.constantFrom(1, 128, 260, 512), fc.integer({ min: 1, max: 512 })),
      fc.record({
        ngram: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5000 })),
        hashSeed: fc.oneof(fc.constant(0), fc.nat(0xffffffff)),
      }),
      fc.nat(0xffffffff),
    )
    .map(([texts, slots, options, seed]) =>
      call(
        texts,
        new Uint32Array(2 * slots).map((_, i) => Math.imul(seed + i, 0x9e3779b1) ^ (seed >>> 7)),
        options,
      ),
    ),
  runs: 30,
});
