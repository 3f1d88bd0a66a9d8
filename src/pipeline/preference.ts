import { createHash } from "node:crypto";
import type { RecordBatch, Vector } from "apache-arrow";
import { SchemaError } from "../core/errors.ts";
import { encodeValue } from "./encode-value.ts";
import type { RowStore } from "./row-store.ts";

/** Columns besides the compared ones that a stage's `keep` and `groupBy` need. */
export function extraColumns(options: Readonly<Record<string, unknown>>): string[] {
  const names: string[] = [];
  const key = keyColumn(options);
  if (key !== undefined) names.push(key);
  if (typeof options["groupBy"] === "string") names.push(options["groupBy"]);
  return names;
}

function keyColumn(options: Readonly<Record<string, unknown>>): string | undefined {
  const { keep } = options;
  if (typeof keep !== "string") return undefined;
  const colon = keep.indexOf(":");
  return colon < 0 ? undefined : keep.slice(colon + 1);
}

/** What a stage's `keep` and `groupBy` remember of each row of a batch, by state column. */
export function extraState(
  options: Readonly<Record<string, unknown>>,
  batch: RecordBatch,
): Record<string, Uint32Array> {
  const state: Record<string, Uint32Array> = {};
  const key = keyColumn(options);
  if (key !== undefined) state["key"] = orderedKeys(key, batch.getChild(key)!);
  const group = options["groupBy"];
  if (typeof group === "string") state["group"] = digests(batch.getChild(group)!);
  return state;
}

/** Two words (high, low) a value, ascending as the numbers are; nulls are the least of all. */
function orderedKeys(name: string, column: Vector): Uint32Array {
  const keys = new Uint32Array(column.length * 2);
  const float = new Float64Array(1);
  const words = new Uint32Array(float.buffer);
  for (let row = 0; row < column.length; row++) {
    const value: unknown = column.get(row);
    if (value === null) continue;
    const number = value instanceof Date ? value.getTime() : Number(value);
    if (typeof value === "string" || Number.isNaN(number)) {
      throw new SchemaError(
        name,
        `Column "${name}" has a value that is not a number: ${typeof value === "string" ? value : typeof value}.`,
        {
          rule: "--keep highest and lowest compare numbers",
        },
      );
    }
    float[0] = number === 0 ? 0 : number;
    const [low, high] = words as unknown as [number, number];
    const negative = high >>> 31 === 1;
    keys[row * 2] = negative ? ~high : high | 0x80000000;
    keys[row * 2 + 1] = negative ? ~low : low;
  }
  return keys;
}

/** A 128-bit digest of each value: equal values, equal digests. */
function digests(column: Vector): Uint32Array {
  const result = new Uint32Array(column.length * 4);
  for (let row = 0; row < column.length; row++) {
    const hash = createHash("sha256");
    encodeValue(column.type, column.get(row), (bytes) => hash.update(bytes));
    const digest = hash.digest();
    for (let word = 0; word < 4; word++) result[row * 4 + word] = digest.readUInt32LE(word * 4);
  }
  return result;
}

/** What a stage ranks rows by itself. */
const OWN_RULES = new Set(["farthest", "nearest"]);

/** The rows by falling preference, as `keep` asks; undefined where that is the row order. */
export async function preferenceOf(
  store: RowStore,
  stage: number,
  keep: string,
): Promise<Uint32Array | undefined> {
  if (keep === "first" || OWN_RULES.has(keep)) return undefined;
  const { rowCount } = store.index;
  const rows = Uint32Array.from({ length: rowCount }, (_, row) => row);
  if (keep === "last") return rows.reverse();
  if (keep === "longest" || keep === "shortest") {
    const lengths = await store.states(stage).textLengths();
    const sign = keep === "longest" ? -1 : 1;
    return rows.sort((a, b) => sign * (lengths[a]! - lengths[b]!) || a - b);
  }
  const keys = await store.column(`${stage}.key`);
  const sign = keep.startsWith("highest:") ? -1 : 1;
  const isNull = (row: number): number => (keys[row * 2]! | keys[row * 2 + 1]! ? 0 : 1);
  return rows.sort(
    (a, b) =>
      isNull(a) - isNull(b) ||
      sign * (keys[a * 2]! - keys[b * 2]!) ||
      sign * (keys[a * 2 + 1]! - keys[b * 2 + 1]!) ||
      a - b,
  );
}

/** Dense group numbers of the rows, by the digests of `groupBy`. */
export async function groupsOf(
  store: RowStore,
  stage: number,
  groupBy: unknown,
): Promise<Uint32Array | undefined> {
  if (typeof groupBy !== "string") return undefined;
  const digest = await store.column(`${stage}.group`);
  const numbers = new Map<string, number>();
  return Uint32Array.from({ length: store.index.rowCount }, (_, row) => {
    const key = digest.subarray(row * 4, row * 4 + 4).join();
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    return number;
  });
}
