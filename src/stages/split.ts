import { OutOfMemoryError } from "../core/errors.ts";
import type { TextColumn } from "../core/text-column.ts";
import { textBytes } from "../core/text-column.ts";
import type { Device } from "../graph/device.ts";

/**
 * Runs `work` on a batch, in as many parts as the memory asks for: where it does not fit, each half
 * is tried on its own. A single row that does not fit is an error.
 */
export async function splitOnOutOfMemory<T>(
  { memory }: Pick<Device, "memory">,
  texts: TextColumn,
  work: (texts: TextColumn) => Promise<T>,
): Promise<T[]> {
  try {
    return [await work(texts)];
  } catch (error) {
    if (!(error instanceof OutOfMemoryError) || texts.rowCount < 2) throw error;
  }
  memory.splits++;
  const middle = texts.rowCount >> 1;
  const first = await splitOnOutOfMemory({ memory }, rows(texts, 0, middle), work);
  const second = await splitOnOutOfMemory({ memory }, rows(texts, middle, texts.rowCount), work);
  return [...first, ...second];
}

/** Rows `[start, end)` as a column of their own. */
function rows(texts: TextColumn, start: number, end: number): TextColumn {
  const from = texts.offsets[start]!;
  const to = texts.offsets[end]!;
  const offsets = texts.offsets.slice(start, end + 1).map((offset) => offset - from);
  const words = new Uint32Array(Math.ceil((to - from) / 4));
  new Uint8Array(words.buffer).set(textBytes(texts).subarray(from, to));
  return { rowCount: end - start, offsets, words };
}
