import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { HostArray } from "../../src/core/kernel.ts";
import type { Ref, Source } from "../../src/graph/graph.ts";
import { Graph } from "../../src/graph/graph.ts";
import type { Command, Recording } from "../../src/graph/recording.ts";
import { record } from "../../src/graph/recording.ts";
import { variable } from "../../src/graph/scalar.ts";
import { iota } from "../../src/kernels/iota.ts";
import { scan } from "../../src/kernels/scan.ts";
import { openTestDevices } from "../support/devices.ts";

const kinds = ["scratch", "kept", "zero", "input", "constant"] as const;

interface Script {
  readonly refs: readonly { kind: Source["kind"]; length: number }[];
  /** What each step does, on refs picked by these numbers. */
  readonly steps: readonly { copies: boolean; picks: readonly [number, number, number] }[];
  readonly outputs: readonly number[];
}

const scripts: fc.Arbitrary<Script> = fc.record({
  refs: fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), length: fc.integer({ min: 1, max: 200 }) }),
    { minLength: 1, maxLength: 12 },
  ),
  steps: fc.array(
    fc.record({ copies: fc.boolean(), picks: fc.tuple(fc.nat(), fc.nat(), fc.nat()) }),
    { maxLength: 20 },
  ),
  outputs: fc.array(fc.nat(), { maxLength: 3 }),
});

/** A buffer of its own for every ref: what a recording must be indistinguishable from. */
type Memory = Map<Ref, Uint32Array>;

interface Built {
  readonly graph: Graph;
  readonly inputs: Record<string, Uint32Array>;
  readonly outputs: readonly Ref[];
  /** One run; buffers that stay from run to run stay in `kept`. */
  readonly model: (kept: Memory) => Uint32Array[];
}

function of(memory: Memory, ref: Ref): Uint32Array {
  return memory.get(ref)!;
}

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list[n % list.length];
}

/** The graph of a script. It reads nothing but what it wrote, so its outputs are determined. */
function build(script: Script): Built {
  const graph = new Graph("random");
  const inputs: Record<string, Uint32Array> = {};
  const first: Memory = new Map();
  const actions: ((memory: Memory) => void)[] = [];
  /** How many elements, from the first, are determined. */
  const known = new Map<Ref, number>();

  const refs = script.refs.map(({ kind, length }, i): Ref<"u32"> => {
    const data = new Uint32Array(length).map((_, at) => 1000 * i + at + 1);
    if (kind === "scratch") return graph.scratch(`s${i}`, "u32", length);
    if (kind === "kept") return graph.kept(`k${i}`, "u32", length);
    if (kind === "zero") {
      const ref = graph.zeros(`z${i}`, "u32", length);
      known.set(ref, length);
      return ref;
    }
    if (kind === "input") inputs[`i${i}`] = data;
    const ref =
      kind === "input" ? graph.input(`i${i}`, "u32", length) : graph.constant(`c${i}`, "u32", data);
    first.set(ref, data);
    known.set(ref, length);
    return ref;
  });

  const writable = refs.filter((_, i) => script.refs[i]!.kind !== "constant");
  for (const { copies, picks } of script.steps) {
    const readable = refs.filter((ref) => known.has(ref));
    const target = pick(writable, picks[0]);
    const values = pick(
      readable.filter((ref) => ref !== target),
      picks[1],
    );
    const offsets = pick(
      readable.filter((ref) => ref !== target),
      picks[2],
    );
    if (!target) continue;
    if (!values || !offsets) {
      graph.dispatch(iota, { result: target }, { count: target.length });
      known.set(target, target.length);
      actions.push((memory) => iota.cpu({ result: of(memory, target) }, { count: target.length }));
    } else if (copies && known.get(values) === values.length && values.length <= target.length) {
      graph.copy(values, target);
      known.set(target, Math.max(known.get(target) ?? 0, values.length));
      actions.push((memory) => of(memory, target).set(of(memory, values)));
    } else {
      const count = Math.min(known.get(values)!, target.length);
      graph.dispatch(scan, { values, offsets, prefix: target }, { count });
      known.set(target, Math.max(known.get(target) ?? 0, count));
      actions.push((memory) =>
        scan.cpu(
          {
            values: of(memory, values),
            offsets: of(memory, offsets),
            prefix: of(memory, target),
          },
          { count },
        ),
      );
    }
  }
  const outputs = script.outputs.flatMap((n) => pick([...known.keys()], n) ?? []);
  outputs.forEach((ref, i) => graph.output(`o${i}`, ref, known.get(ref)));

  return {
    graph,
    inputs,
    outputs,
    model: (kept) => {
      if (kept.size === 0) for (const [ref, data] of first) kept.set(ref, data.slice());
      const memory: Memory = new Map(kept);
      for (const ref of refs) if (!kept.has(ref)) memory.set(ref, new Uint32Array(ref.length));
      for (const action of actions) action(memory);
      return outputs.map((ref) => of(memory, ref).slice(0, known.get(ref)));
    },
  };
}

