import type {
  ColumnProfile,
  TextColumnProfile,
  VectorColumnProfile,
} from "../../../profile/column-profile.ts";
import type { NumberProfile } from "../../../profile/number-profile.ts";
import { html, type Html, type HtmlValue, nothing, oneLine } from "../html.ts";
import { bytes, count, counted, roughly, share } from "../numbers.ts";
import { clockFacts, clockSentence, stepPlot } from "./clock-plots.ts";
import { distinctText } from "./column-table.ts";
import { middleBins } from "./bins.ts";
import { drawBins, drawDistribution, type Labels } from "./distribution.ts";
import { barTable, factList, FULL, HALF, plotOf, titled } from "./plots.ts";
import { numberSpark, pairSpark } from "./spark.ts";
import { type Telling, tellSummary } from "./summary-panel.ts";
import { figure, isDiscrete, typeText } from "./text.ts";
import { tellTimes } from "./time-panel.ts";
import { tellTruths } from "./truth-panel.ts";

/** One column, with the same one of another dataset where there is one. */
export function columnPanel(
  name: string,
  column: ColumnProfile,
  other: ColumnProfile | undefined,
  rows: number,
  id: string,
): Html {
  const same = other?.kind === column.kind ? other : undefined;
  const { say, facts, plots } = tell(column, same);
  const missing: [string, string][] = [
    ["Missing", column.nulls === 0 ? "0" : share(column.nulls, rows)],
  ];
  return html`<article class="col panel" id="${id}" aria-labelledby="${id}-h">
    <div class="chead">
      <h3 id="${id}-h">
        <code><bdi>${oneLine(name)}</bdi></code>
      </h3>
      <span class="ty">${typeText(column)}</span>
    </div>
    <p class="say">${say}</p>
    <div class="cbody">
      ${factList([...missing, ...facts])}
      <div class="cplots">${plots}</div>
    </div>
  </article>`;
}

function tell(column: ColumnProfile, other: ColumnProfile | undefined): Telling {
  switch (column.kind) {
    case "number":
      return tellNumbers(column, other as typeof column | undefined);
    case "time":
      return tellTimes(column, other as typeof column | undefined);
    case "boolean":
      return tellTruths(column, other as typeof column | undefined);
    case "text":
      return tellTexts(column, other as typeof column | undefined);
    case "binary":
      return {
        say: `${bytes((column.sizes.mean ?? 0) * column.count)} in all.`,
        facts: numberFacts(column.sizes, bytes),
        plots: titled(
          "Size",
          distributionPlot(
            column.sizes,
            (other as typeof column | undefined)?.sizes,
            "Sizes",
            FULL,
            bytes,
          ),
          true,
        ),
      };
    case "vector":
      return tellVectors(column, other as typeof column | undefined);
    case "list": {
      const lists = other as typeof column | undefined;
      return {
        say: `Lists of ${figure(column.lengths.min)} to ${figure(column.lengths.max)} items.`,
        facts: numberFacts(column.items ?? column.lengths),
        plots: [
          titled("Length", distributionPlot(column.lengths, lists?.lengths, "Lengths", HALF)),
          column.items
            ? titled("Items", distributionPlot(column.items, lists?.items, "Items", HALF))
            : nothing,
        ],
      };
    }
    case "struct":
      return {
        say: "Columns in one:",
        facts: [],
        plots: titled(
          "Fields",
          barTable(
            Object.entries(column.fields).map(([name, field]) => ({
              name: `${name}, ${typeText(field)}`,
              share: field.count / Math.max(1, field.count + field.nulls),
              note: `${distinctText(field)} distinct`,
            })),
          ),
          true,
        ),
      };
    case "summary":
      return tellSummary(column);
    case "other":
      return { say: "Counted only.", facts: [["Values", count(column.count)]], plots: nothing };
    default:
      return column satisfies never;
  }
}

function numberFacts(numbers: NumberProfile, labels: Labels = figure): [string, string][] {
  const value = (one: number | null): string => (one === null ? "–" : labels(one));
  const odd = numbers.nan + numbers.infinite.positive + numbers.infinite.negative;
  return [
    [
      "Distinct",
      numbers.distinctError > 0 ? `≈ ${roughly(numbers.distinct)}` : count(numbers.distinct),
    ],
    ["Mean", value(numbers.mean)],
    ["Std", value(numbers.std)],
    ["Min", value(numbers.min)],
    ["Max", value(numbers.max)],
    ["Skewness", figure(numbers.skewness)],
    ["Kurtosis", figure(numbers.kurtosis)],
    ...(numbers.zeros > 0
      ? [["Zeros", share(numbers.zeros, numbers.count)] as [string, string]]
      : []),
    ...(odd > 0 ? [["NaN, infinite", count(odd)] as [string, string]] : []),
    ["Outliers (IQR)", numbers.outliers ? share(numbers.outliers.iqr.count, numbers.count) : "–"],
  ];
}

