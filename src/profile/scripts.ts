/** Scripts that are told apart, in the order of their numbers; 0 is what is of no script, 1 any other. */
export const scriptNames = [
  "none",
  "other",
  "Latin",
  "Greek",
  "Cyrillic",
  "Armenian",
  "Hebrew",
  "Arabic",
  "Devanagari",
  "Bengali",
  "Gurmukhi",
  "Gujarati",
  "Tamil",
  "Telugu",
  "Kannada",
  "Malayalam",
  "Sinhala",
  "Thai",
  "Lao",
  "Tibetan",
  "Myanmar",
  "Georgian",
  "Ethiopic",
  "Khmer",
  "Mongolian",
  "Hiragana",
  "Katakana",
  "Hangul",
  "Han",
] as const;

const ALPHANUMERIC = 128;
const SPACE = 64;
/** So that no class is 0, which means not asked for. */
const KNOWN = 63;

const patterns = scriptNames
  .slice(2)
  .map((name) => new RegExp(String.raw`\p{Script=${name}}`, "u"));
const alphanumeric = /[\p{L}\p{N}]/u;
const space = /\s/u;
const letter = /\p{L}/u;

/** The class of a code point, as `profile-wasm/shared/texts.ts` has it. */
export function classify(codePoint: number): number {
  const text = String.fromCodePoint(codePoint);
  const script = patterns.findIndex((pattern) => pattern.test(text));
  const number = script >= 0 ? script + 2 : letter.test(text) ? 1 : KNOWN;
  return number | (alphanumeric.test(text) ? ALPHANUMERIC : 0) | (space.test(text) ? SPACE : 0);
}
