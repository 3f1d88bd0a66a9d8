import { assert } from "../core/assert.ts";
import { OptionError, SchemaError } from "../core/errors.ts";
import { option } from "../core/option.ts";
import type { OptionValues } from "../core/option.ts";
import type { VectorColumn } from "../core/vector-column.ts";
import type { Device } from "../graph/device.ts";
import type { Fitting } from "./normalize/fitting.ts";
import { MomentFitting } from "./normalize/moment-fitting.ts";
import { QuantileFitting } from "./normalize/quantile-fitting.ts";
import { RowMap, sizes } from "./normalize/row-map.ts";
import {
  METHODS,
  fingerprint,
  type FittedMethod,
  parseStatistics,
  printStatistics,
  type Statistics,
} from "./normalize/statistics.ts";
import { WhitenFitting } from "./normalize/whiten-fitting.ts";
import { type Fit, type MapContext, type MapStageRun, defineMapStage } from "./stage.ts";

const options = {
  column: option.string("Vector column to normalise", { default: "embedding" }),
  method: option.oneOf("How, where no statistics say it", METHODS, {
    default: undefined,
  }),
  components: option.number("Numbers of a whitened vector; all that spread when absent", {
    default: undefined,
    min: 1,
    integer: true,
  }),
  unit: option.boolean("Scale each row to length 1 afterwards"),
  stats: option.string("Statistics of an earlier run, to be applied instead of fitted", {
    default: undefined,
    placeholder: "FILE",
  }),
  invert: option.boolean("Undo what the statistics describe"),
};

type Values = OptionValues<typeof options>;

/** Normalises vectors: each row to length 1, or each column by what is learnt of all rows. */
export const normalize = defineMapStage({
  name: "normalize",
  doc: "Scale vectors to length 1, centre and scale their columns, or whiten them",
  options,
  reads(values) {
    check(values);
    return [{ name: values.column, kind: "vector" }];
  },
  adds: ({ column }) => column,
  async open(device, values, context) {
    const { stats } = values;
    if (stats === undefined) {
      const method = values.method!;
      return new NormalizeRun(device, values, method === "l2" ? { method } : { fit: method });
    }
    return new NormalizeRun(device, values, { statistics: await readStatistics(values, context) });
  },
});

/** What is known when a run begins. */
type Known =
  | { readonly method: "l2" }
  | { readonly fit: FittedMethod }
  | { readonly statistics: Statistics };

class NormalizeRun implements MapStageRun {
  readonly fit?: Fit;
  readonly #device: Device;
  readonly #values: Values;
  #statistics: Statistics | undefined;
  #fitting: Fitting | undefined;
  #map: RowMap | undefined;

  constructor(device: Device, values: Values, known: Known) {
    this.#device = device;
    this.#values = values;
    if ("statistics" in known) this.#statistics = known.statistics;
    if ("fit" in known) this.fit = this.#fit(known.fit);
  }

  get dims(): number | undefined {
    return this.#statistics && sizes(this.#statistics, this.#values.invert).to;
  }

  get notes(): Readonly<Record<string, unknown>> {
    const { stats, unit, invert } = this.#values;
    const { method = this.#values.method, rows } = this.#statistics ?? {};
    return {
      method,
      ...(rows !== undefined && { fittedRows: rows }),
      ...(stats !== undefined && this.#statistics && { statistics: fingerprint(this.#statistics) }),
      ...(unit && { unit }),
      ...(invert && { invert }),
    };
  }

  files(): Readonly<Record<string, string>> {
    const statistics = this.#statistics;
    if (!statistics) return {};
    const column = this.#values.column.replaceAll(/[^\w.-]+/g, "_");
    return { [`${column}-${statistics.method}.json`]: printStatistics(statistics) };
  }

  async map(columns: Parameters<MapStageRun["map"]>[0]): Promise<VectorColumn> {
    const { column, unit, invert } = this.#values;
    const given = columns.vectors(column);
    const { dims } = given;
    const expected = this.#statistics ? sizes(this.#statistics, invert).from : dims;
    if (dims !== expected) {
      throw new SchemaError(
        column,
        `The vectors of "${column}" have ${dims} numbers, the statistics are of ${expected}.`,
        { rule: "statistics are applied to vectors like those they were learnt from" },
      );
    }
    this.#map ??= new RowMap(this.#device, dims, this.#statistics, { unit, invert });
    const mapped = await this.#map.apply(given.values);
    return { ...given, dims: this.#map.dims, values: mapped };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#fitting?.[Symbol.asyncDispose]();
    await this.#map?.[Symbol.asyncDispose]();
  }

  #fit(method: FittedMethod): Fit {
    const { column } = this.#values;
    return {
      observe: async (columns) => {
        const given = columns.vectors(column);
        this.#fitting ??= this.#newFitting(method, given.dims);
        await this.#fitting.observe(given);
      },
      finish: async () => {
        if (!this.#fitting) return undefined;
        this.#statistics = await this.#fitting.endPass();
        return this.#statistics ? undefined : "again";
      },
    };
  }

  #newFitting(method: FittedMethod, dims: number): Fitting {
    const { column, components } = this.#values;
    if (method === "robust") return new QuantileFitting(this.#device, dims, column);
    if (method === "whiten") return new WhitenFitting(this.#device, dims, column, components);
    return new MomentFitting(this.#device, dims, method, column);
  }
}

async function readStatistics(
  { stats, method }: Values,
  { readFile }: MapContext,
): Promise<Statistics> {
  assert(stats !== undefined, "there is a file of statistics");
  const statistics = parseStatistics(new TextDecoder().decode(await readFile(stats)), stats);
  if (method !== undefined && method !== statistics.method) {
    throw new OptionError(
      "normalize.method",
      `${stats} is of the method ${statistics.method}, not ${method}.`,
      { rule: "the statistics say what is done", fix: "leave the method out" },
    );
  }
  return statistics;
}

function check({ method, stats, invert, unit, components }: Values): void {
  const refuse = (name: string, message: string, fix: string): never => {
    throw new OptionError(`normalize.${name}`, message, { fix });
  };
  if (method === undefined && stats === undefined) {
    const methods = METHODS.join(", ");
    refuse("method", "There is neither a method nor statistics.", `one of ${methods}`);
  }
  if (method === "l2" && stats !== undefined) {
    refuse("stats", "The method l2 learns nothing from the data.", "leave the statistics out");
  }
  if (components !== undefined && stats !== undefined) {
    refuse("components", "The statistics say how many components there are.", "leave them out");
  }
  if (components !== undefined && method !== "whiten") {
    refuse("components", "Only the method whiten has components.", "leave them out");
  }
  if (invert && stats === undefined) {
    refuse("invert", "There are no statistics to undo.", "name those of the run to be undone");
  }
  if (invert && unit) {
    refuse("unit", "Rows of length 1 are not what there was before.", "leave unit out");
  }
}
