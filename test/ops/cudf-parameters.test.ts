import { describe, expect, test } from "vitest";
import { cudfParameters } from "../../src/ops/cudf-parameters.ts";

/**
 * What numpy 2.4.6 draws, as nemo_curator/stages/deduplication/fuzzy/minhash.py does:
 *
 *     gen = np.random.RandomState(seed)
 *     prime = np.uint32((1 << 31) - 1)
 *     drawn = [(gen.randint(1, prime, dtype=np.uint32), gen.randint(0, prime, dtype=np.uint32))
 *              for _ in range(slots)]
 *     np.bitwise_xor.reduce(np.array(drawn).ravel())
 */
const drawn = [
  {
    seed: 42,
    slots: 260,
    first: [1608637543, 1273642419, 1935803229, 787846414, 996406379, 1201263687],
    last: [417369880, 897299057],
    xor: 477059167,
  },
  {
    seed: 0,
    slots: 512,
    first: [209652397, 398764591, 924231286, 1478610112],
    last: [1496692979, 45650790],
    xor: 2112806050,
  },
  {
    seed: 128,
    slots: 512,
    first: [1574694099, 1683709011, 1130198502, 1494075730],
    last: [819217612, 997516890],
    xor: 247039905,
  },
  {
    seed: 0xffffffff,
    slots: 512,
    first: [419326372, 479346978, 1771170829, 269265991],
    last: [901950358, 1077395258],
    xor: 1430498040,
  },
];

describe("the parameters of NeMo Curator", () => {
  test.each(drawn)(
    "of seed $seed in $slots slots are those that numpy draws",
    ({ seed, slots, first, last, xor }) => {
      const parameters = cudfParameters(slots, seed);
      expect(parameters).toHaveLength(2 * slots);
      expect([...parameters.subarray(0, first.length)]).toEqual(first);
      expect([...parameters.subarray(-2)]).toEqual(last);
      expect(parameters.reduce((a, b) => a ^ b)).toBe(xor);
    },
  );

  test("of fewer slots are the first of those of more", () => {
    expect(cudfParameters(13, 42)).toEqual(cudfParameters(260, 42).subarray(0, 26));
  });
});
