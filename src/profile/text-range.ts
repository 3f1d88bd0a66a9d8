import type { CodedTexts, TextValues } from "./text-column.ts";

/** How many texts there are, and which are the least and the greatest, by the order of their bytes. */
export interface TextRange {
  readonly count: number;
  readonly nulls: number;
  readonly least?: Uint8Array;
  readonly greatest?: Uint8Array;
}

/** Takes in a column of texts where only their range is wanted. */
export class TextRangeColumn {
  #count = 0;
  #nulls = 0;
  #least: Uint8Array | undefined;
  #greatest: Uint8Array | undefined;

  addNulls(count: number): void {
    this.#nulls += count;
  }

  observe({ bytes, offsets, length, isValid }: TextValues): void {
    for (let row = 0; row < length; row++) {
      if (isValid && !isValid(row)) this.#nulls++;
      else {
        this.#count++;
        this.#take(bytes.subarray(offsets[row], offsets[row + 1]));
      }
    }
  }

  observeCodes({ dictionary: { bytes, offsets }, codes }: CodedTexts): void {
    const there = new Uint8Array(offsets.length - 1);
    for (const code of codes) there[code] = 1;
    this.#count += codes.length;
    there.forEach((some, code) => {
      if (some) this.#take(bytes.subarray(offsets[code], offsets[code + 1]));
    });
  }

  #take(text: Uint8Array): void {
    // Copied, since what is given may be overwritten.
    if (!this.#least || compareBytes(text, this.#least) < 0) this.#least = text.slice();
    if (!this.#greatest || compareBytes(text, this.#greatest) > 0) this.#greatest = text.slice();
  }

  state(): TextRange {
    const [least, greatest] = [this.#least, this.#greatest];
    const range = least && greatest && { least, greatest };
    return { count: this.#count, nulls: this.#nulls, ...range };
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Of both parts together. */
export function mergeTextRanges(a: TextRange, b: TextRange): TextRange {
  const column = [a, b].flatMap(({ least, greatest }) => (least ? [least, greatest!] : []));
  const sorted = column.sort(compareBytes);
  const [least] = sorted;
  const greatest = sorted.at(-1);
  const range = least && greatest && { least, greatest };
  return { count: a.count + b.count, nulls: a.nulls + b.nulls, ...range };
}

const SHOWN = 240;

/** A text as a profile shows it. */
export function shownText(text: Uint8Array): string {
  const shown = new TextDecoder().decode(text.subarray(0, SHOWN));
  // A character may be cut in two where the beginning ends.
  return text.length > SHOWN ? `${shown.replace(/\ufffd+$/, "")}…` : shown;
}
