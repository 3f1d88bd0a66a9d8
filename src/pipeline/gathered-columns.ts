import type { RecordBatch, Schema } from "apache-arrow";
import { assert } from "../core/assert.ts";
import type { TextColumn } from "../core/text-column.ts";
import type { VectorColumn } from "../core/vector-column.ts";
import type { BatchColumns, Counts } from "../stages/stage.ts";
import type { RunningMap, RunningStage } from "./parse-stages.ts";
import { requireText } from "./require-text.ts";
import { TextBatch } from "./text-batch.ts";
import { type KnownDims, VectorBatch } from "./vector-batch.ts";

/** What the stages need of the rows of one device batch, gathered from the batches of a reader. */
export class GatheredColumns {
  /** One text batch for each distinct list of columns. */
  readonly #texts = new Map<string, TextBatch>();
  readonly #vectors = new Map<string, VectorBatch>();
  #rowCount = 0;

  constructor(
    schema: Schema,
    maps: readonly RunningMap[],
    stages: readonly Pick<RunningStage, "compares" | "vectors">[],
    known: KnownDims,
  ) {
    const added = new Set<string>();
    const addText = (columns: readonly string[] | "all"): void => {
      const names = columns === "all" ? schema.fields.map(({ name }) => name) : columns;
      this.#texts.set(textKey(columns), new TextBatch(schema, names));
    };
    const addVectors = (name: string): void => {
      if (!added.has(name)) this.#vectors.set(name, new VectorBatch(schema, name, known));
    };
    for (const { stage, options, adds } of maps) {
      for (const { name, kind } of stage.reads(options)) {
        if (kind === "vector") {
          addVectors(name);
          continue;
        }
        requireText(schema, [name], { rule: `${stage.name} takes a text column` });
        addText([name]);
      }
      added.add(adds);
    }
    for (const { compares, vectors } of stages) {
      addText(compares);
      if (vectors !== undefined) addVectors(vectors);
    }
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  get byteLength(): number {
    let most = 0;
    for (const { byteLength } of this.#texts.values()) most = Math.max(most, byteLength);
    for (const { byteLength } of this.#vectors.values()) most = Math.max(most, byteLength);
    return most;
  }

  /** `firstRow` is the number of the batch's first row in `file`, for messages. */
  append(batch: RecordBatch, firstRow: number, file: string): void {
    for (const texts of this.#texts.values()) texts.append(batch);
    for (const vectors of this.#vectors.values()) vectors.append(batch, firstRow, file);
    this.#rowCount += batch.numRows;
  }

  /** The rows gathered so far; the next ones are another batch. */
  take(): TakenColumns {
    const taken = new TakenColumns(
      this.#rowCount,
      new Map([...this.#texts].map(([key, batch]) => [key, batch.take()])),
      new Map([...this.#vectors].map(([name, batch]) => [name, batch.take()])),
    );
    this.#rowCount = 0;
    return taken;
  }
}

/** The columns of one device batch. */
export class TakenColumns implements BatchColumns {
  readonly #rowCount: number;
  readonly #texts: ReadonlyMap<string, TextColumn>;
  readonly #vectors: Map<string, VectorColumn>;

  constructor(
    rowCount: number,
    texts: ReadonlyMap<string, TextColumn>,
    vectors: Map<string, VectorColumn>,
  ) {
    this.#rowCount = rowCount;
    this.#texts = texts;
    this.#vectors = vectors;
  }

  text(name: string): TextColumn {
    return this.compared([name]);
  }

  /** The text that stands for these columns. */
  compared(columns: readonly string[] | "all"): TextColumn {
    return this.#texts.get(textKey(columns))!;
  }

  vectors(name: string): VectorColumn {
    return this.#vectors.get(name)!;
  }

  /** Lets map stages add their columns, one after the other; returns what each counted. */
  async add(maps: readonly RunningMap[]): Promise<Counts[]> {
    const all: Counts[] = [];
    for (const { run, adds } of maps) {
      const { counts = {}, ...column } = await run.map(this);
      assert(column.rowCount === this.#rowCount, `${adds} has a value for each row`);
      this.#vectors.set(adds, column);
      all.push(counts);
    }
    return all;
  }
}

function textKey(columns: readonly string[] | "all"): string {
  return columns === "all" ? "*" : JSON.stringify(columns);
}
