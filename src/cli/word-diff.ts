export interface DiffPart {
  readonly kind: "same" | "kept" | "removed" | "cut";
  readonly text: string;
}

/** Words compared pair by pair; what follows is left out. */
const WINDOW = 80;

/** The words of two texts, told apart: what both have, and what only one has. */
export function diffWords(kept: string, removed: string): DiffPart[] {
  const a = kept.split(" ").filter(Boolean);
  const b = removed.split(" ").filter(Boolean);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  const parts: DiffPart[] = [];
  append(parts, "same", a.slice(0, start));
  compare(parts, a.slice(start, start + WINDOW), b.slice(start, start + WINDOW));
  if (a.length > start + WINDOW || b.length > start + WINDOW) parts.push({ kind: "cut", text: "" });
  return parts;
}

function compare(parts: DiffPart[], a: readonly string[], b: readonly string[]): void {
  const longest = commonLengths(a, b);
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      append(parts, "same", [a[i++]!]);
      j++;
    } else if (i < a.length && (j === b.length || longest[i + 1]![j]! >= longest[i]![j + 1]!)) {
      append(parts, "kept", [a[i++]!]);
    } else {
      append(parts, "removed", [b[j++]!]);
    }
  }
}

/** `lengths[i][j]`: words in the longest common subsequence of `a` from `i` and `b` from `j`. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i]![j] =
        a[i] === b[j]
          ? lengths[i + 1]![j + 1]! + 1
          : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}

function append(parts: DiffPart[], kind: DiffPart["kind"], words: readonly string[]): void {
  if (words.length === 0) return;
  const last = parts.at(-1);
  if (last?.kind === kind) {
    parts[parts.length - 1] = { kind, text: `${last.text} ${words.join(" ")}` };
  } else {
    parts.push({ kind, text: words.join(" ") });
  }
}
