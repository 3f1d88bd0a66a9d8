import { hostArray } from "../../src/core/kernel.ts";
import type { Device } from "../../src/graph/device.ts";
import { Graph } from "../../src/graph/graph.ts";
import { record } from "../../src/graph/recording.ts";
import { median, samples, seconds } from "../support/measure.ts";
import { duration, quantity, type Table } from "../support/table.ts";

export interface Transfer {
  readonly byteLength: number;
  /** Medians of a run that moves this much, and of one that moves a word. */
  readonly upload: number;
  readonly download: number;
  readonly empty: number;
}

const SIZES = [2 ** 12, 2 ** 16, 2 ** 20, 2 ** 24, 2 ** 26, 2 ** 28];

/** Host to device and back, by size. */
export async function measureTransfers(device: Device, quick: boolean): Promise<Transfer[]> {
  const transfers: Transfer[] = [];
  for (const byteLength of quick ? SIZES.slice(0, -1) : SIZES) {
    if (byteLength > device.maxBufferBytes || 3 * byteLength > device.memory.budget) break;
    // oxlint-disable-next-line no-await-in-loop -- one after the other, or they slow each other
    transfers.push(await measureTransfer(device, byteLength, quick ? 0.2 : 1));
  }
  return transfers;
}

async function measureTransfer(
  device: Device,
  byteLength: number,
  limit: number,
): Promise<Transfer> {
  const data = hostArray("u32", byteLength / 4).map((_, i) => i);
  const up = new Graph("upload");
  up.output("word", up.input("data", "u32", data.length), 1);
  const down = new Graph("download");
  down.output("data", down.input("data", "u32", data.length));
  await using uploads = await device.prepare(record(up));
  await using downloads = await device.prepare(record(down));
  await uploads.run({ data });
  await downloads.run({ data });
  const time = async (once: () => Promise<unknown>): Promise<number> =>
    median(await samples({ seconds: limit, runs: 3 }, () => seconds(once)));
  return {
    byteLength,
    upload: await time(() => uploads.run({ data })),
    download: await time(() => downloads.run({})),
    empty: await time(() => uploads.run({})),
  };
}

export function transfersTable(device: string, transfers: readonly Transfer[]): Table {
  return {
    title: `Transfers: ${device}`,
    columns: ["size", "upload", "rate", "download", "rate", "run that moves a word"],
    rows: transfers.map(({ byteLength, upload, download, empty }) => [
      quantity(byteLength, "B"),
      duration(upload),
      quantity(byteLength / upload, "B/s"),
      duration(download),
      quantity(byteLength / download, "B/s"),
      duration(empty),
    ]),
    note: "Each is a whole run: encoding, submission and waiting are in it.",
  };
}
