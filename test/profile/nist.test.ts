import { describe, expect, test } from "vitest";
import { numberProfile } from "../../src/profile/number-profile.ts";
import { defaultMeasures } from "../../src/profile/profile.ts";
import { stateOf } from "../support/numbers.ts";

/** The first digits of pi (Gibbons's spigot, unbounded). */
function piDigits(count: number): number[] {
  const digits: number[] = [];
  let [q, r, t, k, n, l] = [1n, 0n, 1n, 1n, 3n, 3n];
  while (digits.length < count) {
    if (4n * q + r - t < n * t) {
      digits.push(Number(n));
      [q, r, n] = [10n * q, 10n * (r - n * t), (10n * (3n * q + r)) / t - 10n * n];
    } else {
      [q, r, t, k, n, l] = [
        q * k,
        (2n * q + r) * l,
        t * l,
        k + 1n,
        (q * (7n * k + 2n) + r * l) / (t * l),
        l + 2n,
      ];
    }
  }
  return digits;
}

/** A value, and 500 times one a tenth below and one a tenth above it. */
const acc = (middle: string, low: string, high: string): number[] => [
  Number(middle),
  ...Array.from({ length: 1000 }, (_, i) => Number(i % 2 === 0 ? low : high)),
];

const list = (text: string, factor = 1): number[] =>
  text
    .trim()
    .split(/\s+/)
    .map((word) => Number(word) / factor);

const lew = `
-213 -564 -35 -15 141 115 -420 -360 203 -338 -431 194 -220 -513 154 -125 -559 92 -21 -579 -52 99 -543 -175
162 -457 -346 204 -300 -474 164 -107 -572 -8 83 -541 -224 180 -420 -374 201 -236 -531 83 27 -564 -112 131
-507 -254 199 -311 -495 143 -46 -579 -90 136 -472 -338 202 -287 -477 169 -124 -568 17 48 -568 -135 162 -430
-422 172 -74 -577 -13 92 -534 -243 194 -355 -465 156 -81 -578 -64 139 -449 -384 193 -198 -538 110 -44 -577
-6 66 -552 -164 161 -460 -344 205 -281 -504 134 -28 -576 -118 156 -437 -381 200 -220 -540 83 11 -568 -160
172 -414 -408 188 -125 -572 -32 139 -492 -321 205 -262 -504 142 -83 -574 0 48 -571 -106 137 -501 -266 190
-391 -406 194 -186 -553 83 -13 -577 -49 103 -515 -280 201 300 -506 131 -45 -578 -80 138 -462 -361 201 -211
-554 32 74 -533 -235 187 -372 -442 182 -147 -566 25 68 -535 -244 194 -351 -463 174 -125 -570 15 72 -550
-190 172 -424 -385 198 -218 -536 96`;
const lottery = `
162 671 933 414 788 730 817 33 536 875 670 236 473 167 877 980 316 950 456 92 517 557 956 954
104 178 794 278 147 773 437 435 502 610 582 780 689 562 964 791 28 97 848 281 858 538 660 972
671 613 867 448 738 966 139 636 847 659 754 243 122 455 195 968 793 59 730 361 574 522 97 762
431 158 429 414 22 629 788 999 187 215 810 782 47 34 108 986 25 644 829 630 315 567 919 331
207 412 242 607 668 944 749 168 864 442 533 805 372 63 458 777 416 340 436 140 919 350 510 572
905 900 85 389 473 758 444 169 625 692 140 897 672 288 312 860 724 226 884 508 976 741 476 417
831 15 318 432 241 114 799 955 833 358 935 146 630 830 440 642 356 373 271 715 367 393 190 669
8 861 108 795 269 590 326 866 64 523 862 840 219 382 998 4 628 305 747 247 34 747 729 645
856 974 24 568 24 694 608 480 410 729 947 293 53 930 223 203 677 227 62 455 387 318 562 242
428 968`;
/** 2.0 and these in units of 0.0001. */
const mavro = `
18 17 18 19 18 17 15 14 15 15 17 18 18 19 19 21 20 16 14 13 13 15 15 16
15 14 13 14 15 14 15 16 15 16 19 20 20 21 22 23 24 25 27 26 26 26 27 26
25 24`;
/** 299 and these in hundredths. */
const michelso = `
85 74 90 107 93 85 95 98 98 88 100 98 93 65 76 81 100 100 96 96 96 94 96 94
88 80 85 88 90 84 83 79 81 88 88 83 80 79 76 80 88 88 88 86 72 72 62 86
97 95 88 91 85 87 84 84 85 84 84 84 89 81 81 82 80 77 76 74 75 76 91 92
89 86 88 72 84 85 85 78 89 84 78 81 76 81 79 81 82 85 87 87 81 74 81 94
95 80 81 87`;

/**
 * Univariate sets of the NIST Statistical Reference Datasets: the values, and the certified mean and
 * standard deviation (of a sample). `digits` is what doubles can give: the decimal values of the sets
 * of higher difficulty are not doubles, and what the deviation loses by that is not lost here.
 */
const sets: readonly (readonly [
  name: string,
  values: number[],
  mean: number,
  std: number,
  digits: number,
])[] = [
  // One digit of the published file is not that of pi.
  ["PiDigits", piDigits(5000).with(956, 3), 4.5348, 2.86733906028871, 14.5],
  ["Lottery", list(lottery), 518.95871559633, 291.699727470969, 14.5],
  ["Lew", list(lew), -177.435, 277.332168044316, 14.5],
  [
    "Mavro",
    list(mavro).map((x) => Number(`2.${String(x).padStart(4, "0")}`)),
    2.001856,
    0.000429123454003053,
    12.5,
  ],
  [
    "Michelso",
    list(michelso).map((x) => Number((299 + x / 100).toFixed(2))),
    299.8524,
    0.0790105478190518,
    13,
  ],
  ["NumAcc1", [10_000_001, 10_000_003, 10_000_002], 10_000_002, 1, 15],
  ["NumAcc2", acc("1.2", "1.1", "1.3"), 1.2, 0.1, 14.5],
  ["NumAcc3", acc("1000000.2", "1000000.1", "1000000.3"), 1_000_000.2, 0.1, 9.4],
  ["NumAcc4", acc("10000000.2", "10000000.1", "10000000.3"), 10_000_000.2, 0.1, 8.2],
];

/** Correct digits, as NIST counts them. */
const digitsOf = (value: number, certified: number): number =>
  value === certified ? 16 : -Math.log10(Math.abs((value - certified) / certified));

describe("the reference data sets of NIST", () => {
  test.each(sets)(
    "%s: mean and standard deviation as certified",
    (_, values, mean, std, digits) => {
      const profile = numberProfile(stateOf(Float64Array.from(values)), {
        ...defaultMeasures,
        std: "sample",
      });
      expect(digitsOf(profile.mean!, mean)).toBeGreaterThanOrEqual(14.5);
      expect(digitsOf(profile.std!, std)).toBeGreaterThanOrEqual(digits);
    },
  );
});
