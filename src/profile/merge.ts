import { type ColumnState, HEADS, type KindState } from "./column.ts";
import { mergeMissing } from "./missing.ts";
import { mergeNumbers, type NumberState } from "./number-column.ts";
import { leastOf } from "./row-sample.ts";
import { mergeTexts } from "./text-column.ts";
import { mergeTextRanges } from "./text-range.ts";
import { mergeVectors } from "./vector-column.ts";

/** A column of two parts of a dataset together; `a` has the rows before those of `b`. */
export function mergeColumns(a: ColumnState, b: ColumnState): ColumnState {
  return { ...mergeKinds(a, b), type: a.type, missing: mergeMissing(a.missing, b.missing) };
}

function mergeKinds(a: KindState, b: KindState): KindState {
  switch (a.kind) {
    case "number": {
      const other = ofKind(b, a.kind);
      const steps = mergeSteps(a.steps, other.steps);
      return {
        kind: a.kind,
        number: mergeNumbers(a.number, other.number),
        ...(steps && { steps }),
      };
    }
    case "time": {
      const other = ofKind(b, a.kind);
      const steps = mergeSteps(a.steps, other.steps);
      return { ...a, number: mergeNumbers(a.number, other.number), steps: steps! };
    }
    case "boolean": {
      const { nulls, trues, falses } = ofKind(b, a.kind);
      return {
        kind: a.kind,
        nulls: a.nulls + nulls,
        trues: a.trues + trues,
        falses: a.falses + falses,
      };
    }
    case "text":
      return { kind: a.kind, text: mergeTexts(a.text, ofKind(b, a.kind).text) };
    case "summary":
      return { ...a, number: mergeNumbers(a.number, ofKind(b, a.kind).number) };
    case "texts":
      return { kind: a.kind, range: mergeTextRanges(a.range, ofKind(b, a.kind).range) };
    case "binary":
      return {
        kind: a.kind,
        bytes: mergeNumbers(a.bytes, ofKind(b, a.kind).bytes),
        heads: leastOf([...a.heads, ...ofKind(b, a.kind).heads], HEADS),
      };
    case "vector":
      return { kind: a.kind, ...mergeVectors(a, ofKind(b, a.kind)) };
    case "struct": {
      const { nulls, count, fields } = ofKind(b, a.kind);
      const merged = Object.entries(a.fields).map(
        ([name, field]) => [name, mergeColumns(field, fields[name]!)] as const,
      );
      return {
        kind: a.kind,
        nulls: a.nulls + nulls,
        count: a.count + count,
        fields: Object.fromEntries(merged),
      };
    }
    case "other": {
      const { nulls, count } = ofKind(b, a.kind);
      return { kind: a.kind, nulls: a.nulls + nulls, count: a.count + count };
    }
    default:
      return a satisfies never;
  }
}

/** The step from the one part to the other belongs to neither, and is left out. */
function mergeSteps(
  a: NumberState | undefined,
  b: NumberState | undefined,
): NumberState | undefined {
  return a && b ? mergeNumbers(a, b) : (a ?? b);
}

function ofKind<Kind extends KindState["kind"]>(
  state: KindState,
  kind: Kind,
): Extract<KindState, { kind: Kind }> {
  if (state.kind !== kind)
    throw new TypeError(`A column is ${kind} in one part, ${state.kind} in another.`);
  return state as Extract<KindState, { kind: Kind }>;
}
