import type { Sampled } from "./row-sample.ts";

/** Texts of a column that a language is guessed of. */
export const LANGUAGE_ROWS = 1024;
/** Bytes of a text that are looked at: more do not change a guess. */
const MOST_BYTES = 500;

/** Says the language of a text by its ISO 639-1 code; undefined where it cannot tell. */
export type GuessLanguage = (text: string) => string | undefined;

/** The languages of a sample of texts. */
export interface Languages {
  /** Texts that were looked at. */
  readonly sampled: number;
  /** Share of them by language, the most frequent first; `unknown` where none can be told. */
  readonly shares: Readonly<Record<string, number>>;
}

const decoder = new TextDecoder();

/** The beginning of a text, without a character that is cut. */
export function beginning(bytes: Uint8Array, start: number, end: number): string {
  if (end - start <= MOST_BYTES) return decoder.decode(bytes.subarray(start, end));
  let to = start + MOST_BYTES;
  while (to > start && (bytes[to]! & 0xc0) === 0x80) to--;
  return decoder.decode(bytes.subarray(start, to));
}

export function languagesOf(sample: readonly Sampled<string>[], guess: GuessLanguage): Languages {
  const counts = new Map<string, number>();
  for (const { value } of sample) {
    const language = guess(value) ?? "unknown";
    counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const ordered = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shares = ordered.map(([language, count]) => [language, count / sample.length] as const);
  return { sampled: sample.length, shares: Object.fromEntries(shares) };
}
