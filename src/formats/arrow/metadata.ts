import type { Table } from "./flatbuffer.ts";

// The tables of Message.fbs, Schema.fbs and File.fbs of Arrow's format, fields in their order.

const keyValue: Table = ["string", "string"];
const int: Table = [4, 1];
const dictionaryEncoding: Table = [8, { table: () => int }, 1, 2];

/** By the number of the type, from 1 on. */
const types: readonly (Table | undefined)[] = [
  undefined,
  [], // Null
  int,
  [2], // FloatingPoint
  [], // Binary
  [], // Utf8
  [], // Bool
  [4, 4, 4], // Decimal
  [2], // Date
  [2, 4], // Time
  [2, "string"], // Timestamp
  [2], // Interval
  [], // List
  [], // Struct
  [2, { items: 4 }], // Union
  [4], // FixedSizeBinary
  [4], // FixedSizeList
  [1], // Map
  [2], // Duration
  [], // LargeBinary
  [], // LargeUtf8
  [], // LargeList
  [], // RunEndEncoded
  [], // BinaryView
  [], // Utf8View
  [], // ListView
  [], // LargeListView
];

const field: Table = [
  "string",
  1,
  1,
  { oneOf: () => types },
  { table: () => dictionaryEncoding },
  { tables: () => field },
  { tables: () => keyValue },
];

const schema: Table = [2, { tables: () => field }, { tables: () => keyValue }, { items: 8 }];
const compression: Table = [1, 1];
const recordBatch: Table = [
  8,
  { items: 16 },
  { items: 16 },
  { table: () => compression },
  { items: 8 },
];
const dictionaryBatch: Table = [8, { table: () => recordBatch }, 1];

export const message: Table = [
  2,
  1,
  { oneOf: () => [undefined, schema, dictionaryBatch, recordBatch] },
  8,
  { tables: () => keyValue },
];

export const footer: Table = [
  2,
  { table: () => schema },
  { items: 24 },
  { items: 24 },
  { tables: () => keyValue },
];
