import { afterAll } from "vitest";
import type { Device, Inputs, Prepared } from "../../src/graph/device.ts";
import { Graph } from "../../src/graph/graph.ts";
import { u32Output } from "../../src/graph/outputs.ts";
import { record } from "../../src/graph/recording.ts";
import type { Variables } from "../../src/graph/scalar.ts";

/** Runs the one recording of a test; it is prepared at the first run and disposed at the end. */
export type RunOp = (
  inputs: Inputs,
  variables?: Variables,
) => Promise<Readonly<Record<string, Uint32Array>>>;

/** One recording on one device for a whole `describe`, so that every test replays it. */
export function opRunner(open: () => Promise<Device>, build: (graph: Graph) => void): RunOp {
  let opened: Promise<{ device: Device; prepared: Prepared }> | undefined;
  const prepare = async (): Promise<{ device: Device; prepared: Prepared }> => {
    const device = await open();
    const graph = new Graph("op");
    build(graph);
    return { device, prepared: await device.prepare(record(graph)) };
  };
  afterAll(async () => {
    const { device, prepared } = (await opened) ?? {};
    await prepared?.[Symbol.asyncDispose]();
    await device?.[Symbol.asyncDispose]();
  });
  return async (inputs, variables) => {
    const { prepared } = await (opened ??= prepare());
    const outputs = await prepared.run(inputs, variables);
    return Object.fromEntries(Object.keys(outputs).map((name) => [name, u32Output(outputs, name)]));
  };
}
