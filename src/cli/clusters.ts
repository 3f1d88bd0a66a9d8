import type { ExampleCluster } from "./api.ts";
import { counted, exactCount, similarity } from "./numbers.ts";
import type { Style } from "./style.ts";
import { cutEnd, cutMiddle, printable, stringWidth } from "./width.ts";
import { diffWords } from "./word-diff.ts";
import type { DiffPart } from "./word-diff.ts";

const INDENT = 11;
/** Columns of common text shown before the first difference, when there is more of it. */
const CONTEXT = 24;
const WORDS = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** How many clusters to ask for, to have some to choose from. */
export const wantedExamples = (shown: number): number => shown * 10;

const differs = ({ kept, removed }: ExampleCluster): boolean =>
  removed.some(({ text }) => text !== kept.text);

/** The largest clusters, those with something to compare first. */
export function chooseExamples(
  clusters: readonly ExampleCluster[],
  count: number,
): readonly ExampleCluster[] {
  return [...clusters.filter(differs), ...clusters.filter((each) => !differs(each))].slice(
    0,
    count,
  );
}

export function clusterLines(
  clusters: readonly ExampleCluster[],
  columns: number,
  style: Style,
): string[] {
  if (clusters.length === 0) return [];
  const count = WORDS[clusters.length - 1] ?? exactCount(clusters.length);
  const title = clusters.length === 1 ? "One of the clusters" : `${count} of the clusters`;
  return [
    style.paint("strong", title),
    ...clusters.flatMap((cluster) => ["", ...oneCluster(cluster, columns, style)]),
  ];
}

function oneCluster(cluster: ExampleCluster, columns: number, style: Style): string[] {
  const { id, size, from, to } = cluster;
  const [least, most] = [similarity(from), similarity(to)];
  const range = `similarity ${least === most ? least : `${least} to ${most}`}`;
  const lines = [
    `  ${style.paint("strong", `cluster ${exactCount(id)}`)}, ${counted(size, "row")}, ${range}`,
  ];
  const [removed] = cluster.removed;
  if (!removed) return lines;
  const parts = fromFirstDifference(
    diffWords(printable(cluster.kept.text), printable(removed.text)),
    columns - INDENT,
  );
  const place = ` row ${exactCount(removed.rowIndex)}`;
  const facts = `${similarity(removed.similarity)} similar, `;
  const room = Math.max(8, columns - INDENT - facts.length - place.length);
  const source = cutMiddle(printable(removed.source), room, style.signs.ellipsis);
  return [
    ...lines,
    `  ${style.paint("kept", "kept")}     ${sideText(parts, "kept", columns - INDENT, style)}`,
    `  ${style.paint("removed", "removed")}  ${sideText(parts, "removed", columns - INDENT, style)}`,
    `  ${style.paint("quiet", `${" ".repeat(INDENT - 2)}${facts}${source}${place}`)}`,
  ];
}

/** A long common beginning would push what differs off the line. */
function fromFirstDifference(parts: readonly DiffPart[], room: number): readonly DiffPart[] {
  const [first, ...rest] = parts;
  if (first?.kind !== "same" || rest.length === 0) return parts;
  if (stringWidth(first.text) <= room / 2) return parts;
  const words = first.text.split(" ");
  let start = words.length - 1;
  while (start > 0 && stringWidth(words.slice(start - 1).join(" ")) <= CONTEXT) start--;
  return [{ kind: "cut", text: "" }, { kind: "same", text: words.slice(start).join(" ") }, ...rest];
}

type Side = "kept" | "removed";

function sideText(parts: readonly DiffPart[], side: Side, room: number, style: Style): string {
  const { ellipsis } = style.signs;
  const role = side === "kept" ? "keptWord" : "removedWord";
  const marks = style.color ? 0 : 4;
  let line = "";
  let left = room;
  for (const { kind, text } of ofSide(parts, side)) {
    const marked = kind === side;
    const space = line === "" ? "" : " ";
    const taken = space.length + (marked ? marks : 0);
    const shown = kind === "cut" ? ellipsis : text;
    const width = stringWidth(shown) + taken;
    if (width <= left) {
      line += space + (marked ? style.paint(role, shown) : shown);
      left -= width;
      continue;
    }
    const start = cutEnd(shown, left - taken - stringWidth(ellipsis)).trimEnd();
    if (start === "") return line + cutEnd(ellipsis, left);
    return line + space + (marked ? style.paint(role, start) : start) + ellipsis;
  }
  return line;
}

/** What one side of the comparison says, neighbours of one kind joined. */
function ofSide(parts: readonly DiffPart[], side: Side): DiffPart[] {
  const own: DiffPart[] = [];
  for (const part of parts) {
    if (part.kind !== side && (part.kind === "kept" || part.kind === "removed")) continue;
    const last = own.at(-1);
    if (last?.kind === part.kind) {
      own[own.length - 1] = { kind: part.kind, text: `${last.text} ${part.text}` };
    } else {
      own.push(part);
    }
  }
  return own;
}
