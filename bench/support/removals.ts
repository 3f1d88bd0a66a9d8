import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { loadParquet } from "../../src/formats/parquet/wasm.ts";

export interface Removal {
  readonly row: number;
  readonly keptRow: number;
  readonly cluster: number;
}

/** What a run over one file removed, from its `duplicates.parquet`. */
export async function readRemovals(out: string): Promise<Removal[]> {
  const { readParquet } = await loadParquet();
  const file = new Uint8Array(readFileSync(join(out, "duplicates.parquet")));
  const table = tableFromIPC(readParquet(file).intoIPCStream());
  const column = (name: string): number[] =>
    Array.from({ length: table.numRows }, (_, i) => Number(table.getChild(name)!.get(i)));
  const [rows, kept, clusters] = ["row_index", "kept_row_index", "cluster_id"].map(column);
  return rows!.map((row, i) => ({ row, keptRow: kept![i]!, cluster: clusters![i]! }));
}
