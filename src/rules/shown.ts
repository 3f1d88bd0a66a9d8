import { millisecondsOf } from "./column.ts";
import type { Column } from "./column.ts";

const LONGEST = 80;

/** A value of a column for people: on one line, cut where it is long. */
export function shownValue(column: Column, row: number): string {
  if (column.isNull(row)) return "null";
  const milliseconds = millisecondsOf(column.data.type);
  if (milliseconds !== undefined) return shownTime(column.numbers[row]! * milliseconds);
  return shorten(shown(column.value(row)));
}

export function shorten(text: string): string {
  const characters = Array.from(text);
  return characters.length <= LONGEST ? text : `${characters.slice(0, LONGEST - 1).join("")}…`;
}

function shownTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString();
}

function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, LONGEST * 2));
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value !== "object" || value === null) return String(value);
  if (!isIterable(value)) return JSON.stringify(value);
  const parts: string[] = [];
  let length = 0;
  for (const item of value) {
    const part = shown(item);
    parts.push(part);
    length += part.length + 2;
    if (length > LONGEST) break;
  }
  return `[${parts.join(", ")}]`;
}

const isIterable = (value: object): value is Iterable<unknown> => Symbol.iterator in value;
