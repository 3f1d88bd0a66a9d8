import { closeSync, openSync, writeSync } from "node:fs";
import { randomU32 } from "./kernel-bench.ts";
import { textOf, type Vocabulary, vocabulary } from "./vocabulary.ts";

/** What a row is to the rows before it. */
export const rowKinds = ["unique", "copy", "edited", "version", "template", "boilerplate"] as const;
export type RowKind = (typeof rowKinds)[number];

export interface CorpusSpec {
  readonly rows: number;
  readonly seed: number;
  /** `mixed` is pages of about 1 KB, `short` is instructions of about 70 bytes. */
  readonly shape: "mixed" | "short";
}

export interface CorpusRow {
  readonly kind: RowKind;
  readonly text: string;
}

type Words = readonly number[];

interface Random {
  /** A whole number from 0, below `limit`. */
  below(limit: number): number;
  fraction(): number;
}

/** Shares of the kinds, in thousandths: those of the corpus that the design was studied on. */
const SHARES: Readonly<Record<RowKind, number>> = {
  unique: 606,
  copy: 45,
  edited: 109,
  version: 52,
  template: 107,
  boilerplate: 81,
};

/** Rows that later ones may copy or edit; bounded, so that any number of rows fits in memory. */
const REMEMBERED = 4096;
const TEMPLATES = 60;
const SITES = 25;
const CHAINS = 40;

interface Template {
  readonly fixed: Words;
  /** Share of the words that is the same on every page. */
  readonly share: number;
}

/**
 * A seeded corpus: words of Zipf frequency, exact copies in families whose sizes follow a power
 * law, edited copies, version chains, template pages, and pages that share header and footer.
 */
export function* corpus({ rows, seed, shape }: CorpusSpec): Generator<CorpusRow> {
  const next = randomU32(seed);
  const random: Random = {
    below: (limit) => next() % limit,
    fraction: () => next() / 2 ** 32,
  };
  const source = vocabulary(randomU32(0xc0ffee));
  const writer = new Writer(random, source, shape);
  for (let row = 0; row < rows; row++) {
    const { kind, words: content } = writer.row();
    yield { kind, text: textOf(source, content) };
  }
}

class Writer {
  readonly #random: Random;
  readonly #source: Vocabulary;
  readonly #shape: CorpusSpec["shape"];
  readonly #remembered: Words[] = [];
  readonly #copied: Words[] = [];
  readonly #chains: Words[] = [];
  readonly #templates: Template[];
  readonly #sites: (readonly [header: Words, footer: Words])[];

  constructor(random: Random, source: Vocabulary, shape: CorpusSpec["shape"]) {
    this.#random = random;
    this.#source = source;
    this.#shape = shape;
    this.#templates = Array.from({ length: TEMPLATES }, () => ({
      fixed: this.#fresh(),
      share: 0.55 + 0.42 * random.fraction(),
    }));
    const part = shape === "mixed" ? 40 : 4;
    this.#sites = Array.from(
      { length: SITES },
      () => [this.#text(part), this.#text(part)] as const,
    );
  }

  row(): { readonly kind: RowKind; readonly words: Words } {
    const kind = this.#kind();
    const content = this.#remembered.length === 0 ? this.#fresh() : this.#content(kind);
    this.#remember(this.#remembered, content);
    return { kind: this.#remembered.length === 1 ? "unique" : kind, words: content };
  }

  #kind(): RowKind {
    let left = this.#random.below(1000);
    for (const kind of rowKinds) {
      left -= SHARES[kind];
      if (left < 0) return kind;
    }
    return "unique";
  }

  #content(kind: RowKind): Words {
    const { below, fraction } = this.#random;
    switch (kind) {
      case "unique":
        return this.#fresh();
      case "copy": {
        // What was copied is copied again: families grow by a power law.
        const again = this.#copied.length > 0 && fraction() < 0.6;
        const from = this.#pick(again ? this.#copied : this.#remembered);
        this.#remember(this.#copied, from);
        return from;
      }
      case "edited":
        return this.#edit(this.#pick(this.#remembered), 0.002 + 0.068 * fraction());
      case "version": {
        const chain = below(CHAINS);
        const last = this.#chains[chain];
        // A chain ends after 20 versions in the mean; another begins in its place.
        const version =
          last && fraction() < 0.95 ? this.#edit(last, 0.01 + 0.03 * fraction()) : this.#fresh();
        this.#chains[chain] = version;
        return version;
      }
      case "template": {
        // The first templates have the most pages.
        const { fixed, share } = this.#templates[Math.floor(fraction() ** 2 * TEMPLATES)]!;
        const varying = 1 - share;
        return fixed.map((word) => (fraction() < varying ? this.#source.next(fraction()) : word));
      }
      case "boilerplate": {
        const [header, footer] = this.#sites[below(SITES)]!;
        return [...header, ...this.#fresh(), ...footer];
      }
      default:
        return kind satisfies never;
    }
  }

  #fresh(): Words {
    const { fraction } = this.#random;
    // The sum of two even numbers leans to the middle, and has a tail on both sides.
    const middle = this.#shape === "mixed" ? 300 : 20;
    return this.#text(Math.max(2, Math.round(middle * (0.1 + fraction()) * (0.2 + fraction()))));
  }

  #text(length: number): Words {
    return Array.from({ length }, () => this.#source.next(this.#random.fraction()));
  }

  #edit(from: Words, share: number): Words {
    const { below, fraction } = this.#random;
    const edited = [...from];
    const edits = Math.max(1, Math.round(edited.length * share));
    for (let i = 0; i < edits; i++) {
      const at = below(edited.length + 1);
      const kind = below(3);
      if (kind === 0) edited.splice(at, 0, this.#source.next(fraction()));
      else if (kind === 1 && edited.length > 2) edited.splice(at, 1);
      else edited[Math.min(at, edited.length - 1)] = this.#source.next(fraction());
    }
    return edited;
  }

  #pick(from: readonly Words[]): Words {
    return from[this.#random.below(from.length)]!;
  }

  #remember(list: Words[], content: Words): void {
    if (list.length < REMEMBERED) list.push(content);
    else list[this.#random.below(REMEMBERED)] = content;
  }
}

export interface CorpusFile {
  readonly path: string;
  readonly rows: number;
  readonly byteLength: number;
  /** Bytes of the texts alone. */
  readonly textBytes: number;
  readonly kinds: Readonly<Record<RowKind, number>>;
}

const FLUSH_CHARACTERS = 2 ** 22;

/** Writes a corpus as JSON lines: `id`, `lang`, `text`. */
export function writeCorpus(path: string, spec: CorpusSpec): CorpusFile {
  const file = openSync(path, "w");
  const kinds = Object.fromEntries(rowKinds.map((kind) => [kind, 0])) as Record<RowKind, number>;
  let byteLength = 0;
  let textBytes = 0;
  let pending = "";
  const flush = (): void => {
    byteLength += writeSync(file, pending);
    pending = "";
  };
  try {
    let id = 0;
    for (const { kind, text } of corpus(spec)) {
      pending += `{"id":${id++},"lang":"en","text":${JSON.stringify(text)}}\n`;
      textBytes += Buffer.byteLength(text);
      kinds[kind]++;
      if (pending.length >= FLUSH_CHARACTERS) flush();
    }
    flush();
  } finally {
    closeSync(file);
  }
  return { path, rows: spec.rows, byteLength, textBytes, kinds };
}
