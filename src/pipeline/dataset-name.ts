import { basename } from "node:path";

/** What the inputs are called in a heading. */
export function datasetName(inputs: readonly string[]): string {
  const names = inputs.map((input) => basename(input) || input);
  if (names.length <= 3) return names.join(", ");
  const sorted = inputs.toSorted();
  const [first = ""] = sorted;
  const last = sorted.at(-1) ?? "";
  let shared = 0;
  while (shared < first.length && first[shared] === last[shared]) shared++;
  const folder = basename(first.slice(0, first.lastIndexOf("/", shared)));
  return folder === "" ? `${names.length} inputs` : `${names.length} inputs in ${folder}`;
}