function tellNumbers(
  column: Extract<ColumnProfile, { kind: "number" }>,
  other: Extract<ColumnProfile, { kind: "number" }> | undefined,
): Telling {
  const facts = numberFacts(column);
  const clock = column.clock ? clockSentence(column.clock) : "";
  if (column.distinct === 1 && column.min === column.max) {
    return {
      say: `Always ${figure(column.min)}.`,
      facts: [["Values", count(column.count)]],
      plots: nothing,
    };
  }
  if (isDiscrete(column) && column.top.length > 0) {
    const values = column.top.toSorted((a, b) => a.value - b.value);
    const shareIn = (value: number): number =>
      (other?.top.find((each) => each.value === value)?.count ?? 0) /
      Math.max(1, other?.count ?? 1);
    return {
      say: `${counted(column.distinct, "value")} only. ${clock}`,
      facts,
      plots: titled(
        "Values",
        barTable(
          values.map(({ value, count: many }) => ({
            name: figure(value),
            share: many / column.count,
            ...(other && { other: shareIn(value) }),
            note: share(many, column.count),
          })),
        ),
        true,
      ),
    };
  }
  const { quantiles } = column;
  const half = `Half of the values lie between ${figure(quantiles["0.25"])} and ${figure(quantiles["0.75"])}.`;
  const order =
    column.order === "none" || column.order === "constant"
      ? ""
      : ` They go on ${column.order} from row to row.`;
  const crowded = Math.max(...column.histogram.counts) > 0.9 * column.count;
  const middle = crowded ? middleBins(column, 40) : undefined;
  const plots: HtmlValue[] = [
    titled(
      crowded ? "All values" : "Distribution",
      distributionPlot(column, other, "Values", middle || column.clock ? HALF : FULL),
      !middle && !column.clock,
    ),
  ];
  if (middle) {
    const label = "Histogram of the values between the 1st and the 99th percentile.";
    plots.push(
      titled(
        "The middle 98\u202f%",
        plotOf(HALF, (drawing) => drawBins(middle, undefined, column, label, drawing)),
      ),
    );
  }
  if (column.clock) plots.push(...stepPlot(column.clock));
  return {
    say: `${half}${order} ${clock}`,
    facts: column.clock ? [...facts.slice(0, 5), ...clockFacts(column.clock)] : facts,
    plots,
  };
}

function distributionPlot(
  numbers: NumberProfile,
  other: NumberProfile | undefined,
  what: string,
  width: number,
  labels: Labels = figure,
): Html {
  const { quantiles } = numbers;
  const median = quantiles["0.5"] ?? 0;
  const label = `${what} as a histogram. Median ${labels(median)}, 98 % between ${labels(quantiles["0.01"] ?? 0)} and ${labels(quantiles["0.99"] ?? 0)}.`;
  return plotOf(width, (drawing) => drawDistribution(numbers, other, label, drawing, labels));
}

const SHOWN_TEXTS = 8;

function tellTexts(column: TextColumnProfile, other: TextColumnProfile | undefined): Telling {
  const shown = column.top.slice(0, SHOWN_TEXTS);
  const covered = shown.reduce((sum, each) => sum + each.count, 0);
  const rest = column.distinctError === 0 ? column.distinct - shown.length : undefined;
  const shareIn = (value: string): number =>
    (other?.top.find((each) => each.value === value)?.count ?? 0) / Math.max(1, other?.count ?? 1);
  const bars = shown.map(({ value, count: many }) => ({
    name: value === "" ? "(empty)" : oneLine(value.length > 90 ? `${value.slice(0, 90)}…` : value),
    share: many / column.count,
    ...(other && { other: shareIn(value) }),
    note: share(many, column.count),
  }));
  const others =
    rest !== undefined && rest > 0 && column.topError === 0
      ? [
          {
            name: `other (${counted(rest, "text")})`,
            share: 1 - covered / column.count,
            note: share(column.count - covered, column.count),
            rest: true,
          },
        ]
      : [];
  const [script] = Object.entries(column.scripts);
  const { characters, words } = column;
  const facts: [string, string][] = [
    ["Distinct", distinctText(column)],
    ["Repeated", share(column.duplicated)],
    ["Characters", `${figure(characters.min)} to ${figure(characters.max)}`],
    ["Median length", figure(characters.quantiles["0.5"])],
    ["Words, median", figure(words.quantiles["0.5"])],
    ["Empty", count(column.empty)],
    ["Not letters", share(column.nonAlphanumeric)],
    ["Script", script ? `${script[0]} ${share(script[1])}` : "–"],
    ...languageFacts(column),
    ...(column.duplicatedLines > 0
      ? [["Repeated lines", share(column.duplicatedLines)] as [string, string]]
      : []),
  ];
  const top =
    bars.length > 0
      ? titled("Most frequent", barTable([...bars, ...others]), column.category)
      : titled("Most frequent", html`<p class="jv">No text is frequent: almost all differ.</p>`);
  const lengths = titled(
    "Characters",
    distributionPlot(characters, other?.characters, "Lengths in characters", HALF),
  );
  const languages = languagePlot(column, other);
  const kinds = column.category
    ? `${counted(column.distinct, "text")}, again and again.`
    : `${distinctText(column)} different texts in ${counted(column.count, "row")}.`;
  return {
    say: kinds,
    facts,
    plots: column.category ? [top, languages] : [lengths, top, languages],
  };
}

