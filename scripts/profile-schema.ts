type Schema = Readonly<Record<string, unknown>>;

const number: Schema = { type: "number" };
const text: Schema = { type: "string" };
const whole: Schema = { type: "integer", minimum: 0 };
const share: Schema = { type: "number", minimum: 0, maximum: 1 };
const measure: Schema = { anyOf: [number, { type: "null" }] };
const list = (items: Schema): Schema => ({ type: "array", items });

/** An object of these properties and no others; names that end in `?` may be absent. */
function object(properties: Readonly<Record<string, Schema>>): Schema {
  const entries = Object.entries(properties);
  return {
    type: "object",
    required: entries.map(([name]) => name).filter((name) => !name.endsWith("?")),
    properties: Object.fromEntries(
      entries.map(([name, schema]) => [name.replace("?", ""), schema]),
    ),
    additionalProperties: false,
  };
}

const map = (values: Schema): Schema => ({ type: "object", additionalProperties: values });
const bins = object({ edges: list(number), counts: list(number) });
const extreme = object({ value: number, row: whole });
const outliers = object({ low: number, high: number, count: whole, rows: list(extreme) });
const counted = (value: Schema): Schema => list(object({ value, count: whole }));

const numbers: Readonly<Record<string, Schema>> = {
  count: whole,
  nulls: whole,
  nan: whole,
  infinite: object({ positive: whole, negative: whole }),
  zeros: whole,
  negatives: whole,
  distinct: whole,
  distinctError: share,
  min: measure,
  max: measure,
  atMin: share,
  atMax: share,
  mean: measure,
  variance: measure,
  std: measure,
  skewness: measure,
  kurtosis: measure,
  quantiles: map(number),
  quantileError: number,
  histogram: bins,
  top: counted(number),
  topError: number,
  order: { enum: ["constant", "increasing", "decreasing", "rising", "falling", "none"] },
  "outliers?": object({ iqr: outliers, mad: outliers, z: outliers }),
  distribution: list(number),
};
const statistics = object(numbers);
const SUMMARY = [
  "nan",
  "infinite",
  "zeros",
  "negatives",
  "min",
  "max",
  "mean",
  "variance",
  "std",
  "quantiles",
  "quantileError",
];

const counts = list(object({ value: text, count: whole }));
const range = {
  anyOf: [object({ min: number, median: number, max: number, total: number }), { type: "null" }],
};
const media = object({
  by: { enum: ["path", "bytes"] },
  references: whole,
  lookedAt: whole,
  missing: object({ count: whole, examples: list(text) }),
  unreadable: object({ count: whole, examples: list(object({ path: text, reason: text })) }),
  bytes: range,
  containers: counts,
  codecs: counts,
  sizes: counts,
  seconds: range,
  rates: counts,
});

const clock = object({
  rate: measure,
  medianStep: measure,
  jitter: measure,
  gaps: object({ longerThan: measure, count: whole, longest: list(extreme) }),
  back: whole,
  repeated: whole,
  steps: bins,
});

const common = { type: text, count: whole, nulls: whole };
const distinct = { distinct: whole, distinctError: share };
const kind = (name: string): Schema => ({ enum: [name] });

const columns: readonly Schema[] = [
  object({ kind: kind("number"), ...common, ...numbers, "clock?": clock }),
  object({
    kind: kind("time"),
    ...common,
    ...numbers,
    unitSeconds: number,
    "from?": text,
    "to?": text,
    clock,
  }),
  object({
    kind: kind("boolean"),
    ...common,
    ...distinct,
    mean: measure,
    top: counted({ type: "boolean" }),
  }),
  object({
    kind: kind("text"),
    ...common,
    ...distinct,
    category: { type: "boolean" },
    empty: whole,
    duplicated: share,
    top: counted(text),
    topError: number,
    characters: statistics,
    words: statistics,
    bytes: statistics,
    scripts: map(share),
    "languages?": object({ sampled: whole, shares: map(share) }),
    nonAlphanumeric: share,
    lines: whole,
    duplicatedLines: share,
  }),
  object({ kind: kind("binary"), ...common, sizes: statistics }),
  object({
    kind: kind("vector"),
    ...common,
    dims: list(statistics),
    norms: statistics,
    constant: list(whole),
    saturated: list(object({ dim: whole, end: { enum: ["min", "max"] }, share })),
  }),
  object({ kind: kind("list"), ...common, lengths: statistics, "items?": statistics }),
  object({ kind: kind("struct"), ...common, fields: map({ type: "object" }) }),
  object({
    kind: kind("summary"),
    ...common,
    "numbers?": object(
      Object.fromEntries(SUMMARY.map((name): [string, Schema] => [name, numbers[name]!])),
    ),
    "unitSeconds?": number,
    "from?": text,
    "to?": text,
    "least?": text,
    "greatest?": text,
  }),
  object({ kind: kind("other"), ...common }),
];

/** The JSON Schema of `profile.json`. */
export function profileSchema(): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A profile that Sluice wrote",
    ...object({
      version: { enum: [1] },
      sluice: text,
      dataset: text,
      inputs: list(
        object({ path: text, format: text, byteLength: whole, firstRow: whole, rows: whole }),
      ),
      rows: whole,
      rejected: whole,
      method: map(text),
      "leftOut?": list(text),
      columns: map({ anyOf: columns }),
      missing: object({
        share,
        blockRows: whole,
        blocks: map(list(whole)),
        patterns: list(object({ columns: list(text), rows: whole })),
      }),
      "media?": map(media),
      "correlations?": object({
        columns: list(text),
        pearson: list(list(measure)),
        pearsonRows: whole,
        spearman: list(list(measure)),
        spearmanRows: whole,
      }),
      alerts: list(
        object({
          level: { enum: ["fix", "look", "note"] },
          column: text,
          finding: text,
          rule: text,
          remedy: text,
        }),
      ),
    }),
  };
}