function refsOf(command: Command): readonly Ref[] {
  switch (command.kind) {
    case "dispatch":
      return command.buffers;
    case "copy":
      return [command.from, command.to];
    case "download":
      return [command.ref];
    case "upload":
    case "clear":
      return [command.to];
    default:
      return command satisfies never;
  }
}

/** First and last command that touches each ref. */
function lives({ commands }: Recording): Map<Ref, [first: number, last: number]> {
  const result = new Map<Ref, [number, number]>();
  commands.forEach((command, at) => {
    for (const ref of refsOf(command)) result.set(ref, [result.get(ref)?.[0] ?? at, at]);
  });
  return result;
}

describe("a recording", () => {
  test("gives no slot to two buffers at once, and keeps apart what outlives a run", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { graph } = build(script);
        const recording = record(graph);
        const used = [...lives(recording)];
        const kept = new Set(
          graph.refs
            .filter(({ source: { kind } }) => kind !== "scratch" && kind !== "zero")
            .map(({ ref }) => ref),
        );
        for (const [a, [firstOfA, lastOfA]] of used) {
          expect(recording.slots[recording.slotOf[a.id]!]!.byteLength).toBeGreaterThanOrEqual(
            a.length * 4,
          );
          for (const [b, [firstOfB, lastOfB]] of used) {
            if (a === b || recording.slotOf[a.id] !== recording.slotOf[b.id]) continue;
            expect(kept.has(a) || kept.has(b)).toBe(false);
            expect(lastOfA < firstOfB || lastOfB < firstOfA).toBe(true);
          }
        }
      }),
    );
  });

  test("clears a zeroed buffer once, before anything else touches it", () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { graph } = build(script);
        const recording = record(graph);
        const used = lives(recording);
        const zeros = graph.refs.filter(({ source }) => source.kind === "zero");
        for (const { ref } of zeros.filter((zero) => used.has(zero.ref))) {
          const clears = recording.commands.filter(
            (command) => command.kind === "clear" && command.to === ref,
          );
          expect(clears).toHaveLength(1);
          expect(recording.commands[used.get(ref)![0]]).toBe(clears[0]);
        }
      }),
    );
  });

  test("shares slots along a chain: two for any number of steps", () => {
    const graph = new Graph("chain");
    let at = graph.zeros("start", "u32", 1000);
    for (let i = 0; i < 10; i++) {
      const next = graph.scratch(`step ${i}`, "u32", 1000);
      graph.dispatch(scan, { values: at, offsets: at, prefix: next }, { count: 1000 });
      at = next;
    }
    graph.output("end", at);
    expect(record(graph).slots).toHaveLength(2);
    expect(record(graph).peakBytes).toBe(2 * 4096);
  });
});

describe.each(openTestDevices())("a recording on %s", (_, open) => {
  test("gives what a buffer of its own for each would give, run after run", async () => {
    await using device = await open();
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const { graph, inputs, outputs, model } = build(script);
        const kept: Memory = new Map();
        await using prepared = await device.prepare(record(graph));
        const results = (all: Readonly<Record<string, HostArray>>): unknown =>
          outputs.map((__, i) => all[`o${i}`]);
        expect(results(await prepared.run(inputs))).toEqual(model(kept));
        expect(results(await prepared.run({}))).toEqual(model(kept));
      }),
      { numRuns: 30 },
    );
  });

  test("leaves what is kept as the runs before wrote it", async () => {
    await using device = await open();
    const graph = new Graph("kept");
    const kept = graph.kept("kept", "u32", 100);
    const after = graph.scratch("after", "u32", 100);
    graph.dispatch(iota, { result: kept }, { count: variable("count") });
    graph.dispatch(scan, { values: kept, offsets: kept, prefix: after }, { count: 100 });
    graph.output("kept", kept);
    await using prepared = await device.prepare(record(graph));
    const ascending = Uint32Array.from({ length: 100 }, (__, i) => i);
    expect((await prepared.run({}, { count: 100 }))["kept"]).toEqual(ascending);
    expect((await prepared.run({}, { count: 0 }))["kept"]).toEqual(ascending);
  });

  test("takes from the device the bytes that were planned", async () => {
    await using device = await open();
    await fc.assert(
      fc.asyncProperty(scripts, async (script) => {
        const { graph, inputs } = build(script);
        const recording = record(graph);
        const before = device.memory.used;
        {
          await using prepared = await device.prepare(recording);
          await prepared.run(inputs);
          expect(device.memory.used - before).toBe(recording.peakBytes);
        }
        expect(device.memory.used).toBe(before);
      }),
      { numRuns: 10 },
    );
  });
});
