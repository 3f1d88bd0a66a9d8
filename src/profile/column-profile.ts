import { type ClockProfile, clockProfile } from "./clock.ts";
import type { ColumnState } from "./column.ts";
import { distinctOf, topKeys } from "./counts.ts";
import { type GuessLanguage, type Languages, languagesOf } from "./languages.ts";
import type { NumberState } from "./number-column.ts";
import {
  type Measures,
  type NumberProfile,
  numberProfile,
  type NumberSummary,
  numberSummary,
} from "./number-profile.ts";
import { scriptNames } from "./scripts.ts";
import type { TextState } from "./text-column.ts";
import { shownText } from "./text-range.ts";
import type { VectorState } from "./vector-column.ts";

/** What every column has. */
interface Common {
  /** As Arrow names it. */
  readonly type: string;
  /** Values that are there, and rows without one. */
  readonly count: number;
  readonly nulls: number;
}

interface Distinctness {
  readonly distinct: number;
  readonly distinctError: number;
}

/** Numbers; a `clock` where the name says that they are times. */
export type NumberColumnProfile = Common &
  NumberProfile & { readonly kind: "number"; readonly clock?: ClockProfile };

/** Times; statistics are in the column's own unit, which is `unitSeconds` long. */
export type TimeColumnProfile = Common &
  NumberProfile & {
    readonly kind: "time";
    readonly unitSeconds: number;
    /** ISO 8601, where 0 is the beginning of 1970. */
    readonly from?: string;
    readonly to?: string;
    readonly clock: ClockProfile;
  };

/** Truth values. */
export type BooleanColumnProfile = Common &
  Distinctness & {
    readonly kind: "boolean";
    /** The share that is true. */
    readonly mean: number | null;
    readonly top: readonly { readonly value: boolean; readonly count: number }[];
  };

/** Texts; a category where few of them come again and again. */
export type TextColumnProfile = Common &
  Distinctness & {
    readonly kind: "text";
    readonly category: boolean;
    readonly empty: number;
    /** Share of rows whose text an earlier row has, too. */
    readonly duplicated: number;
    readonly top: readonly { readonly value: string; readonly count: number }[];
    readonly topError: number;
    readonly characters: NumberProfile;
    readonly words: NumberProfile;
    readonly bytes: NumberProfile;
    /** Share of the letters that are of a script. */
    readonly scripts: Readonly<Record<string, number>>;
    /** Of a sample of the texts that are not empty, where languages were guessed. */
    readonly languages?: Languages;
    /** Share of characters that are no letters or digits; spaces count among them. */
    readonly nonAlphanumeric: number;
    readonly lines: number;
    /** Share of lines that an earlier line of the same text is equal to. */
    readonly duplicatedLines: number;
  };

/** Bytes, by their sizes. */
export type BinaryColumnProfile = Common & {
  readonly kind: "binary";
  readonly sizes: NumberProfile;
};

/** Vectors of one length, place by place. */
export type VectorColumnProfile = Common & {
  readonly kind: "vector";
  readonly dims: readonly NumberProfile[];
  readonly norms: NumberProfile;
  /** Places that never change. */
  readonly constant: readonly number[];
  /** Places that are often at the end of their range. */
  readonly saturated: readonly {
    readonly dim: number;
    readonly end: "min" | "max";
    readonly share: number;
  }[];
};

/** Lists of different lengths. */
export type ListColumnProfile = Common & {
  readonly kind: "list";
  readonly lengths: NumberProfile;
  /** Where they are of numbers. */
  readonly items?: NumberProfile;
};

/** Named columns in one. */
export type StructColumnProfile = Common & {
  readonly kind: "struct";
  readonly fields: Readonly<Record<string, ColumnProfile>>;
};

/** Numbers, times and texts in a summary. */
export type SummaryColumnProfile = Common & {
  readonly kind: "summary";
  /** Of numbers, and of times in their own unit. */
  readonly numbers?: NumberSummary;
  /** Of times, how long their unit is, and their range where 0 is the beginning of 1970. */
  readonly unitSeconds?: number;
  readonly from?: string;
  readonly to?: string;
  /** Of texts, by the order of their bytes. */
  readonly least?: string;
  readonly greatest?: string;
};

/** What is only counted. */
export type OtherColumnProfile = Common & { readonly kind: "other" };

/** What a column is like. */
export type ColumnProfile =
  | NumberColumnProfile
  | TimeColumnProfile
  | BooleanColumnProfile
  | TextColumnProfile
  | BinaryColumnProfile
  | VectorColumnProfile
  | ListColumnProfile
  | StructColumnProfile
  | SummaryColumnProfile
  | OtherColumnProfile;

/** More of a vector's rows than these at an end of a place's range make it saturated. */
export const SATURATED = 0.05;
/** A place of fewer values is a switch, which is at its ends. */
const SWITCH_VALUES = 16;
const CATEGORY_VALUES = 64;
const DIM_POINTS = 33;

