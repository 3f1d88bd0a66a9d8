import {
  Field,
  FixedSizeList,
  Float32,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
} from "apache-arrow";
import { arrow } from "../../src/formats/arrow.ts";
import { fileSink } from "../../src/io/file-sink.ts";
import { seededRandom } from "../../src/ops/seeded-random.ts";

const BATCH_ROWS = 16_384;
const TOPICS = 4096;
const POOL = 2 ** 20;
/** Rows that later ones may be near copies of. */
const REMEMBERED = 8192;

/**
 * Writes vectors like those of texts as an Arrow file, however many, in little memory: a common
 * direction, topics, what is their own, and a fifth of near copies.
 */
export async function writeVectors(path: string, rows: number, dims: number): Promise<void> {
  const random = seededRandom(1);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const common = Float32Array.from({ length: dims }, normal);
  const topics = Float32Array.from({ length: TOPICS * dims }, normal);
  const pool = Float32Array.from({ length: POOL }, normal);
  const remembered = new Float32Array(REMEMBERED * dims);
  const child = new Field("item", new Float32(), true);
  const fields = [
    new Field("id", new Int32(), false),
    new Field("embedding", new FixedSizeList(dims, child), false),
  ];
  const schema = new Schema(fields);
  const sink = await fileSink(path);
  const writer = await arrow.create!(sink, schema, {});
  for (let first = 0; first < rows; first += BATCH_ROWS) {
    const length = Math.min(BATCH_ROWS, rows - first);
    const values = new Float32Array(length * dims);
    for (let i = 0; i < length; i++) {
      const own = values.subarray(i * dims, (i + 1) * dims);
      const noise = Math.floor(random() * (POOL - dims));
      const known = Math.min(first + i, REMEMBERED);
      if (known > 100 && random() < 0.2) {
        const from = Math.floor(random() * known) * dims;
        const far = 0.6 * random();
        for (let k = 0; k < dims; k++) own[k] = remembered[from + k]! + far * pool[noise + k]!;
      } else {
        const topic = Math.floor(random() * TOPICS) * dims;
        for (let k = 0; k < dims; k++) {
          own[k] = 0.6 * common[k]! + topics[topic + k]! + 0.9 * pool[noise + k]!;
        }
      }
      const slot = known < REMEMBERED ? known : Math.floor(random() * REMEMBERED);
      remembered.set(own, slot * dims);
    }
    const ids = Int32Array.from({ length }, (_, i) => first + i);
    const numbers = makeData({ type: new Float32(), length: values.length, data: values });
    const children = [
      makeData({ type: new Int32(), length, data: ids }),
      makeData({ type: fields[1]!.type as FixedSizeList<Float32>, length, child: numbers }),
    ];
    const type = new Struct(fields);
    // oxlint-disable-next-line no-await-in-loop -- batches go to the file in order
    await writer.write(
      new RecordBatch(
        schema,
        makeData({ type, length, nullCount: 0, children: children as never }),
      ),
    );
  }
  await writer.close();
  await sink.close();
}
