import { writeFile } from "node:fs/promises";
import {
  Field,
  FixedSizeList,
  Float32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableToIPC,
} from "apache-arrow";
import { vectorColumn } from "../../src/core/vector-column.ts";

/** Vectors by row: null for none, and a null number for NaN. */
export type Vectors = readonly (readonly (number | null)[] | null)[];

/** Writes an Arrow file with the one column `embedding`. */
export async function writeVectors(path: string, vectors: Vectors): Promise<string> {
  const dims = vectors.find((vector) => vector !== null)?.length ?? 1;
  const { values, valid } = vectorColumn(
    dims,
    vectors.map((vector) => vector && vector.map((value) => value ?? Number.NaN)),
  );
  const item = new Field("item", new Float32(), true);
  const type = new FixedSizeList(dims, item);
  const nullBitmap = new Uint8Array(Math.ceil(vectors.length / 8));
  vectors.forEach((vector, i) => (nullBitmap[i >> 3]! |= (vector ? 1 : 0) << (i & 7)));
  const column = makeData({
    type,
    length: vectors.length,
    child: makeData({ type: new Float32(), length: values.length, data: values }),
    ...(valid && { nullBitmap, nullCount: valid.filter((one) => one === 0).length }),
  });
  const schema = new Schema([new Field("embedding", type, true)]);
  const batch = new RecordBatch(
    schema,
    makeData({ type: new Struct(schema.fields), length: vectors.length, children: [column] }),
  );
  await writeFile(path, tableToIPC(new Table(schema, [batch]), "file"));
  return path;
}
