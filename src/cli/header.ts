import type { RunStart } from "./api.ts";
import { byteSize, counted } from "./numbers.ts";
import type { Style } from "./style.ts";
import { cutMiddle, printable } from "./width.ts";

/** What stands after the product's name instead of the counts. */
export interface Title {
  readonly label: string;
  readonly text: string;
}

const inputsText = ({ fileCount, byteLength }: RunStart): string =>
  `${counted(fileCount, "file")}, ${byteSize(byteLength)}`;

function deviceText({ device: { backend, name, budgetBytes } }: RunStart): string {
  const named = name === "" || name === backend ? backend : `${backend}, ${printable(name)}`;
  return `${named}, budget ${byteSize(budgetBytes)}`;
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
