import { seededRandom } from "../../src/ops/seeded-random.ts";

/** Vectors like those of texts: a common direction, topics, what is their own, and near copies. */
export function embeddings(rows: number, dims: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const topicCount = Math.round(Math.sqrt(rows));
  const common = Float32Array.from({ length: dims }, normal);
  const topics = Float32Array.from({ length: topicCount * dims }, normal);
  // A pool of noise, of which each row takes a stretch: quicker to make, and as good.
  const pool = Float32Array.from({ length: 2 ** 20 }, normal);
  const values = new Float32Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * dims, (row + 1) * dims);
    const noise = Math.floor(random() * (pool.length - dims));
    if (row > 100 && random() < 0.2) {
      const from = Math.floor(random() * row) * dims;
      const far = 0.4 * random() * 1.5;
      for (let k = 0; k < dims; k++) own[k] = values[from + k]! + far * pool[noise + k]!;
    } else {
      const topic = Math.floor(random() * topicCount) * dims;
      for (let k = 0; k < dims; k++) {
        own[k] = 0.6 * common[k]! + topics[topic + k]! + 0.9 * pool[noise + k]!;
      }
    }
  }
  return values;
}
