import { duration, percent, quantity, type Table } from "../support/table.ts";
import type { Cell, Column, SideBySide } from "./side-by-side.ts";

/** Every kernel at every size, each device beside the others. */
export function sideTable(columns: readonly Column[], measured: SideBySide): Table {
  const copies = columns.map(({ name, device, missing, peaks }) => {
    if (!device) return `${name}: not measured: ${missing}.`;
    const copy = quantity(measured.copyBytesPerSecond[name]!, "B/s");
    return `${name} is ${device.name}; a copy there moves ${copy}${peaksText(peaks)}.`;
  });
  return {
    title: "Kernels, side by side",
    columns: [
      "kernel",
      "size",
      "bytes",
      "operations",
      ...columns.flatMap(({ name }) => [name, "of copy", "of peak"]),
    ],
    rows: measured.rows.map(({ kernel, unit, items, bytes, operations, cells }) => [
      kernel,
      unit === "bytes" ? quantity(items, "B") : `${quantity(items)} ${unit}`,
      quantity(bytes, "B"),
      operations === undefined ? "-" : quantity(operations),
      ...columns.flatMap(({ name }) => cellTexts(cells[name])),
    ]),
    note: [
      ...copies,
      "Times are by the device's clock, those with `wall` by the host's around a whole run; medians.",
      "Bytes are those that must move, and operations those that must be done, at the least:",
      "data that stay in a cache can exceed a copy, and most kernels do more than they must.",
      ...measured.wrong.map((what) => `WRONG: ${what}.`),
    ].join(" "),
  };
}

function cellTexts(cell: Cell | undefined): string[] {
  if (!cell) return ["-", "-", "-"];
  if ("notMeasured" in cell) return [`not measured: ${cell.notMeasured}`, "-", "-"];
  const { seconds, clock, ofCopy, ofPeak } = cell;
  const time = duration(seconds) + (clock === "wall" ? " wall" : "");
  return [time, percent(ofCopy), ofPeak === undefined ? "-" : percent(ofPeak)];
}

function peaksText(peaks: Column["peaks"]): string {
  if (!peaks) return "";
  const { f32, u32, tensor, source } = peaks;
  const parts = [
    ...(f32 ? [`${quantity(f32, "FLOP/s")} in f32`] : []),
    ...(u32 ? [`${quantity(u32, "op/s")} in u32`] : []),
    ...(tensor?.f16 ? [`${quantity(tensor.f16, "FLOP/s")} in f16 on tensor cores`] : []),
  ];
  return `, and its peak is ${parts.join(", ")} (${source})`;
}
