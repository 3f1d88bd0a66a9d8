import type { DataType, RecordBatch, Schema } from "apache-arrow";
import { Column, type ColumnState } from "./column.ts";
import type { Correlations } from "./correlations.ts";
import type { Engine } from "./engine.ts";
import { keepingFor } from "./keeping.ts";
import { type MissingPattern, MissingPatterns } from "./patterns.ts";
import { Relations } from "./relations.ts";

/** What is known of the rows of a dataset. */
export interface DatasetState {
  readonly rows: number;
  readonly columns: readonly (readonly [name: string, state: ColumnState])[];
  readonly correlations?: Correlations;
  readonly patterns: readonly MissingPattern[];
}

/** Takes in a dataset, batch by batch. */
export class Dataset {
  readonly #columns: readonly (readonly [name: string, column: Column])[];
  readonly #patterns: MissingPatterns;
  readonly #relations: Relations | undefined;
  readonly #brief: boolean;
  #rows = 0;

  /** `of` is how many columns share the memory, where it is more than those of the schema. */
  constructor(
    engine: Engine,
    schema: Schema,
    {
      correlate = true,
      of = schema.fields.length,
      brief = false,
    }: { readonly correlate?: boolean; readonly of?: number; readonly brief?: boolean } = {},
  ) {
    this.#brief = brief;
    const keeping = keepingFor(of, brief);
    this.#columns = schema.fields.map(({ name, type }) => [
      name,
      new Column(engine, name, type as DataType, keeping),
    ]);
    this.#patterns = new MissingPatterns(schema.fields.map(({ name }) => name));
    this.#relations = correlate ? new Relations(engine, schema) : undefined;
  }

  /** Rows from `firstRow` on. */
  observe(batch: RecordBatch, firstRow: number): void {
    const { children } = batch.data;
    this.#rows += batch.numRows;
    this.#columns.forEach(([, column], c) => column.observe(children[c]!, firstRow));
    if (!this.#brief) this.#patterns.observe(batch);
    this.#relations?.observe(batch, firstRow);
  }

  state(): DatasetState {
    const correlations = this.#relations?.result();
    return {
      rows: this.#rows,
      columns: this.#columns.map(([name, column]) => [name, column.state()]),
      ...(correlations && { correlations }),
      patterns: this.#patterns.result().patterns,
    };
  }
}
