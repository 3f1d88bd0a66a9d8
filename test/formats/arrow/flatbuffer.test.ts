import { expect, test } from "vitest";
import { type Table, verifyFlatbuffer } from "../../../src/formats/arrow/flatbuffer.ts";

/** A table of a byte and of tables of a string, by hand. */
const root: Table = [1, { tables: () => named }];
const named: Table = ["string"];
const sound = Uint8Array.of(
  ...[14, 0, 0, 0], // 0: the root is at 14
  ...[0, 0], // 4
  ...[8, 0, 9, 0, 8, 0, 4, 0], // 6: its vtable: 8 bytes, table of 9, fields at 8 and 4
  ...[8, 0, 0, 0], // 14: the vtable is 8 before
  ...[8, 0, 0, 0], // 18: the tables are at 26
  ...[7, 0, 0, 0], // 22: the byte
  ...[1, 0, 0, 0], // 26: one table
  ...[10, 0, 0, 0], // 30: at 40
  ...[6, 0, 8, 0, 4, 0], // 34: its vtable
  ...[6, 0, 0, 0], // 40
  ...[4, 0, 0, 0], // 44: its string is at 48
  ...[2, 0, 0, 0, 104, 105], // 48: "hi"
);
const changed = (at: number, value: number): Uint8Array =>
  sound.map((byte, i) => (i === at ? value : byte));

test("tells where the fields of the root are", () => {
  expect(verifyFlatbuffer(sound, root)).toEqual([
    { start: 22, length: 1 },
    { start: 30, length: 1 },
  ]);
});

test.each([
  ["a root behind the bytes", changed(0, 99), "leads outside of itself"],
  ["a vtable before the bytes", changed(14, 15), "leads outside of itself"],
  ["a vtable behind the bytes", changed(17, 0x80), "leads outside of itself"],
  ["a table longer than the bytes", changed(8, 99), "leads outside of itself"],
  ["a field behind its table", changed(10, 9), "has a field behind its table"],
  ["more tables than bytes", changed(26, 200), "leads outside of itself"],
  ["a string longer than the bytes", changed(48, 3), "leads outside of itself"],
])("refuses %s", (_, bytes, message) => {
  expect(() => verifyFlatbuffer(bytes, root)).toThrow(message);
});

test("refuses tables that are the child of many, which double at each level", () => {
  const parent: Table = [{ table: () => parent }, { table: () => parent }];
  // The vtable all share, then tables of 12 bytes, both fields of each leading to the next.
  const levels = 16;
  const bytes = new Uint8Array(16 + 12 * (levels + 1));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 16, true);
  [8, 12, 4, 8].forEach((value, i) => view.setUint16(4 + 2 * i, value, true));
  for (let level = 0; level < levels; level++) {
    const at = 16 + 12 * level;
    view.setInt32(at, at - 4, true);
    view.setUint32(at + 4, 8, true);
    view.setUint32(at + 8, 4, true);
  }
  // The last has no fields.
  view.setUint16(12, 4, true);
  view.setUint16(14, 4, true);
  view.setInt32(16 + 12 * levels, 4 + 12 * levels, true);
  expect(() => verifyFlatbuffer(bytes, parent)).toThrow("has more tables than bytes");
});

test("refuses a table of a type that is not known", () => {
  const bytes = Uint8Array.of(...[12, 0, 0, 0], ...[8, 0, 9, 0, 8, 0, 4, 0], ...[8, 0, 0, 0]);
  const table = Uint8Array.of(...bytes, ...[4, 0, 0, 0], 5);
  expect(() => verifyFlatbuffer(table, [1, { oneOf: () => [undefined, []] }])).toThrow(
    "has a table of the unknown type 5",
  );
});
