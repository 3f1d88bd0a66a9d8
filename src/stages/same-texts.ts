import { distinctValues, positionIn } from "../core/sorted.ts";
import { concatWords } from "../core/words.ts";
import type { RowStates } from "./stage.ts";

/** 1 where rows `left[i]` and `right[i]` have texts of one hash, else 0. */
export async function sameTexts(
  states: Pick<RowStates, "words">,
  left: Uint32Array,
  right: Uint32Array,
): Promise<Float64Array> {
  const rows = distinctValues(concatWords([left, right]));
  const hashes = await states.words("hash", rows);
  return Float64Array.from(left, (row, i) => {
    const [a, b] = [positionIn(rows, row), positionIn(rows, right[i]!)];
    for (let word = 0; word < 4; word++) {
      if (hashes[a * 4 + word] !== hashes[b * 4 + word]) return 0;
    }
    return 1;
  });
}
