import type { Matrix } from "../../core/matrix.ts";
import { dot, paddedDims } from "../../core/matrix.ts";
import { BatchRunner } from "../../graph/batch-runner.ts";
import type { Device } from "../../graph/device.ts";
import { Graph } from "../../graph/graph.ts";
import { variable } from "../../graph/scalar.ts";
import { pairError } from "../../ops/pair-finder.ts";
import { rowProductError, rowProducts } from "../../ops/row-products.ts";
import { type FilterRows, UNIT_ERROR, wholeRows } from "./filter-rows.ts";
import { principalDirections } from "./principal-directions.ts";
import type { Vectors } from "./vectors.ts";

/** Numbers of a sketch that are tried. */
const WIDTHS = [32, 64, 128];
/** Rows that the directions and the width are chosen by. */
const SAMPLE = 1024;
/** Pairs fewer than this are compared as they are. */
const LEAST_PAIRS = 2 ** 26;
/** What a pair that a device passes costs the host, in numbers of a row that a device multiplies. */
const PASSED_COST = 100_000;

/** Bytes of rows on the device at a time, where its memory allows so many. */
const TILE_BYTES = 16 * 2 ** 20;

/**
 * Short rows whose products are upper bounds of cosines: a row's numbers along the main directions
 * of the data, and what is left of its length. By Cauchy and Schwarz the product of what is left of
 * two rows is at most the product of the lengths of that, so no similar pair is missed, and few
 * others pass: the work of comparing all pairs shrinks by the ratio of the lengths. Where too many
 * pass, or there is little to compare, the rows are taken as they are.
 */
export async function sketchRows(
  device: Device,
  vectors: Vectors,
  rows: Uint32Array,
  least: number,
  leastPairs = LEAST_PAIRS,
): Promise<FilterRows> {
  const whole = wholeRows(device, vectors, least);
  const { dims } = vectors.matrix;
  const widths = WIDTHS.filter((width) => width * 2 <= dims);
  if (rows.length ** 2 / 2 < leastPairs || widths.length === 0) return whole;
  const step = Math.max(1, Math.floor(rows.length / SAMPLE));
  const sample = vectors.units(rows.filter((_, i) => i % step === 0).subarray(0, SAMPLE));
  const directions = principalDirections(sample, Math.max(...widths));
  const similar = passing(sample, whole.threshold);
  let best = { width: 0, cost: paddedDims(dims) };
  for (const width of widths) {
    const sketch = await sketched(device, [sample], sample.rowCount, directions, width);
    const share = passing(sketch, thresholdOf(device, least, dims, width));
    const cost = sketch.dims + (share - similar) * PASSED_COST;
    if (cost < best.cost) best = { width, cost };
  }
  const { width } = best;
  if (width === 0) return whole;
  const tileBytes = Math.min(TILE_BYTES, device.memory.budget / 8);
  const tileRows = Math.max(1, Math.floor(tileBytes / (sample.dims * 4)));
  const sketch = await sketched(
    device,
    tiles(vectors, rows, tileRows),
    rows.length,
    directions,
    width,
  );
  const positions = new Uint32Array(vectors.matrix.rowCount);
  rows.forEach((row, i) => (positions[row] = i));
  return {
    threshold: thresholdOf(device, least, dims, width),
    gather(wanted) {
      const values = new Float32Array(wanted.length * sketch.dims);
      wanted.forEach((row, i) => {
        const from = positions[row]! * sketch.dims;
        values.set(sketch.values.subarray(from, from + sketch.dims), i * sketch.dims);
      });
      return { rowCount: wanted.length, dims: sketch.dims, values };
    },
  };
}

function* tiles(vectors: Vectors, rows: Uint32Array, tileRows: number): Generator<Matrix> {
  for (let first = 0; first < rows.length; first += tileRows) {
    yield vectors.units(rows.subarray(first, first + tileRows));
  }
}

/** How far the numbers of a sketch can be from exact ones, as the length of the difference. */
function sketchError(device: Device, dims: number, width: number): number {
  return Math.sqrt(width) * (rowProductError(device, dims) + 2 ** -24);
}

/**
 * What the f32 product of the sketches of a similar pair reaches. Both are off by up to the error
 * of a sketch, and the product of the device by that of its sum.
 */
function thresholdOf(device: Device, least: number, dims: number, width: number): number {
  const off = 2.2 * sketchError(device, dims, width) + 1.05 * pairError(device, width + 4);
  return least - UNIT_ERROR - off;
}

/** The sketches of all rows of the tiles: `width` numbers, what is left, and zeros. */
async function sketched(
  device: Device,
  parts: Iterable<Matrix>,
  rowCount: number,
  directions: Matrix,
  width: number,
): Promise<Matrix> {
  const { dims } = directions;
  const slack = UNIT_ERROR + 2.1 * sketchError(device, dims, width);
  const wide = width + 4;
  const values = new Float32Array(rowCount * wide);
  await using runner = new BatchRunner(
    device,
    ({ rows }) => {
      const graph = new Graph("sketches");
      const a = graph.input("a", "f32", rows! * dims);
      const b = graph.input("b", "f32", width * dims);
      const sizes = { aRows: variable("rows"), bRows: width, dims };
      const products = rowProducts(graph, a, b, rows!, sizes);
      graph.output("products", products, (variables) => variables["rows"]! * width);
      return graph;
    },
    1,
  );
  const b = directions.values.subarray(0, width * dims);
  let done = 0;
  for (const { rowCount: rows, values: a } of parts) {
    const outputs = await runner.run({ rows }, { a, b }, { rows });
    const products = outputs["products"] as Float32Array;
    for (let row = 0; row < rows; row++) {
      const at = (done + row) * wide;
      values.set(products.subarray(row * width, (row + 1) * width), at);
      const left = Math.max(0, 1 - dot(products, row * width, products, row * width, width));
      values[at + width] = Math.sqrt(left + slack);
    }
    done += rows;
  }
  return { rowCount, dims: wide, values };
}

/** The share of the sampled pairs that pass; every row is paired with some others. */
function passing({ rowCount, dims, values }: Matrix, threshold: number): number {
  let passed = 0;
  let pairs = 0;
  for (let i = 0; i < rowCount; i++) {
    for (let j = i + 1; j < rowCount; j += 7) {
      pairs++;
      if (dot(values, i * dims, values, j * dims, dims) >= threshold) passed++;
    }
  }
  return passed / Math.max(1, pairs);
}
