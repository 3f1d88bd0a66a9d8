import type { Field } from "apache-arrow";
import { type Column, type ColumnKind, columnKind, millisecondsOf } from "../../rules/column.ts";
import { columnKeys } from "../../rules/keys.ts";
import { lengths } from "../../rules/length.ts";
import { textOf } from "../../rules/pattern.ts";
import { Repeats } from "../../rules/repeats.ts";

/** Texts beyond these are no enumeration. */
const MOST_VALUES = 20;

/** What was seen of a column, to write a schema from. */
export class Observed {
  readonly field: Field;
  readonly kind: ColumnKind;
  rows = 0;
  nulls = 0;
  min = Infinity;
  max = -Infinity;
  /** Numbers that are NaN or infinite. */
  unusual = 0;
  shortest = Infinity;
  longest = -Infinity;
  increasing = true;
  strictly = true;
  repeats = 0;
  readonly values = new Set<string>();
  manyValues = false;
  readonly #seen: Repeats;
  #last: number | bigint = -Infinity;

  constructor(field: Field, memoryBytes: number, scratch: () => Promise<string>) {
    this.field = field;
    this.kind = columnKind(field.type);
    this.#seen = new Repeats(memoryBytes, scratch);
  }

  async add(column: Column, firstRow: number): Promise<void> {
    this.rows += column.rowCount;
    for (let row = 0; row < column.rowCount; row++) if (column.isNull(row)) this.nulls++;
    if (["integer", "float", "decimal", "time"].includes(this.kind)) this.#numbers(column);
    if (["text", "list", "binary"].includes(this.kind)) this.#lengths(column);
    if (this.kind === "text") this.#texts(column);
    if (this.kind === "list") this.#items(column.items);
    if (this.kind === "integer" || this.kind === "text") {
      const { keys, present } = columnKeys([column]);
      await this.#seen.add(keys, present, firstRow, () => this.repeats++);
    }
  }

  async finish(): Promise<void> {
    for await (const _ of this.#seen.late()) this.repeats++;
    await this.#seen.close();
  }

  #numbers(column: Column): void {
    const { numbers } = column;
    const exact: ArrayLike<number | bigint> = column.wholes ?? numbers;
    for (let row = 0; row < column.rowCount; row++) {
      if (column.isNull(row)) continue;
      const value = numbers[row]!;
      if (!Number.isFinite(value)) this.unusual++;
      if (value < this.min) this.min = value;
      if (value > this.max) this.max = value;
      const whole = exact[row]!;
      if (!(whole >= this.#last)) this.increasing = false;
      if (!(whole > this.#last)) this.strictly = false;
      this.#last = whole;
    }
  }

  #items(items: Column): void {
    if (items.kind === "list") this.#items(items.items);
    else if (items.kind === "float" || items.kind === "integer") {
      const { numbers } = items;
      for (let i = 0; i < items.rowCount; i++) {
        const value = numbers[i]!;
        if (items.isNull(i)) continue;
        if (!Number.isFinite(value)) this.unusual++;
        if (value < this.min) this.min = value;
        if (value > this.max) this.max = value;
      }
    }
  }

  #lengths(column: Column): void {
    const lengthOf = lengths(column);
    for (let row = 0; row < column.rowCount; row++) {
      if (column.isNull(row)) continue;
      const length = lengthOf(row);
      if (length < this.shortest) this.shortest = length;
      if (length > this.longest) this.longest = length;
    }
  }

  #texts(column: Column): void {
    for (let row = 0; row < column.rowCount && !this.manyValues; row++) {
      if (column.isNull(row)) continue;
      this.values.add(textOf(column, row));
      this.manyValues = this.values.size > MOST_VALUES;
    }
  }

  /** Milliseconds of the unit of a column of times. */
  get unit(): number | undefined {
    return millisecondsOf(this.field.type);
  }
}
