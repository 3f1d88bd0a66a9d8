import { writeFile } from "node:fs/promises";
import { Field, FixedSizeList, Float32, Table, tableToIPC, vectorFromArray } from "apache-arrow";
import type { Vector } from "./semantic-oracle.ts";

export interface Row {
  readonly id: number;
  readonly embedding: Vector;
  readonly [column: string]: unknown;
}

export const rowsOf = (vectors: readonly Vector[]): Row[] =>
  vectors.map((embedding, id) => ({ id, embedding }));

/** Lists of a fixed size in an Arrow file: JSON has no numbers that are not finite. */
export async function writeRowFile(path: string, rows: readonly Row[]): Promise<string> {
  const dims = rows.find(({ embedding }) => embedding)!.embedding!.length;
  const type = new FixedSizeList(dims, new Field("item", new Float32(), true));
  const columns = Object.fromEntries(
    Object.keys(rows[0]!).map((name) => {
      const values = rows.map((row) => row[name]);
      return [name, name === "embedding" ? vectorFromArray(values, type) : vectorFromArray(values)];
    }),
  );
  await writeFile(path, tableToIPC(new Table(columns), "file"));
  return path;
}
