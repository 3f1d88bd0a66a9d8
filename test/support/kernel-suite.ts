import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type {
  Bindings,
  Buffers,
  HostArray,
  Kernel,
  Params,
  ParamTypes,
} from "../../src/core/kernel.ts";
import { hostArray } from "../../src/core/kernel.ts";
import { firstDifference } from "../../src/core/tolerance.ts";
import type { Device } from "../../src/graph/device.ts";
import { execute } from "../../src/graph/execute.ts";
import { Graph } from "../../src/graph/graph.ts";
import { openKernelDevices } from "./devices.ts";

/** One call of a kernel: its buffers (outputs with their initial contents) and parameters. */
interface Call<B extends Bindings, P extends ParamTypes> {
  readonly buffers: Buffers<B>;
  readonly params: Params<P>;
}

interface Suite<B extends Bindings, P extends ParamTypes> {
  /** Worked examples: what the outputs must be, written by hand. */
  readonly examples: readonly (Call<B, P> & {
    readonly title: string;
    readonly outputs: Partial<Buffers<B>>;
  })[];
  /** Any legal call. Every device present must agree with the reference on it. */
  readonly calls: fc.Arbitrary<Call<B, P>>;
  /** Runs of the property on each device; fewer where one run is slow in a software GPU. */
  readonly runs?: number;
  /** Bindings whose contents only some devices define, such as scratch: not compared. */
  readonly ignore?: readonly (keyof B)[];
  /** Brings results that may differ in order, not in meaning, to one order before they are compared. */
  settle?(results: Buffers<B>): void;
}

const GUARD = 0x5a17c0de;
const GUARD_LENGTH = 16;

/** Worked examples, "equals the reference", "writes only its outputs", on every device present. */
export function kernelSuite<B extends Bindings, P extends ParamTypes>(
  kernel: Kernel<B, P>,
  suite: Suite<B, P>,
): void {
  const names = Object.keys(kernel.bindings);
  const compared = names.filter((name) => !suite.ignore?.includes(name));

  describe.each(openKernelDevices(kernel))(`${kernel.name} on %s`, (_, open) => {
    let device: Promise<Device> | undefined;
    const opened = (): Promise<Device> => (device ??= open());
    afterAll(async () => await (await device)?.[Symbol.asyncDispose]());

    test.each(suite.examples)("$title", async ({ buffers, params, outputs }) => {
      const results = await runGuarded(await opened(), kernel, { buffers, params });
      suite.settle?.(results as Buffers<B>);
      for (const [name, expected] of Object.entries(outputs)) {
        expectAgreement(kernel, name, expected as HostArray, results[name]!);
      }
    });

    test("equals the reference", async () => {
      const target = await opened();
      await fc.assert(
        fc.asyncProperty(suite.calls, async ({ buffers, params }) => {
          const expected = structuredClone(buffers) as Record<string, HostArray>;
          kernel.cpu(expected as Buffers<B>, params);
          const results = await runGuarded(target, kernel, { buffers, params });
          suite.settle?.(expected as Buffers<B>);
          suite.settle?.(results as Buffers<B>);
          for (const name of compared) {
            expectAgreement(kernel, name, expected[name]!, results[name]!);
          }
        }),
        { numRuns: suite.runs ?? 40 },
      );
    });
  });
}

/** Expects what the kernel's contract asks of that binding. */
function expectAgreement<B extends Bindings, P extends ParamTypes>(
  { tolerance }: Kernel<B, P>,
  name: string,
  expected: HostArray,
  values: HostArray,
): void {
  const at = firstDifference(expected, values, tolerance?.[name]);
  if (at >= 0) expect.fail(`${name}[${at}] is ${values[at]}, not ${expected[at]}`);
}

/** Runs one dispatch with guard words behind every buffer, and checks that they stay. */
async function runGuarded<B extends Bindings, P extends ParamTypes>(
  device: Device,
  kernel: Kernel<B, P>,
  { buffers, params }: Call<B, P>,
): Promise<Record<string, HostArray>> {
  const graph = new Graph(`test of ${kernel.name}`);
  const inputs: Record<string, HostArray> = {};
  const refs = Object.fromEntries(
    Object.entries(kernel.bindings).map(([name, { element }]) => {
      const data: HostArray = buffers[name]!;
      const guarded = hostArray(element, data.length + GUARD_LENGTH);
      new Uint32Array(guarded.buffer).fill(GUARD);
      guarded.set(data);
      inputs[name] = guarded;
      const ref = graph.input(name, element, guarded.length);
      graph.output(name, ref);
      return [name, ref];
    }),
  );
  graph.dispatch(kernel, refs as Parameters<typeof graph.dispatch<B, P>>[1], params);
  const outputs = await execute(device, graph, inputs);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, result]) => {
      const { length } = buffers[name]!;
      const guard = new Uint32Array(result.buffer, result.byteOffset + length * 4, GUARD_LENGTH);
      expect([...guard], `guard words behind ${name}`).toEqual(Array(GUARD_LENGTH).fill(GUARD));
      return [name, result.slice(0, length)];
    }),
  );
}
