import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { Device } from "../../src/graph/device.ts";
import { DeviceColumns } from "../../src/profile/device-columns.ts";
import { Engine } from "../../src/profile/engine.ts";
import { central } from "../../src/profile/moments.ts";
import { NumberColumn, type NumberState } from "../../src/profile/number-column.ts";
import { numberProfile } from "../../src/profile/number-profile.ts";
import { defaultMeasures } from "../../src/profile/profile.ts";
import { canEmulate, openEmulatedCuda } from "../support/cuda-emulator.ts";
import { openTestDevices } from "../support/devices.ts";
import { gaussian, keeping, random, stateOf } from "../support/numbers.ts";

const devices = openTestDevices();
if (canEmulate) devices.push(["emulated CUDA", () => openEmulatedCuda()]);

const numbers = fc.oneof(
  fc.double(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 1e-300),
);

/** The sums are the same in whatever units; all else is equal as it is. */
const told = (state: NumberState): object => ({
  ...state,
  moments: central(state.moments),
  profile: numberProfile(state, defaultMeasures),
});

describe.each(devices)("columns that are measured on %s", (_, open) => {
  let device: Promise<Device> | undefined;
  const opened = (): Promise<Device> => (device ??= open());
  afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

  /** The states of columns that take in parts in turns. */
  async function states(lists: readonly Float64Array[], part: number): Promise<NumberState[]> {
    await using measuring = new DeviceColumns(await opened());
    const engine = await Engine.open(measuring);
    const columns = lists.map(() => new NumberColumn(engine, keeping));
    const most = Math.max(...lists.map(({ length }) => length));
    for (let from = 0; from < most; from += part) {
      lists.forEach((list, i) => columns[i]!.observe(list.subarray(from, from + part), from));
      await measuring.settle();
    }
    await measuring.finish();
    return columns.map((column) => column.state());
  }

  const compare = async (lists: readonly Float64Array[], part: number): Promise<void> => {
    const found = await states(lists, part);
    const expected = lists.map((list) => stateOf(list, { part }));
    expect(found.map(told)).toEqual(expected.map(told));
  };

  test("are as the host finds them, whatever the numbers", async () => {
    const list = fc.array(numbers, { maxLength: 60 }).map((each) => Float64Array.from(each));
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 40 }),
        compare,
      ),
      { numRuns: 25 },
    );
  });

  test("are as the host finds them over many tiles", async () => {
    const next = random(5);
    const n = 30_000;
    await compare(
      [
        new Float64Array(n).map(() => gaussian(next)),
        new Float64Array(n).map((_value, i) => 1e9 + i / 16),
        new Float64Array(n).map(() => Math.fround(1000 + gaussian(next))),
        // Over more of a range than a tile has grids for.
        new Float64Array(n).map(() => 10 ** (600 * next() - 300)),
        new Float64Array(n).map((_value, i) => (i % 3 === 0 ? Number.NaN : i % 7)),
      ],
      7000,
    );
  });
});