const LANGUAGE_NAMES = new Intl.DisplayNames(["en"], { type: "language" });
const SHOWN_LANGUAGES = 6;

const languageName = (code: string): string =>
  code === "unknown" ? code : (LANGUAGE_NAMES.of(code) ?? code);

function languageFacts({ languages }: TextColumnProfile): [string, string][] {
  const [most] = Object.entries(languages?.shares ?? {});
  return most ? [["Language", `${languageName(most[0])} ${share(most[1])}`]] : [];
}

/** The languages of the sampled texts, where they are of several. */
function languagePlot(column: TextColumnProfile, other: TextColumnProfile | undefined): Html {
  const all = Object.entries(column.languages?.shares ?? {});
  if (all.length < 2) return nothing;
  const bars = all.slice(0, SHOWN_LANGUAGES).map(([code, part]) => ({
    name: languageName(code),
    share: part,
    ...(other?.languages && { other: other.languages.shares[code] ?? 0 }),
    note: share(part),
  }));
  const more = all.length - bars.length;
  const rest = all.slice(bars.length).reduce((sum, [, part]) => sum + part, 0);
  const others = { name: `other (${more})`, share: rest, note: share(rest), rest: true };
  return titled(
    `Languages of ${counted(column.languages!.sampled, "sampled text")}`,
    barTable(more > 0 ? [...bars, others] : bars),
  );
}

const SHOWN_DIMS = 64;

const rangeText = ({ min, max }: NumberProfile): string =>
  min !== null && min === max ? `always ${figure(min)}` : `${figure(min)} to ${figure(max)}`;

/** How many dimensions the other has, where that is why they are not drawn together. */
const lengthNote = (here: number, other: VectorColumnProfile | undefined): string =>
  other && other.dims.length !== here
    ? ` The other has ${counted(other.dims.length, "dimension")}: they are not drawn together.`
    : "";

function tellVectors(
  { dims, norms, constant, saturated }: VectorColumnProfile,
  other: VectorColumnProfile | undefined,
): Telling {
  const others = other?.dims.length === dims.length ? other : undefined;
  const flagged = new Set([...constant, ...saturated.map(({ dim }) => dim)]);
  const order = dims.map((_, i) => i);
  const shown =
    dims.length > SHOWN_DIMS
      ? [...order.filter((i) => flagged.has(i)), ...order.filter((i) => !flagged.has(i))]
          .slice(0, SHOWN_DIMS)
          .sort((a, b) => a - b)
      : order;
  const more = dims.length - shown.length;
  const cell = (i: number): Html => {
    const dim = dims[i]!;
    const ends = saturated.filter((each) => each.dim === i);
    const still = constant.includes(i);
    const words = still
      ? html`<span class="flag bad">■ always ${figure(dim.min)}</span>`
      : ends.length > 0
        ? ends.map(
            ({ end, share: part }) =>
              html`<span class="flag warn">▲ ${share(part)} at ${end}</span> `,
          )
        : rangeText(dim);
    return html`<div class="dim">
      ${others ? pairSpark(dim, others.dims[i]!) : numberSpark(dim)}
      <p class="jn">${i}</p>
      <p class="jv">${words}</p>
      ${others ? html`<p class="jv">other ${rangeText(others.dims[i]!)}</p>` : nothing}
    </div>`;
  };
  return {
    say: html`Each picture is one dimension over its own
    range${others ? ", and that of the other, which is the line" : nothing}; height is the share of
    rows.${lengthNote(dims.length, other)}${constant.length + saturated.length > 0 ? html` <span class="flag bad">■ always</span> never changes; <span class="flag warn">▲ at an end</span> more than 5 % of the rows at the end of the range.` : nothing}`,
    facts: [
      ["Dimensions", count(dims.length)],
      ["Constant", count(constant.length)],
      ["At an end", count(new Set(saturated.map(({ dim }) => dim)).size)],
      ["Length, median", figure(norms.quantiles["0.5"])],
      ["Length, range", `${figure(norms.min)} to ${figure(norms.max)}`],
      ...(others
        ? [["Length, median, other", figure(others.norms.quantiles["0.5"])] as [string, string]]
        : []),
    ],
    plots: html`<div class="full">
      <div class="dims">${shown.map(cell)}</div>
      ${more > 0 ? html`<p class="more">${counted(more, "dimension")} more in profile.json; what is flagged is shown.</p>` : nothing}
    </div>`,
  };
}
