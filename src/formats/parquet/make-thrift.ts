import type { Thrift, ThriftStruct } from "./thrift.ts";

export type Fields = Readonly<Record<number, Thrift>>;

export const fieldsOf = (fields: Fields): ThriftStruct =>
  new Map(Object.entries(fields).map(([id, value]) => [Number(id), value]));

export const struct = (fields: Fields): Thrift => ({ type: "struct", value: fieldsOf(fields) });

export const structs = (values: readonly ThriftStruct[]): Thrift => ({
  type: "list",
  element: 12,
  value: values.map((value) => ({ type: "struct", value })),
});

export const i32 = (value: number): Thrift => ({ type: "i32", value: BigInt(value) });

export const i32s = (values: readonly number[]): Thrift => ({
  type: "list",
  element: 5,
  value: values.map(i32),
});

export const i64 = (value: number): Thrift => ({ type: "i64", value: BigInt(value) });

export const text = (value: string): Thrift => ({
  type: "binary",
  value: new TextEncoder().encode(value),
});

export const texts = (values: readonly string[]): Thrift => ({
  type: "list",
  element: 8,
  value: values.map(text),
});
