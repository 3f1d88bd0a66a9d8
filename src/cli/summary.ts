import type { OutputFile, RunOutcome } from "./api.ts";
import { CliError } from "./error.ts";
import { byteSize, counted, duration, exactCount, share } from "./numbers.ts";
import type { Style } from "./style.ts";
import { cutMiddle, padEnd, padStart, printable, stringWidth } from "./width.ts";

interface LedgerRow {
  readonly sign: "" | "minus" | "=";
  readonly label: string;
  readonly count: number;
  readonly detail: string;
}

/** Where each row went; every count is exact, and they must add up. */
function ledger(run: RunOutcome): LedgerRow[] {
  const dedups = run.stages.filter(({ name, duplicates }) => isDedup(name) || duplicates > 0);
  const removed = dedups.map(({ name, duplicates, clusters, largestCluster }, index) => ({
    sign: "minus" as const,
    label: `${name.replace(/-dedup$/, "")} duplicates`,
    count: duplicates,
    detail:
      index === dedups.length - 1 && clusters > 0
        ? `${counted(clusters, "cluster")}, largest ${exactCount(largestCluster)}`
        : "",
  }));
  const accounted = removed.reduce((sum, { count }) => sum + count, run.rowsOut + run.rejected);
  if (accounted !== run.rowsIn) {
    throw new CliError(
      "LEDGER",
      `${counted(run.rowsIn, "row")} came in, ${accounted} are told of.`,
      {
        rule: "rows in = rows out + duplicates + rejected",
        fix: "this is a bug in Sluice; the results must not be used",
      },
    );
  }
  return [
    { sign: "", label: "Rows in", count: run.rowsIn, detail: "" },
    ...removed,
    { sign: "minus", label: "rejected", count: run.rejected, detail: reasons(run) },
    { sign: "=", label: "rows out", count: run.rowsOut, detail: "" },
  ];
}

const isDedup = (stage: string): boolean => stage.endsWith("-dedup");

function reasons({ rejectedReasons }: RunOutcome): string {
  const [only, ...more] = rejectedReasons;
  if (only && more.length === 0) return printable(only.reason);
  return rejectedReasons
    .map(({ reason, count }) => `${printable(reason)} ${exactCount(count)}`)
    .join(", ");
}

export function doneLine(run: RunOutcome, { paint, signs }: Style): string {
  const what =
    run.stages.length === 0
      ? `${counted(run.rowsOut, "row")} written.`
      : `${exactCount(run.rowsOut)} of ${counted(run.rowsIn, "row")} kept; ${share(run.rowsIn - run.rowsOut, run.rowsIn)} removed.`;
  return `${paint("allGood", signs.good)} ${paint("strong", `Done in ${duration(run.seconds)}.`)} ${what}`;
}

export function ledgerLines(run: RunOutcome, columns: number, style: Style): string[] {
  const { paint, signs } = style;
  const rows = ledger(run);
  const label = ({ sign, label: text }: LedgerRow): string =>
    sign === "" ? text : `${sign === "=" ? "=" : signs.minus} ${text}`;
  const labelWidth = Math.max(18, ...rows.map((row) => label(row).length));
  const countWidth = Math.max(13, ...rows.map(({ count }) => exactCount(count).length + 1));
  const before = 2 + labelWidth + countWidth;
  const room = columns - before - 13;
  return rows.map((row) => {
    const start = `  ${padEnd(label(row), labelWidth)}${padStart(exactCount(row.count), countWidth)}`;
    if (row.sign === "") return start;
    const detail = cutMiddle(row.detail, room, signs.ellipsis);
    const proof = `${signs.good} every row accounted for`;
    const end = row.sign === "=" && stringWidth(proof) <= room ? paint("good", proof) : detail;
    const line = start + padStart(share(row.count, run.rowsIn), 10);
    return end === "" ? line : `${line}   ${end}`;
  });
}

/** `rows in   12400000`, for awk. */
export function plainLedgerLines(run: RunOutcome): string[] {
  const rows = ledger(run);
  const width = Math.max(16, ...rows.map(({ label }) => label.length));
  return rows.map(
    ({ label, count }) => `${label.toLowerCase().padEnd(width)}${String(count).padStart(12)}`,
  );
}

export function recallLine({ recall }: RunOutcome): string[] {
  if (!recall) return [];
  const { threshold, predicted, measured } = recall;
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  const parts = [
    ...(predicted === undefined ? [] : [`${percent(predicted)} predicted`]),
    ...(measured
      ? [`${percent(measured.value)} measured on ${counted(measured.sample, "sampled row")}`]
      : []),
  ];
  return parts.length > 0 ? [`  Recall at ${threshold.toFixed(2)}: ${parts.join(", ")}`] : [];
}

const FILES = [
  ["report", "open this first"],
  ["data", "the curated data set"],
  ["duplicates", "each removed row, and why"],
  ["rejected", "rows that broke a rule"],
  ["manifest", "config, device, digests"],
] as const;

type Outputs = RunOutcome["outputs"];

export function writtenLines(
  outputs: Outputs,
  out: string,
  columns: number,
  style: Style,
): string[] {
  const rows = FILES.flatMap(([key, comment]) => {
    const file = outputs[key];
    if (!file) return [];
    const rowCount = file.rows === undefined ? "" : counted(file.rows, "row");
    return [{ name: fileName(key, file, out), rowCount, size: byteSize(file.byteLength), comment }];
  });
  const nameWidth = Math.max(18, ...rows.map(({ name }) => name.length));
  const rowsWidth = Math.max(...rows.map(({ rowCount }) => rowCount.length));
  const sizeWidth = Math.max(...rows.map(({ size }) => size.length));
  const title = `Written to ${cutMiddle(printable(out), columns - 11, style.signs.ellipsis)}`;
  return [
    style.paint("strong", title),
    ...rows.map(({ name, rowCount, size, comment }) => {
      const cells = `  ${padEnd(name, nameWidth)}   ${padStart(rowCount, rowsWidth)}   ${padStart(size, sizeWidth)}`;
      const fits = stringWidth(cells) + 3 + comment.length <= columns;
      return fits ? `${cells}   ${style.paint("quiet", comment)}` : cells;
    }),
  ];
}

/** `written to out: report.html data/` */
export function plainWrittenLine(outputs: Outputs, out: string): string {
  const names = (["report", "data", "duplicates", "rejected"] as const).flatMap((key) => {
    const file = outputs[key];
    return file ? [fileName(key, file, out)] : [];
  });
  return `written to ${out}: ${names.join(" ")}`;
}

function fileName(key: string, { path }: OutputFile, out: string): string {
  const folder = out.endsWith("/") ? out : `${out}/`;
  const name = path.startsWith(folder) ? path.slice(folder.length) : path;
  return key === "data" && !name.endsWith("/") ? `${name}/` : name;
}

/** One thing to do next, ready to paste. */
export function nextLines(label: string, command: string, { paint }: Style): string[] {
  return [`${paint("strong", "Next")}  ${label}:`, `  ${paint("accent", command)}`];
}
