import { byteSize, counted, roundedCount } from "./numbers.ts";
import type { Style } from "./style.ts";
import { cutMiddle, printable } from "./width.ts";

/** What is known when a run begins. */
export interface RunStart {
  readonly fileCount: number;
  readonly byteLength: number;
  /** An estimate, where there is one. */
  readonly rows?: number;
  readonly device: {
    readonly backend: string;
    readonly name: string;
    readonly budgetBytes?: number;
  };
  /** Parts of a sentence, such as `5-character shingles`, `threshold 0.80`. */
  readonly method: readonly string[];
  /** Phases in the order they will start, for the bars that wait. */
  readonly phases?: readonly string[];
}

/** What stands after the product's name instead of the counts. */
export interface Title {
  readonly label: string;
  readonly text: string;
}

function inputsText({ fileCount, byteLength, rows }: RunStart): string {
  const counts = [counted(fileCount, "file"), byteSize(byteLength)];
  return [...counts, ...(rows === undefined ? [] : [`about ${roundedCount(rows)} rows`])].join(
    ", ",
  );
}

function deviceText({ device: { backend, name, budgetBytes } }: RunStart): string {
  const budget = budgetBytes === undefined ? [] : [`budget ${byteSize(budgetBytes)}`];
  const named = name === "" || name === backend ? [] : [printable(name)];
  return [backend, ...named, ...budget].join(", ");
}

/** The first lines of a run; `notes` follow the device that they are mostly about. */
export function headerLines(
  start: RunStart,
  notes: readonly string[],
  { style, columns, version, title }: HeaderOptions,
): string[] {
  const { paint, signs } = style;
  const product = `Sluice ${version}`;
  const label = title ? ` ${title.label}` : "";
  const fit = (text: string, before: number): string =>
    cutMiddle(text, Math.max(0, columns - before), signs.ellipsis);
  const what = fit(title?.text ?? inputsText(start), product.length + label.length + 2);
  const method = start.method.join(", ");
  return [
    `${paint("strong", product)}${label && " "}${paint("quiet", label.trim())}  ${what}`,
    `${paint("quiet", "device")}   ${fit(deviceText(start), 9)}`,
    ...notes.map((note) => `${paint("look", signs.look)} ${fit(printable(note), 2)}`),
    ...(method === "" ? [] : [`${paint("quiet", "method")}   ${fit(method, 9)}`]),
  ];
}

interface HeaderOptions {
  readonly style: Style;
  readonly columns: number;
  readonly version: string;
  readonly title: Title | undefined;
}

/** The same where nothing is coloured or cut. */
export function plainHeaderLines(start: RunStart, version: string): string[] {
  return [`sluice ${version}: ${inputsText(start)}`, `device: ${deviceText(start)}`];
}
