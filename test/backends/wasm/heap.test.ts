import fc from "fast-check";
import { expect, test } from "vitest";
import { OutOfMemoryError } from "../../../src/core/errors.ts";
import { Heap } from "../../../src/backends/wasm/heap.ts";

test("every range is aligned, within the memory, and has 64 readable bytes behind it", () => {
  const heap = new Heap();
  fc.assert(
    fc.property(fc.array(fc.nat(200_000), { maxLength: 20 }), (lengths) => {
      const ranges = lengths.map((byteLength) => heap.allocate("a test", byteLength));
      ranges.forEach((range, i) => {
        expect(range.offset % 64).toBe(0);
        expect(range.offset).toBeGreaterThan(0);
        expect(range.byteLength).toBeGreaterThanOrEqual(lengths[i]! + 64);
        expect(range.offset + range.byteLength).toBeLessThanOrEqual(heap.byteLength);
      });
      const sorted = ranges.toSorted((a, b) => a.offset - b.offset);
      sorted.slice(1).forEach((range, i) => {
        expect(range.offset).toBeGreaterThanOrEqual(sorted[i]!.offset + sorted[i]!.byteLength);
      });
      for (const range of ranges) heap.free(range);
    }),
  );
  expect(heap.buffer.byteLength).toBe(heap.byteLength);
});

test("a view made before growth sees what is written after it", () => {
  const heap = new Heap();
  const { offset } = heap.allocate("a test", 64);
  const before = new Uint32Array(heap.buffer, offset, 1);
  before[0] = 7;
  const length = heap.byteLength;
  heap.allocate("a test", 2 ** 24);
  expect(heap.byteLength).toBeGreaterThan(length);
  const after = new Uint32Array(heap.buffer, offset, 1);
  expect(after[0]).toBe(7);
  after[0] = 8;
  expect(before[0]).toBe(8);
});

test("what WebAssembly cannot address is out of memory, and the rest stays usable", () => {
  const heap = new Heap();
  const huge = heap.maxByteLength;
  expect(() => heap.allocate("a huge slot", huge)).toThrow(OutOfMemoryError);
  expect(() => heap.allocate("a huge slot", huge)).toThrow(/^a huge slot needs \d+ bytes; \d+ are/);
  const range = heap.allocate("a small slot", 2 ** 20);
  new Uint8Array(heap.buffer, range.offset, range.byteLength).fill(1);
});

test("freed ranges are used again before the memory grows", () => {
  const heap = new Heap();
  const range = heap.allocate("a test", 2 ** 23);
  const length = heap.byteLength;
  heap.free(range);
  for (let i = 0; i < 100; i++) heap.free(heap.allocate("a test", 2 ** 23));
  expect(heap.byteLength).toBe(length);
});

test("what lies behind the used bytes of a range is zero", () => {
  const heap = new Heap();
  fc.assert(
    fc.property(fc.array(fc.nat(300_000), { maxLength: 12 }), (lengths) => {
      const ranges = lengths.map((byteLength) => heap.allocate("a test", byteLength));
      for (const { offset, byteLength, usedBytes } of ranges) {
        const bytes = new Uint8Array(heap.buffer, offset, byteLength);
        expect(bytes.subarray(usedBytes).every((byte) => byte === 0)).toBe(true);
        bytes.fill(1);
      }
      for (const range of ranges) heap.free(range);
    }),
  );
});