export function columnProfile(
  state: ColumnState,
  measures: Measures,
  guess?: GuessLanguage,
): ColumnProfile {
  const { type } = state;
  switch (state.kind) {
    case "number": {
      const number = numberProfile(state.number, measures);
      // Where no unit is known it is taken for a second.
      const clock = state.steps && { clock: clockProfile(state.steps, 1) };
      return { kind: "number", type, ...number, ...clock };
    }
    case "time": {
      const { number, unit, dated } = state;
      const range = dated && datesOf(number, unit);
      const clock = clockProfile(state.steps, unit);
      return {
        kind: "time",
        type,
        ...numberProfile(number, measures),
        unitSeconds: unit,
        ...range,
        clock,
      };
    }
    case "boolean":
      return booleanProfile(type, state);
    case "text":
      return textProfile(type, state.text, measures, guess);
    case "summary": {
      const { number, time } = state;
      const { count, nulls, ...numbers } = numberSummary(number, measures);
      const times = time && {
        unitSeconds: time.unit,
        ...(time.dated && datesOf(number, time.unit)),
      };
      return { kind: "summary", type, count, nulls, numbers, ...times };
    }
    case "texts": {
      const { count, nulls, least, greatest } = state.range;
      const range = least && greatest && { least: shownText(least), greatest: shownText(greatest) };
      return { kind: "summary", type, count, nulls, ...range };
    }
    case "binary": {
      const sizes = numberProfile(state.bytes, measures);
      return { kind: "binary", type, count: sizes.count, nulls: sizes.nulls, sizes };
    }
    case "vector":
      return vectorProfile(type, state, measures);
    case "struct": {
      const { count, nulls } = state;
      const fields = Object.entries(state.fields).map(
        ([name, field]) => [name, columnProfile(field, measures, guess)] as const,
      );
      return { kind: "struct", type, count, nulls, fields: Object.fromEntries(fields) };
    }
    case "other":
      return { kind: "other", type, count: state.count, nulls: state.nulls };
    default:
      return state satisfies never;
  }
}

function datesOf({ count, min, max }: NumberState, unit: number) {
  return count > 0 && { from: iso(min * unit), to: iso(max * unit) };
}

/** A date beyond those that ISO 8601 has years for is left as seconds. */
function iso(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString();
}

function booleanProfile(
  type: string,
  { nulls, trues, falses }: Extract<ColumnState, { kind: "boolean" }>,
): BooleanColumnProfile {
  const count = trues + falses;
  const top = [
    { value: true, count: trues },
    { value: false, count: falses },
  ]
    .filter((each) => each.count > 0)
    .sort((a, b) => b.count - a.count);
  const mean = count > 0 ? trues / count : null;
  return { kind: "boolean", type, count, nulls, distinct: top.length, distinctError: 0, mean, top };
}

function textProfile(
  type: string,
  state: TextState,
  measures: Measures,
  guess: GuessLanguage | undefined,
): TextColumnProfile {
  const { count, nulls, empty, counts, texts } = state;
  const { distinctError, ...found } = distinctOf(counts);
  const distinct = Math.min(found.distinct, count);
  const byText = (a: bigint, b: bigint): number => (texts.get(a)! < texts.get(b)! ? -1 : 1);
  const top = topKeys(counts, measures.top, byText);
  const lengths = { ...measures, top: 0, points: DIM_POINTS };
  const characters = numberProfile(state.characters, lengths);
  const total = (characters.mean ?? 0) * count;
  const letters = state.scripts.slice(1).reduce((sum, each) => sum + each, 0);
  const scripts = scriptNames
    .map((name, i) => [name, (state.scripts[i] ?? 0) / letters] as const)
    .filter(([name, share]) => name !== "none" && share > 0)
    .sort(([, a], [, b]) => b - a);
  return {
    kind: "text",
    type,
    count,
    nulls,
    distinct,
    distinctError,
    category: distinctError === 0 && distinct <= CATEGORY_VALUES && count >= 2 * distinct,
    empty,
    duplicated: count > 0 ? Math.max(0, 1 - distinct / count) : 0,
    top: top.map(({ key, count: times }) => ({ value: texts.get(key)!, count: times })),
    topError: counts.taken,
    characters,
    words: numberProfile(state.words, lengths),
    bytes: numberProfile(state.bytes, lengths),
    scripts: Object.fromEntries(scripts),
    ...(guess && state.sample.length > 0 && { languages: languagesOf(state.sample, guess) }),
    nonAlphanumeric: total > 0 ? 1 - state.alphanumerics / total : 0,
    lines: state.lines,
    duplicatedLines: state.lines > 0 ? state.repeatedLines / state.lines : 0,
  };
}

function vectorProfile(
  type: string,
  state: VectorState,
  measures: Measures,
): VectorColumnProfile | ListColumnProfile {
  const { nulls, lengths, dims, norms, items } = state;
  const { count } = lengths;
  const few = { ...measures, points: DIM_POINTS, top: Math.min(5, measures.top) };
  if (!dims || !norms) {
    const lists = { kind: "list" as const, type, count, nulls };
    const sizes = numberProfile(lengths, few);
    return { ...lists, lengths: sizes, ...(items && { items: numberProfile(items, measures) }) };
  }
  const profiles = dims.map((dim) => numberProfile(dim, few));
  return {
    kind: "vector",
    type,
    count,
    nulls,
    dims: profiles,
    norms: numberProfile(norms, few),
    constant: profiles.flatMap(({ min, max, nan }, i) =>
      min !== null && min === max && nan === 0 ? [i] : [],
    ),
    saturated: profiles.flatMap((dim, i) => saturation(dim, dims[i]!, i)),
  };
}

function saturation(profile: NumberProfile, { min, max }: NumberState, dim: number) {
  if (min === max || profile.distinct < SWITCH_VALUES) return [];
  return [
    { dim, end: "min" as const, share: profile.atMin },
    { dim, end: "max" as const, share: profile.atMax },
  ].filter(({ share }) => share > SATURATED);
}
