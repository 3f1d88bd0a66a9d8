import { shorten } from "../../rules/shown.ts";
import type { RowIndex } from "../row-index.ts";
import type { Check, OnViolation } from "./check.ts";
import type { Violation } from "./result.ts";

/** The violations to show: the first of each rule and column, with where their rows are. */
export class ViolationList {
  readonly violations: Violation[] = [];
  readonly #index: RowIndex;
  readonly #sources: readonly string[];
  readonly #limit: number;
  readonly #listed = new Map<Check, number>();

  constructor(index: RowIndex, sources: readonly string[], limit: number) {
    this.#index = index;
    this.#sources = sources;
    this.#limit = limit;
  }

  readonly add: OnViolation = (check, row, describe) => {
    const listed = this.#listed.get(check) ?? 0;
    if (listed >= this.#limit) return;
    this.#listed.set(check, listed + 1);
    const place = row === undefined ? undefined : this.#index.place(row);
    const { message, value } = describe();
    this.violations.push({
      column: check.declared.column ?? null,
      rule: check.name,
      row: place ? place.rowIndex : null,
      source: place ? this.#sources[place.source]! : null,
      ...(value === undefined ? {} : { value }),
      message: value === undefined ? message : `${message}; it is ${value}`,
    });
  };

  /** Rows that could not be read are violations, too. */
  addUnread(): void {
    for (const { source, rowIndex, reason } of this.#index.rejected.slice(0, this.#limit)) {
      this.violations.push({
        column: null,
        rule: "read",
        row: rowIndex,
        source: this.#sources[source]!,
        message: shorten(reason),
      });
    }
  }

  nameRow(row: number): string {
    const { source, rowIndex } = this.#index.place(row);
    return this.#sources.length === 1
      ? `row ${rowIndex}`
      : `row ${rowIndex} of ${this.#sources[source]!}`;
  }
}
