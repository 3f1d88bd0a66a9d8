import fc from "fast-check";
import { expect, test } from "vitest";
import { Allocator } from "../../../src/backends/wasm/allocator.ts";

const TOTAL = 1000;

interface Taken {
  readonly offset: number;
  readonly byteLength: number;
}

/** The addresses that are free, one by one: what the allocator keeps as blocks. */
class Model {
  readonly free: boolean[] = Array(TOTAL).fill(true);

  mark({ offset, byteLength }: Taken, free: boolean): void {
    for (let address = offset; address < offset + byteLength; address++) {
      expect(this.free[address], `address ${address} of ${offset}+${byteLength}`).toBe(!free);
      this.free[address] = free;
    }
  }

  /** Maximal runs of free addresses. */
  blocks(): Taken[] {
    const runs = this.free
      .map((free) => (free ? "f" : "t"))
      .join("")
      .matchAll(/f+/g);
    return Array.from(runs, (run) => ({ offset: run.index, byteLength: run[0].length }));
  }
}

const commands = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("take" as const), byteLength: fc.integer({ min: 1, max: 300 }) }),
    fc.record({ kind: fc.constant("give" as const), which: fc.nat() }),
  ),
  { maxLength: 80 },
);

test("ranges never overlap, free neighbours join, and a range is refused only if none is long enough", () => {
  fc.assert(
    fc.property(commands, (script) => {
      const allocator = new Allocator();
      allocator.give(0, TOTAL);
      const model = new Model();
      const taken: Taken[] = [];
      for (const command of script) {
        if (command.kind === "take") {
          const { byteLength } = command;
          const longest = Math.max(0, ...model.blocks().map((block) => block.byteLength));
          const offset = allocator.take(byteLength);
          expect(offset !== undefined).toBe(byteLength <= longest);
          if (offset !== undefined) {
            model.mark({ offset, byteLength }, false);
            taken.push({ offset, byteLength });
          }
        } else if (taken.length > 0) {
          const [range] = taken.splice(command.which % taken.length, 1);
          allocator.give(range!.offset, range!.byteLength);
          model.mark(range!, true);
        }
        expect(allocator.blocks).toEqual(model.blocks());
      }
    }),
  );
});

test("the tightest free range is taken", () => {
  const allocator = new Allocator();
  allocator.give(0, 100);
  allocator.give(200, 30);
  allocator.give(300, 50);
  expect(allocator.take(30)).toBe(200);
  expect(allocator.take(40)).toBe(300);
  expect(allocator.take(40)).toBe(0);
  expect(allocator.blocks).toEqual([
    { offset: 40, byteLength: 60 },
    { offset: 340, byteLength: 10 },
  ]);
});

test("the block that ends the range is known", () => {
  const allocator = new Allocator();
  allocator.give(0, 100);
  expect(allocator.freeBefore(100)).toBe(100);
  expect(allocator.freeBefore(200)).toBe(0);
  allocator.take(100);
  expect(allocator.freeBefore(100)).toBe(0);
});
