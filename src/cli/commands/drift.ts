import { Option as Flag } from "commander";
import type { Command } from "commander";
import type { ColumnDrift, Drift, DriftThresholds } from "../api.ts";
import { GATE_CLOSED } from "../error.ts";
import { numberFlag } from "../everywhere.ts";
import type { EverywhereValues } from "../everywhere.ts";
import { flagRow } from "../help.ts";
import type { HelpPage } from "../help.ts";
import { counted, duration } from "../numbers.ts";
import { forceFlag } from "../run-flags.ts";
import { printLines } from "../screen.ts";
import { printJson } from "../shell.ts";
import type { Style } from "../style.ts";
import { watched } from "../watched.ts";
import { cutMiddle, padEnd, printable, stringWidth } from "../width.ts";
import type { CommandContext } from "./command.ts";

/** Columns that are printed. */
const SHOWN = 40;

interface DriftValues extends EverywhereValues, Partial<DriftThresholds> {
  readonly columns?: readonly string[];
  readonly ignore?: readonly string[];
  readonly format?: string;
  readonly out?: string;
  readonly force?: boolean;
}

const listFlag = (flags: string, doc: string): Flag =>
  new Flag(flags, doc).argParser((text: string, before: readonly string[] | undefined) => [
    ...(before ?? []),
    ...text.split(",").map((item) => item.trim()),
  ]);

const columnFlags = (): Flag[] => [
  listFlag("--columns <LIST>", "columns to compare; all when absent"),
  listFlag("--ignore <LIST>", "columns that may change as they like, such as times and ids"),
  new Flag("--format <NAME>", "format of both sides, instead of looking at them"),
];

const share = { min: 0, max: 1, integer: false };

const thresholdFlags = (): Flag[] => [
  numberFlag("--alpha <X>", "adjusted p-values above it are chance (0.01)", share),
  numberFlag("--ks <X>", "Kolmogorov-Smirnov distance that is large (0.10)", share),
  numberFlag("--psi <X>", "population stability index that is large (0.20)", {
    min: 0,
    integer: false,
  }),
  numberFlag("--cramers-v <X>", "Cramér's V that is large (0.10)", share),
  numberFlag("--frechet <X>", "Frechet distance, of the variance, that is large (0.05)", {
    min: 0,
    integer: false,
  }),
  numberFlag("--missing <X>", "change of the share of missing values (0.05)", share),
];

const outFlags = (): Flag[] => [
  new Flag("--out <DIR>", "where to write report.html and drift.json"),
  forceFlag(),
];

export function addDrift(program: Command, { shell, finish }: CommandContext): Command {
  const command = program.command("drift").argument("<REFERENCE>").argument("<CURRENT>");
  for (const flag of [...columnFlags(), ...thresholdFlags(), ...outFlags()]) {
    command.addOption(flag);
  }
  command.action(async (reference: string, current: string) => {
    const values = command.optsWithGlobals<DriftValues>();
    const { json = false, quiet = false, columns, ignore, format, out, force } = values;
    const api = await shell.api();
    const found = await watched(shell, { json, quiet }, (watch) =>
      api.drift(reference, current, {
        ...watch,
        thresholds: thresholdsOf(values),
        ...(columns === undefined ? {} : { columns }),
        ...(ignore === undefined ? {} : { ignore }),
        ...(format === undefined ? {} : { format }),
        ...(out === undefined ? {} : { out }),
        ...(force === undefined ? {} : { force }),
      }),
    );
    if (json) printJson(shell.out, found);
    else printLines(shell.out, driftLines(found, shell.out.columns, shell.out.style));
    finish(found.drifted.length === 0 ? 0 : GATE_CLOSED);
  });
  return command;
}

function thresholdsOf(values: DriftValues): Partial<DriftThresholds> {
  const names = ["alpha", "ks", "psi", "cramersV", "frechet", "missing"] as const;
  return Object.fromEntries(
    names.flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]])),
  );
}

function driftLines(found: Drift, columns: number, style: Style): string[] {
  const all = Object.entries(found.columns);
  const rows = `${counted(found.rows.reference, "row")} before, ${counted(found.rows.current, "row")} now`;
  const facts = `${rows}; ${duration(found.seconds)}`;
  const head =
    found.drifted.length === 0
      ? `${style.paint("allGood", style.signs.good)} ${style.paint("strong", "No drift.")} ${facts}`
      : `${style.paint("allWrong", style.signs.wrong)} ${style.paint("strong", `${counted(found.drifted.length, "column")} drifted.`)} ${facts}`;
  const ordered = all.toSorted(([, a], [, b]) => Number(b.drifted) - Number(a.drifted));
  const shown = ordered.slice(0, SHOWN);
  const width = Math.min(32, Math.max(6, ...shown.map(([name]) => stringWidth(printable(name)))));
  const lines = shown.map(([name, column]) => {
    const label = padEnd(cutMiddle(printable(name), width, style.signs.ellipsis), width);
    const sign = column.drifted ? style.paint("look", style.signs.look) : style.signs.absent;
    const text = column.drifted ? column.reasons.join("; ") : measuresOf(column);
    return `  ${sign} ${label}  ${cutMiddle(text, columns - width - 6, style.signs.ellipsis)}`;
  });
  const more = ordered.length - shown.length;
  const blocks = [
    schemaLines(found, style),
    more > 0 ? [...lines, `  ${more} more with --json`] : lines,
    Object.keys(found.outputs).length === 0
      ? []
      : [`Written: ${Object.values(found.outputs).join(" ")}`],
  ];
  return [head, ...blocks.flatMap((block) => (block.length > 0 ? ["", ...block] : []))];
}

function schemaLines({ schema }: Drift, style: Style): string[] {
  const { added, removed, retyped } = schema;
  const lines = [
    ...added.map((name) => `  added    ${printable(name)}`),
    ...removed.map((name) => `  removed  ${printable(name)}`),
    ...retyped.map(
      ({ column, from, to }) => `  retyped  ${printable(column)}, ${printable(`${from} to ${to}`)}`,
    ),
  ];
  if (lines.length === 0) return [];
  return [style.paint("strong", "Columns that are not as before"), ...lines];
}

/** The numbers of a column that stayed as it was. */
function measuresOf({ ks, psi, chi2, frechet }: ColumnDrift): string {
  const parts = [
    ks && `ks ${short(ks.statistic)}`,
    chi2 && `Cramér's V ${short(chi2.cramersV)}`,
    frechet && `Frechet ${short(frechet.relative)} of the variance`,
    psi !== null && `psi ${short(psi)}`,
  ].filter((part) => typeof part === "string");
  return parts.length === 0 ? "nothing to compare" : parts.join(", ");
}

const short = (value: number): string => value.toFixed(value < 0.1 ? 3 : 2);

export const driftPage = (): HelpPage => ({
  subject: "sluice drift",
  predicate: "says how data changed from a reference; exit code 3 when they did.",
  usage: "sluice drift REFERENCE CURRENT [--out DIR]",
  sections: [
    { title: "What to compare", rows: columnFlags().map(flagRow) },
    { title: "What counts as large", rows: thresholdFlags().map(flagRow) },
    { title: "What to write", rows: outFlags().map(flagRow) },
  ],
  closing: ({ paint }) => [
    "A REFERENCE is data, or the profile.json of data. Drift is a difference that is",
    "both no chance and large.",
    "",
    paint("quiet", "sluice --help lists the flags that every command has."),
  ],
  example: "sluice drift last-week.parquet today.parquet --ignore id,time --out drift",
});
