import type { ColumnState, KindState } from "./column.ts";
import type { Engine } from "./engine.ts";
import { MissingColumn } from "./missing.ts";
import { type Keeping, NumberColumn, type NumberValues, type Validity } from "./number-column.ts";
import { StepColumn } from "./steps.ts";
import { TextColumn } from "./text-column.ts";
import { TextRangeColumn } from "./text-range.ts";

/** What a column of numbers, times or texts is taken for. */
export type PlainShape = NumberShape | { readonly kind: "text" };

export type NumberShape =
  | { readonly kind: "number"; readonly clock: boolean }
  | {
      readonly kind: "time";
      /** Seconds that one unit is. */
      readonly unit: number;
      /** Whether 0 is the beginning of 1970. */
      readonly dated: boolean;
    };

interface Texts {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Rows of a column that follow each other. */
export interface PlainValues {
  readonly rows: number;
  readonly nulls: number;
  /** Whether each row has a value, as bits; all have when absent. */
  readonly present?: Uint8Array;
  readonly values:
    | { readonly kind: "numbers"; readonly numbers: NumberValues }
    /** The places in a dictionary of the texts that are there. */
    | { readonly kind: "codes"; readonly dictionary: Texts; readonly codes: Uint32Array }
    /** The texts that are there. */
    | { readonly kind: "texts"; readonly texts: Texts };
}

/** Takes in numbers, and how far each is from the one before where they are times. */
export class NumberTaker {
  readonly #shape: NumberShape;
  readonly #brief: boolean;
  readonly #column: NumberColumn;
  readonly #steps: StepColumn | undefined;

  constructor(engine: Engine, keeping: Keeping, shape: NumberShape) {
    this.#shape = shape;
    this.#column = new NumberColumn(engine, keeping);
    this.#brief = keeping.brief ?? false;
    const clock = !this.#brief && (shape.kind === "time" || shape.clock);
    this.#steps = clock ? new StepColumn(engine, keeping) : undefined;
  }

  observe(values: NumberValues, firstRow: number, validity?: Validity): void {
    this.#column.observe(values, firstRow, validity);
    this.#steps?.observe(values, firstRow, validity);
  }

  state(): KindState {
    const number = this.#column.state();
    if (this.#brief) {
      return { kind: "summary", number, ...(this.#shape.kind === "time" && { time: this.#shape }) };
    }
    const steps = this.#steps?.state();
    if (this.#shape.kind === "number") return { kind: "number", number, ...(steps && { steps }) };
    const { unit, dated } = this.#shape;
    return { kind: "time", number, steps: steps!, unit, dated };
  }
}

export function textColumn(engine: Engine, keeping: Keeping): TextColumn | TextRangeColumn {
  return keeping.brief ? new TextRangeColumn() : new TextColumn(engine, keeping);
}

export function textState(column: TextColumn | TextRangeColumn): KindState {
  return column instanceof TextColumn
    ? { kind: "text", text: column.state() }
    : { kind: "texts", range: column.state() };
}

/** Takes in a column as its file has it, without Arrow. */
export class PlainColumn {
  readonly #type: string;
  readonly #numbers: NumberTaker | undefined;
  readonly #texts: TextColumn | TextRangeColumn | undefined;
  readonly #missing = new MissingColumn();

  constructor(engine: Engine, type: string, shape: PlainShape, keeping: Keeping) {
    this.#type = type;
    if (shape.kind === "text") this.#texts = textColumn(engine, keeping);
    else this.#numbers = new NumberTaker(engine, keeping, shape);
  }

  /** Rows from `firstRow` on. */
  observe({ rows, nulls, present, values }: PlainValues, firstRow: number): void {
    const isValid = present && ((row: number) => ((present[row >> 3]! >> (row & 7)) & 1) === 1);
    if (isValid && nulls > 0) this.#missing.observe(firstRow, rows, isValid);
    if (values.kind === "numbers") {
      this.#numbers!.observe(values.numbers, firstRow, present && { bits: present, offset: 0 });
    } else if (values.kind === "texts") {
      const { bytes, offsets } = values.texts;
      const all = { bytes, offsets: isValid ? byRows(offsets, rows, isValid) : offsets };
      this.#texts!.observe({ ...all, length: rows, ...(isValid && { isValid }) }, firstRow);
    } else {
      this.#texts!.addNulls(nulls);
      this.#texts!.observeCodes(values, firstRow, isValid && placesOf(rows, isValid));
    }
  }

  state(): ColumnState {
    const kind = this.#numbers?.state() ?? textState(this.#texts!);
    return { ...kind, type: this.#type, missing: this.#missing.state() };
  }
}

/** Offsets of all rows, those without a text being empty. */
function byRows(offsets: Int32Array, rows: number, isValid: (row: number) => boolean): Int32Array {
  const result = new Int32Array(rows + 1);
  let text = 0;
  for (let row = 0; row < rows; row++) {
    text += Number(isValid(row));
    result[row + 1] = offsets[text]!;
  }
  return result;
}

function placesOf(rows: number, isValid: (row: number) => boolean): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row).filter(isValid);
}
