/** Plain definitions of what dedup must find, written without any of the code under test. */

/** The distinct 5-character shingles of a text; a shorter text is its own only shingle. */
export function shinglesOf(text: string, ngram = 5): Set<string> {
  const characters = [...text];
  if (characters.length === 0) return new Set();
  if (characters.length <= ngram) return new Set([text]);
  return new Set(
    characters.slice(ngram - 1).map((_, i) => characters.slice(i, i + ngram).join("")),
  );
}

export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const shingle of a) if (b.has(shingle)) shared++;
  return shared / (a.size + b.size - shared);
}

/** The rows that stay when each row in order stays unless it is similar to an earlier one that stays. */
export function greedyKept(texts: readonly string[], threshold: number): number[] {
  const sets = texts.map((text) => shinglesOf(text));
  const kept: number[] = [];
  sets.forEach((set, row) => {
    const similar = kept.some((other) => set.size > 0 && jaccard(set, sets[other]!) >= threshold);
    if (!similar) kept.push(row);
  });
  return kept;
}

/** Seeded pseudo-random integers below `n`. */
function randomBelow(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

/** Texts of several scripts with many copies and near-copies among them. */
export function nearDuplicates(count: number, seed: number): string[] {
  const below = randomBelow(seed);
  const alphabets = ["abcdefghijklmnop", "快速的棕色狐狸跳过了懒狗今天", "éàüßøñç", "😀🤖👍🏽🎉"];
  const word = (): string => {
    const letters = [...alphabets[below(20) < 14 ? 0 : below(4)]!];
    return Array.from({ length: 2 + below(7) }, () => letters[below(letters.length)]).join("");
  };
  const texts: string[] = [];
  for (let i = 0; i < count; i++) {
    const kind = below(10);
    if (texts.length === 0 || kind < 5) {
      texts.push(Array.from({ length: 10 + below(40) }, word).join(" "));
    } else if (kind < 6) {
      texts.push(texts[below(texts.length)]!);
    } else if (kind < 9) {
      const words = texts[below(texts.length)]!.split(" ");
      for (let edit = 0; edit <= below(3); edit++) words[below(words.length)] = word();
      texts.push(words.join(" "));
    } else {
      texts.push(["", "a", "tiny", "short text"][below(4)]!);
    }
  }
  return texts;
}
