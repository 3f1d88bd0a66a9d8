import { byteRate, columnDuration, counted, remaining, roundedCount } from "./numbers.ts";
import type { PhaseView } from "./phase.ts";
import type { Style } from "./style.ts";
import { cutEnd, cutMiddle, padEnd, padStart, stringWidth } from "./width.ts";

const NAME = 17;
const BAR = 16;
const WIDEST_BAR = 40;
const PERCENT = 6;
const ITEMS = 15;
const BYTES = 11;
const TIME = 12;
const FULL = 2 + NAME + BAR + PERCENT + ITEMS + BYTES + TIME;

/** The line of a phase, at most `columns - 1` wide: what fits least is left out first. */
export function phaseLine(view: PhaseView, columns: number, style: Style): string {
  const room = columns - 1;
  const bar = room >= FULL ? Math.min(WIDEST_BAR, BAR + room - FULL) : 0;
  const bytes = room >= FULL - BAR ? BYTES : 0;
  const items = room >= FULL - BAR - BYTES ? ITEMS : 0;
  const waiting = view.state === "waiting";
  const cells = [
    "  ",
    nameCell(view, style),
    barCell(view.fraction ?? 0, bar, style),
    padStart(view.fraction === undefined ? "" : `${percent(view)} %`, PERCENT),
    padStart(items ? itemRate(view) : "", items),
    padStart(bytes && view.bytesPerSecond ? byteRate(view.bytesPerSecond) : "", bytes),
    waiting ? padStart(style.paint("quiet", "waiting"), TIME) : padStart(timeCell(view), TIME),
  ];
  const line = cells.join("");
  return stringWidth(line) <= room ? line : cutEnd(`  ${view.name}`, room);
}

function nameCell({ name, state }: PhaseView, style: Style): string {
  const cut = cutMiddle(name, NAME - 1, style.signs.ellipsis);
  return padEnd(state === "waiting" ? style.paint("quiet", cut) : cut, NAME);
}

function barCell(fraction: number, width: number, { signs, paint }: Style): string {
  const done = Math.round(fraction * width);
  return paint("accent", signs.done.repeat(done)) + paint("quiet", signs.todo.repeat(width - done));
}

/** 100 only when it is all done. */
const percent = ({ fraction = 0 }: PhaseView): number => Math.floor(fraction * 100);

function itemRate({ itemsPerSecond, unit }: PhaseView): string {
  return itemsPerSecond ? `${roundedCount(itemsPerSecond)}${shortUnit(unit)}/s` : "";
}

/** The unit in the four letters that the column has, or none. */
function shortUnit(unit: string): string {
  const short = unit.length > 4 ? unit.replace(/s$/, "") : unit;
  return short.length > 4 ? "" : ` ${short}`;
}

function timeCell({ secondsTaken, secondsLeft }: PhaseView): string {
  if (secondsTaken !== undefined) return firstFit([columnDuration(secondsTaken)]);
  if (secondsLeft === undefined) return "";
  const left = remaining(secondsLeft);
  return firstFit([`${left} left`, left]);
}

/** The first that fits the column; else the last without its smaller unit. */
function firstFit(texts: readonly string[]): string {
  const width = TIME - 2;
  const last = texts.at(-1)!;
  return texts.find((text) => text.length <= width) ?? last.split(" ").slice(0, 2).join(" ");
}

const itemCount = ({ items, unit }: PhaseView): string =>
  counted(items, unit.replace(/s$/, ""), unit);

/** The line of a phase where nothing can be redrawn. */
export function plainPhaseLine(view: PhaseView): string {
  const name = view.name.toLowerCase();
  if (view.secondsTaken !== undefined) {
    return `${name}: done, ${itemCount(view)}, ${columnDuration(view.secondsTaken)}`;
  }
  const parts = [
    view.fraction === undefined ? itemCount(view) : `${percent(view)} %`,
    view.itemsPerSecond === undefined ? "" : `${roundedCount(view.itemsPerSecond)} ${view.unit}/s`,
    view.bytesPerSecond === undefined ? "" : byteRate(view.bytesPerSecond),
    view.secondsLeft === undefined ? "" : `${remaining(view.secondsLeft)} left`,
  ];
  return `${name}: ${parts.filter(Boolean).join(", ")}`;
}
