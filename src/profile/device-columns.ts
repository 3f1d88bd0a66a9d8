import { BatchRunner, type Capacity } from "../graph/batch-runner.ts";
import type { Device, Outputs } from "../graph/device.ts";
import { Graph } from "../graph/graph.ts";
import { u32Output } from "../graph/outputs.ts";
import { variable } from "../graph/scalar.ts";
import {
  columnGrid,
  type ColumnSums,
  columnSums,
  doubleProducts,
  gridWords,
} from "../ops/double-products.ts";
import { doubleStatistics, STATISTICS_TILE, tileStatistics } from "../ops/double-statistics.ts";
import { DeviceColumn } from "./device-column.ts";
import type { MeasuredColumn, Measuring, MomentsOf } from "./measuring.ts";

/** Doubles that go to the device at once. */
const RUN_VALUES = 2 ** 20;
/** Runs that may be on their way while more is read. */
const LANES = 3;

/** Values of columns that go to the device together. */
class Load {
  readonly values = new Float64Array(RUN_VALUES);
  readonly starts = [0];
  readonly columns: DeviceColumn[] = [];
  /** Where the registers of a column are. */
  readonly bases = new Map<DeviceColumn, number>();
  size = 0;
  registers = 0;

  /** Takes in a tile of a column, which fits. */
  add(column: DeviceColumn, values: Float64Array): void {
    this.values.set(values, this.size);
    this.size += values.length;
    this.starts.push(this.size);
    this.columns.push(column);
    if (this.bases.has(column)) return;
    this.bases.set(column, this.registers);
    this.registers += 2 ** column.precision;
  }
}

/** Measures the columns of a profile on a device, in the order in which their values come. */
export class DeviceColumns implements Measuring, AsyncDisposable {
  readonly #runner: BatchRunner;
  readonly #multiplier: BatchRunner;
  readonly #running = new Set<Promise<void>>();
  #load = new Load();
  #last: Promise<void> = Promise.resolve();

  constructor(device: Device) {
    this.#runner = new BatchRunner(device, statisticsOf, LANES);
    this.#multiplier = new BatchRunner(device, productsOf, LANES);
  }

  column(precision: number, momentsOf: MomentsOf): MeasuredColumn {
    const column = new DeviceColumn(precision, momentsOf, (values) => this.#add(column, values));
    return column;
  }

  #add(column: DeviceColumn, values: Float64Array): void {
    for (let from = 0; from < values.length; from += STATISTICS_TILE) {
      const tile = values.subarray(from, from + STATISTICS_TILE);
      if (this.#load.size + tile.length > RUN_VALUES) this.#send();
      this.#load.add(column, tile);
    }
  }

  #send(): void {
    const load = this.#load;
    if (load.columns.length === 0) return;
    this.#load = new Load();
    this.#follow(this.#run(load), (outputs) => take(load, outputs));
  }

  /** Results are taken in the order in which the values came. */
  #follow<Result>(found: Promise<Result>, use: (result: Result) => void): void {
    const taken = Promise.all([found, this.#last]).then(([result]) => use(result));
    this.#last = taken;
    this.#running.add(taken);
    const done = (): void => void this.#running.delete(taken);
    // Whoever waits hears of a failure.
    taken.then(done, () => {});
  }

  products(columns: readonly Float64Array[], use: (sums: ColumnSums) => void): void {
    this.#follow(this.#multiply(columns), use);
  }

  async #multiply(columns: readonly Float64Array[]): Promise<ColumnSums> {
    const grids = columns.map((column) => {
      let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      for (const value of column) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      return columnGrid(min, max);
    });
    const rows = columns[0]?.length ?? 0;
    if (rows === 0) return columnSums(new Uint32Array(2), []);
    const values = new Float64Array(rows * columns.length);
    columns.forEach((column, c) => values.set(column, c * rows));
    const inputs = { values: new Uint32Array(values.buffer), grids: gridWords(grids) };
    const size = { rows, columns: columns.length };
    return columnSums(u32Output(await this.#multiplier.run(size, inputs, size), "products"), grids);
  }

  async #run({ values, starts, columns, bases, size, registers }: Load): Promise<Outputs> {
    const tiles = columns.length;
    const targets = columns.flatMap((column) => [bases.get(column)!, column.precision]);
    const inputs = {
      values: new Uint32Array(values.buffer, 0, 2 * size),
      starts: Uint32Array.from(starts),
      targets: Uint32Array.from(targets),
    };
    return await this.#runner.run({ values: size, tiles, registers }, inputs, { tiles, registers });
  }

  async settle(): Promise<void> {
    while (this.#running.size > LANES) await this.#running.values().next().value;
  }

  async finish(): Promise<void> {
    this.#send();
    await this.#last;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#running);
    await this.#runner[Symbol.asyncDispose]();
    await this.#multiplier[Symbol.asyncDispose]();
  }
}

function productsOf({ rows, columns }: Capacity): Graph {
  const graph = new Graph("correlations");
  const size = { rows: variable("rows"), columns: variable("columns") };
  const { products, length } = doubleProducts(graph, { rows: rows!, columns: columns! }, size);
  graph.output("products", products, length);
  return graph;
}

function statisticsOf({ values, tiles, registers }: Capacity): Graph {
  const graph = new Graph("profile");
  const refs = {
    values: graph.input("values", "u32", 2 * values!),
    starts: graph.input("starts", "u32", tiles! + 1),
    targets: graph.input("targets", "u32", 2 * tiles!),
    registers: graph.zeros("registers", "u32", registers!),
  };
  for (const { name, ref, length } of doubleStatistics(graph, refs, variable("tiles"))) {
    graph.output(name, ref, length);
  }
  graph.output("registers", refs.registers, variable("registers"));
  return graph;
}

function take({ values, starts, columns, bases }: Load, outputs: Outputs): void {
  const words = {
    ranges: u32Output(outputs, "ranges"),
    powers: u32Output(outputs, "powers"),
    bins: u32Output(outputs, "bins"),
  };
  columns.forEach((column, tile) => {
    const own = values.subarray(starts[tile], starts[tile + 1]);
    column.take(tileStatistics(words, tile), own);
  });
  const registers = u32Output(outputs, "registers");
  for (const [column, base] of bases) {
    column.raise(registers.subarray(base, base + 2 ** column.precision));
  }
}
