/**
 * Declares options, by the kind of their value.
 *
 * @module
 */
import type { Option } from "./option.ts";

/** What a number may be, and how it is called. */
export interface NumberOptions<D> {
  readonly default: D;
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
  readonly placeholder?: string;
}

/** A number: `option.number("Similarity that makes a duplicate", { default: 0.8 })`. */
/* @__NO_SIDE_EFFECTS__ */
export function number<D extends number | undefined>(
  doc: string,
  { default: value, integer = false, placeholder, ...range }: NumberOptions<D>,
): Option<D extends number ? number : number | undefined> {
  return {
    kind: { type: "number", integer, ...range },
    doc,
    default: value as unknown as D extends number ? number : number | undefined,
    placeholder: placeholder ?? (integer ? "N" : "X"),
  };
}

/** True or false. */
/* @__NO_SIDE_EFFECTS__ */
export function boolean(doc: string, value = false): Option<boolean> {
  return { kind: { type: "boolean" }, doc, default: value };
}

/** A text. */
/* @__NO_SIDE_EFFECTS__ */
export function string<D extends string | undefined>(
  doc: string,
  {
    default: value,
    placeholder = "NAME",
    check,
  }: {
    readonly default: D;
    readonly placeholder?: string;
    readonly check?: (value: string) => string | undefined;
  },
): Option<D extends string ? string : string | undefined> {
  return {
    kind: { type: "string" },
    doc,
    default: value as unknown as D extends string ? string : string | undefined,
    placeholder,
    ...(check && { check: (given) => (given === undefined ? undefined : check(given)) }),
  };
}

/** A list of texts. */
/* @__NO_SIDE_EFFECTS__ */
export function strings(
  doc: string,
  settings: {
    readonly default?: readonly string[];
    readonly placeholder?: string;
    readonly alias?: string;
    readonly check?: (value: readonly string[]) => string | undefined;
  } = {},
): Option<readonly string[]> {
  return {
    kind: { type: "strings" },
    doc,
    default: settings.default ?? [],
    placeholder: settings.placeholder ?? "LIST",
    ...(settings.check && { check: settings.check }),
    ...(settings.alias && { alias: settings.alias }),
  };
}

/** One of the values listed. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const V extends readonly string[], D extends V[number] | undefined>(
  doc: string,
  values: V,
  settings: { readonly default: D },
): Option<D extends string ? V[number] : V[number] | undefined> {
  return {
    kind: { type: "oneOf", values },
    doc,
    default: settings.default as unknown as D extends string ? V[number] : V[number] | undefined,
    placeholder: "NAME",
  };
}
