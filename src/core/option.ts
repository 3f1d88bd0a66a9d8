import { OptionError } from "./errors.ts";

export * as option from "./declare-option.ts";

/** What kind of value an option takes; the front doors (flags, YAML, functions) derive from it. */
export type OptionKind =
  | {
      readonly type: "number";
      readonly min?: number;
      readonly max?: number;
      readonly integer: boolean;
    }
  | { readonly type: "boolean" }
  | { readonly type: "string" }
  | { readonly type: "strings" }
  | { readonly type: "oneOf"; readonly values: readonly string[] };

/** One declared option: `value` is a phantom that carries its TypeScript type. */
export interface Option<T = unknown> {
  readonly kind: OptionKind;
  readonly doc: string;
  /** `undefined` means: absent unless given. */
  readonly default: T;
  /** Called with a valid value of the right kind, for rules that a range cannot say. */
  check?(value: T): string | undefined;
  /** How the value is called in help and messages, such as `NAME` or `0..1`. */
  readonly placeholder?: string;
  /** A second name of the same option, such as `column` for `columns`. */
  readonly alias?: string;
}

/** Declared options by name. */
export type Options = Readonly<Record<string, Option>>;
/** What declared options become: every one has its value. */
export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};
/** What a caller may give: every option may be left out. */
export type OptionInput<O extends Options> = {
  readonly [K in keyof O]?: O[K] extends Option<infer T> ? T : never;
};

/** Fills in defaults and refuses what the declaration does not allow; `path` names the owner. */
export function parseOptions<O extends Options>(
  declared: O,
  given: Readonly<Record<string, unknown>>,
  path: string,
): OptionValues<O> {
  const named = namedOptions(declared, given, path);
  const values: Record<string, unknown> = {};
  for (const [name, declaration] of Object.entries(declared)) {
    const value = named[name];
    values[name] = value === undefined ? declaration.default : value;
    if (value === undefined) continue;
    const wrong = mismatch(declaration.kind, value) ?? declaration.check?.(value);
    if (wrong) {
      throw new OptionError(`${path}.${name}`, `${name} must be ${wrong}; it is ${show(value)}.`, {
        rule: declaration.doc,
      });
    }
  }
  return values as OptionValues<O>;
}

/** The options that were given, by their first names, one text for a list as the list of it. */
export function namedOptions(
  declared: Options,
  given: Readonly<Record<string, unknown>>,
  path: string,
): Record<string, unknown> {
  const names = new Map(Object.keys(declared).map((name) => [name, name]));
  for (const [name, { alias }] of Object.entries(declared)) if (alias) names.set(alias, name);
  const named: Record<string, unknown> = {};
  for (const [word, value] of Object.entries(given)) {
    const name = names.get(word);
    if (name === undefined) {
      throw new OptionError(`${path}.${word}`, `There is no option "${word}" in ${path}.`, {
        rule: `its options are ${Object.keys(declared).join(", ")}`,
        ...nearest(word, [...names.keys()]),
      });
    }
    if (value === undefined) continue;
    if (name in named) {
      const { alias } = declared[name]!;
      throw new OptionError(`${path}.${name}`, `${name} and ${alias} are one option of ${path}.`, {
        rule: "an option is given once",
        fix: `leave out ${alias}`,
      });
    }
    const isText = declared[name]!.kind.type === "strings" && typeof value === "string";
    named[name] = isText ? [value] : value;
  }
  return named;
}

/** What the value should have been, or undefined when it is right. */
function mismatch(kind: OptionKind, value: unknown): string | undefined {
  switch (kind.type) {
    case "number": {
      const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, integer } = kind;
      const ok =
        typeof value === "number" &&
        value >= min &&
        value <= max &&
        (!integer || Number.isSafeInteger(value));
      if (ok) return undefined;
      const word = integer ? "a whole number" : "a number";
      if (kind.min === undefined && kind.max === undefined) return word;
      if (kind.max === undefined) return `${word} of at least ${kind.min}`;
      return `${word} from ${kind.min ?? "-∞"} to ${kind.max}`;
    }
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "string":
      return typeof value === "string" ? undefined : "a text";
    case "strings":
      return Array.isArray(value) && value.every((item) => typeof item === "string")
        ? undefined
        : "a list of texts";
    case "oneOf":
      return typeof value === "string" && kind.values.includes(value)
        ? undefined
        : `one of ${kind.values.join(", ")}`;
    default:
      return kind satisfies never;
  }
}

const show = (value: unknown): string => JSON.stringify(value) ?? String(value);

/** A "did you mean" for a misspelt name, when one is near enough. */
export function nearest(name: string, known: readonly string[]): { readonly fix?: string } {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best === undefined ? {} : { fix: `did you mean ${best}?` };
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
