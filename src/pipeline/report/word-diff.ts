/** A stretch of a text, and whether the other text lacks it. */
export interface Segment {
  readonly text: string;
  readonly differs: boolean;
}

export interface DiffSide {
  readonly segments: readonly Segment[];
  /** Something was cut off before or after. */
  readonly cutBefore: boolean;
  readonly cutAfter: boolean;
}

export interface TextDiff {
  readonly kept: DiffSide;
  readonly removed: DiffSide;
}

/** Beyond this many comparisons the differing middles are marked whole. */
const maxComparisons = 1_000_000;

/** Both texts cut to `limit` characters around their first difference, differing words marked. */
export function diffTexts(kept: string, removed: string, limit = 400): TextDiff {
  if (kept === removed) {
    const whole = cut(kept, 0, limit);
    const side = { ...whole, segments: kept === "" ? [] : [{ text: whole.text, differs: false }] };
    return { kept: side, removed: side };
  }
  const [keptStart, removedStart] = firstDifference(kept, removed);
  const keptCut = cut(kept, keptStart, limit);
  const removedCut = cut(removed, removedStart, limit);
  const segments = diffWords(keptCut.text, removedCut.text);
  return {
    kept: { ...keptCut, segments: segments.kept },
    removed: { ...removedCut, segments: segments.removed },
  };
}

/** Compares word by word; spaces do not count. The segments of a side join to its text. */
export function diffWords(
  kept: string,
  removed: string,
): { readonly kept: readonly Segment[]; readonly removed: readonly Segment[] } {
  const a = splitWords(kept);
  const b = splitWords(removed);
  const prefix = commonPrefix(a, b);
  const suffix = commonSuffix(a, b, prefix);
  const common = commonWords(
    a.slice(prefix, a.length - suffix).map(({ text }) => text),
    b.slice(prefix, b.length - suffix).map(({ text }) => text),
  );
  const differs = (words: readonly Word[], shared: ReadonlySet<number>) =>
    words.map((_, i) => i >= prefix && i < words.length - suffix && !shared.has(i - prefix));
  return {
    kept: toSegments(kept, a, differs(a, common.a)),
    removed: toSegments(removed, b, differs(b, common.b)),
  };
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Scripts without spaces are compared character by character. */
const wordPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;

function splitWords(text: string): readonly Word[] {
  return Array.from(text.matchAll(wordPattern), (match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
  }));
}

function commonPrefix(a: readonly Word[], b: readonly Word[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length]?.text === b[length]?.text) length++;
  return length;
}

function commonSuffix(a: readonly Word[], b: readonly Word[], prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < most && a.at(-1 - length)?.text === b.at(-1 - length)?.text) length++;
  return length;
}

/** The positions of a longest common subsequence in both. */
function commonWords(a: readonly string[], b: readonly string[]) {
  const shared = { a: new Set<number>(), b: new Set<number>() };
  if (a.length * b.length > maxComparisons) return shared;
  const stride = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * stride);
  const at = (i: number, j: number) => longest[i * stride + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * stride + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      shared.a.add(i++);
      shared.b.add(j++);
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return shared;
}

/** Neighbouring differing words become one segment, the space between them included. */
function toSegments(
  text: string,
  words: readonly Word[],
  differs: readonly boolean[],
): readonly Segment[] {
  const segments: Segment[] = [];
  let done = 0;
  const push = (end: number, differ: boolean) => {
    if (end > done) segments.push({ text: text.slice(done, end), differs: differ });
    done = end;
  };
  words.forEach((word, i) => {
    if (!differs[i]) return;
    if (i === 0 || !differs[i - 1]) push(word.start, false);
    if (!differs[i + 1]) push(word.end, true);
  });
  push(text.length, false);
  return segments;
}

/** Where the first differing word starts in each text; the start where there is none. */
function firstDifference(kept: string, removed: string): readonly [number, number] {
  // Texts are long, and often differ early: no more words are looked for than needed.
  const a = kept.matchAll(wordPattern);
  const b = removed.matchAll(wordPattern);
  for (;;) {
    const { value: x, done: aDone } = a.next();
    const { value: y, done: bDone } = b.next();
    if (aDone && bDone) return [0, 0];
    if (x?.[0] !== y?.[0]) return [x?.index ?? kept.length, y?.index ?? removed.length];
  }
}

function cut(text: string, around: number, limit: number) {
  if (text.length <= limit) return { text, cutBefore: false, cutAfter: false };
  const lead = Math.floor(limit / 3);
  const start = wholeCharacter(text, Math.min(Math.max(0, around - lead), text.length - limit));
  const end = wholeCharacter(text, Math.min(text.length, start + limit));
  return { text: text.slice(start, end), cutBefore: start > 0, cutAfter: end < text.length };
}

/** The position, or the one before it if it is inside a surrogate pair. */
function wholeCharacter(text: string, position: number): number {
  const unit = text.charCodeAt(position);
  const before = text.charCodeAt(position - 1);
  const inside = unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
  return inside ? position - 1 : position;
}
