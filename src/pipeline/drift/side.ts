import type { Field } from "apache-arrow";
import { typeName } from "../../formats/type-name.ts";
import { type Column, columnKind, millisecondsOf } from "../../rules/column.ts";
import type { DriftKind } from "./result.ts";
import {
  addLengths,
  addNumbers,
  addTexts,
  addTruths,
  addVectors,
  Categories,
  NumberSample,
  VectorSample,
} from "./samples.ts";

/** More different texts than these are no categories. */
const MOST_TEXTS = 10_000;
/** More different numbers than these are no categories. */
const MOST_NUMBERS = 20;
/** Vectors that stand for all. */
const MOST_VECTORS = 5000;

/** What is kept of a column of one side. */
export interface Side {
  readonly type: string;
  readonly kind: DriftKind;
  /** Of points in time: milliseconds of a unit. */
  readonly milliseconds?: number;
  readonly rows: number;
  readonly missing: number;
  /** Of lists: those that are null, where `missing` also counts lists of another length. */
  readonly nulls: number;
  readonly numbers?: NumberSample;
  readonly categories?: Categories;
  readonly vectors?: VectorSample;
}

/** Reads one column of one side. */
export class SideReader {
  readonly name: string;
  readonly #field: Field;
  readonly #kind: DriftKind;
  readonly #numbers: NumberSample;
  readonly #categories: Categories;
  #vectors: VectorSample | undefined;
  #rows = 0;
  #missing = 0;
  /** Lists that are null, whatever the others are. */
  #nulls = 0;

  constructor(field: Field, mostNumbers: number) {
    this.name = field.name;
    this.#field = field;
    this.#kind = kindOf(field);
    this.#numbers = new NumberSample(mostNumbers);
    this.#categories = new Categories(this.#kind === "number" ? MOST_NUMBERS : MOST_TEXTS);
    // Doubles are no labels, even where there are few of them.
    if (columnKind(field.type) !== "integer" && this.#kind === "number") {
      this.#categories.tooMany = true;
    }
  }

  add(column: Column): void {
    this.#rows += column.rowCount;
    this.#missing += this.#missingOf(column);
  }

  #missingOf(column: Column): number {
    switch (this.#kind) {
      case "number":
        return addNumbers(column, this.#numbers, this.#categories);
      case "category":
        return addTruths(column, this.#categories);
      case "text":
        return addTexts(column, this.#numbers, this.#categories);
      case "vector":
        this.#vectors ??= firstVector(column);
        this.#nulls += addLengths(column, this.#numbers);
        return this.#vectors ? addVectors(column, this.#vectors) : column.rowCount;
      case "other": {
        let missing = 0;
        for (let row = 0; row < column.rowCount; row++) if (column.isNull(row)) missing++;
        return missing;
      }
      default:
        return this.#kind satisfies never;
    }
  }

  get side(): Side {
    const milliseconds = millisecondsOf(this.#field.type);
    return {
      ...(milliseconds !== undefined && { milliseconds }),
      type: typeName(this.#field.type),
      kind: this.#kind,
      rows: this.#rows,
      missing: this.#missing,
      nulls: this.#nulls,
      numbers: this.#numbers,
      categories: this.#categories,
      ...(this.#vectors && { vectors: this.#vectors }),
    };
  }
}

function kindOf({ type }: Field): DriftKind {
  const kind = columnKind(type);
  if (["integer", "float", "decimal", "time"].includes(kind)) return "number";
  if (kind === "boolean") return "category";
  if (kind === "text") return "text";
  if (kind !== "list") return "other";
  const item = columnKind(type.children[0]!.type);
  return item === "float" || item === "integer" ? "vector" : "other";
}

/** Vectors have the length of the first that there is. */
function firstVector(column: Column): VectorSample | undefined {
  for (let row = 0; row < column.rowCount; row++) {
    if (column.isNull(row)) continue;
    const length = column.offsets[row + 1]! - column.offsets[row]!;
    if (length > 0) return new VectorSample(length, MOST_VECTORS);
  }
  return undefined;
}
