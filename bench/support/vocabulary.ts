/** Words in order of frequency. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** The word that a fraction from 0 to 1 stands for. */
  next(fraction: number): number;
}

const SIZE = 30_000;
/** Exponent of Zipf's law: that of English prose. */
const EXPONENT = 1.05;
const STEPS = 2 ** 16;

const ONSETS = "b br c ch d dr f g gr h j k l m n p pr qu r s sh st t tr v w y z".split(" ");
const VOWELS = "a e i o u ea ou".split(" ");
const CODAS = ["", "", "", "n", "r", "s", "l", "t", "ng", "ck"];
const OTHER = ["é", "ü", "ñ", "机器", "抓取", "テスト", "робот", "🤖", "ß"];

/** Made-up words, one in fifty with letters outside ASCII, drawn by Zipf's law. */
export function vocabulary(random: () => number): Vocabulary {
  const pick = (from: readonly string[]): string => from[random() % from.length]!;
  const words = Array.from({ length: SIZE }, (_, rank) => {
    // Frequent words are short.
    const syllables = 1 + (random() % (rank < 200 ? 2 : 4));
    let word = "";
    for (let i = 0; i < syllables; i++) word += pick(ONSETS) + pick(VOWELS) + pick(CODAS);
    return random() % 50 === 0 ? word + pick(OTHER) : word;
  });
  const table = new Uint16Array(STEPS);
  const weights = words.map((_, rank) => (rank + 1) ** -EXPONENT);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let rank = 0;
  let below = weights[0]! / total;
  for (let step = 0; step < STEPS; step++) {
    while (below < (step + 0.5) / STEPS && rank < SIZE - 1) below += weights[++rank]! / total;
    table[step] = rank;
  }
  return {
    words,
    next: (fraction) => {
      const step = fraction * STEPS;
      const at = table[Math.floor(step)]!;
      // A step of the tail stands for several words of nearly one frequency.
      const until = table[Math.min(STEPS - 1, Math.floor(step) + 1)]!;
      return at + Math.floor((step % 1) * Math.max(1, until - at));
    },
  };
}

/** Words as a text: some end a sentence. */
export function textOf({ words: all }: Vocabulary, content: readonly number[]): string {
  let text = "";
  for (const word of content) {
    if (text !== "") text += word % 13 === 5 ? ". " : " ";
    text += all[word]!;
  }
  return text;
}
