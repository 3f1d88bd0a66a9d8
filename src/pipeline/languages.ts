import { UnsupportedError } from "../core/errors.ts";
import type { GuessLanguage } from "../profile/languages.ts";

const PACKAGE = "eld";

/** Guesses languages by n-grams, with the optional package eld; undefined where it is not installed. */
export async function openLanguages(): Promise<GuessLanguage | undefined> {
  const detector = await import("eld/medium").catch((cause: unknown) => {
    if ((cause as { readonly code?: unknown }).code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw new UnsupportedError(`${PACKAGE} is installed, and cannot be loaded.`, {
      rule: cause instanceof Error ? cause.message : String(cause),
      fix: `npm uninstall ${PACKAGE}, and no languages are guessed`,
      cause,
    });
  });
  if (!detector) return undefined;
  return (text) => {
    const found = detector.eld.detect(text);
    return found.isReliable() ? found.language : undefined;
  };
}

/** What a profile says of how languages were come by. */
export const LANGUAGE_METHOD =
  "guessed by eld, by n-grams, of a sample: up to 1024 texts of a column, those whose rows have the least hashes, and the first 500 bytes of each; unknown where the guess is not reliable";
export const NO_LANGUAGES = `not guessed: the optional package is not installed (npm install ${PACKAGE})`;
